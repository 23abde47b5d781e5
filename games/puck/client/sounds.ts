// The sounds of puck, as zzfx parameters: see games/starfray/client/audio/sounds.ts for their order.

const _ = undefined;

export const SOUNDS = {
  tap: [1.49, 0.05, 320, 0, 0.01, 0.06, 1, 1.8, -4, _, _, _, _, 0.3],
  kick: [1.26, 0.03, 150, 0, 0.03, 0.12, 3, 1.2, -6, _, _, _, _, 0.8, _, 0.1],
  goal: [1.48, 0.01, 330, 0.02, 0.25, 0.5, 1, 1.4, 0.6, _, 220, 0.08, 0.1],
  whistle: [0.89, 0.01, 1250, 0.01, 0.22, 0.08, 1, 1, _, _, 60, 0.04, 0.04],
  boost: [0.5, 0.05, 90, 0.03, 0.12, 0.24, 4, 0.7, 1.6, _, _, _, _, 0.4],
  press: [1.15, 0.01, 520, 0, 0.01, 0.07, 1, 1.3, _, _, 260, 0.03],
} as const;

export type SoundName = keyof typeof SOUNDS;
