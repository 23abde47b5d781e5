// The sounds of the game, as zzfx parameters: volume, randomness, frequency, attack, sustain, release, shape, shape curve,
// slide, delta slide, pitch jump, pitch jump time, repeat time, noise, modulation, bit crush, delay, sustain volume, decay,
// tremolo, filter.

const _ = undefined;

export const SOUNDS = {
  ownShot: [1.7, 0.04, 620, 0, 0.02, 0.09, 2, 1.7, -9, _, _, _, _, 0.3, _, _, _, 0.7],
  shot: [1.4, 0.08, 480, 0, 0.02, 0.08, 2, 1.5, -7, _, _, _, _, 0.4, _, _, _, 0.7],
  hit: [2.3, 0.06, 1150, 0, 0.01, 0.1, 1, 0.6, -4, _, _, _, _, 1.5, _, _, _, 0.5],
  wound: [2.06, 0.04, 120, 0, 0.05, 0.2, 3, 0.8, -2, _, _, _, _, 1.6, _, 0.2, _, 0.7],
  bump: [2.79, 0.05, 85, 0, 0.03, 0.16, 0, 1.6, -1, _, _, _, _, 1.4, _, _, _, 0.6],
  explosion: [3.81, 0.08, 62, 0.01, 0.16, 0.7, 4, 2.1, 0.4, _, _, _, _, 0.9, _, 0.35, 0.12, 0.55, 0.1],
  death: [3.4, 0.03, 420, 0.01, 0.3, 0.9, 1, 1.2, -2.4, _, _, _, 0.11, 0.15, _, _, 0.1, 0.6, 0.1],
  pickup: [1.46, 0.02, 690, 0, 0.03, 0.13, 1, 1.8, _, _, 340, 0.05],
  boost: [0.62, 0.05, 90, 0.03, 0.12, 0.24, 4, 0.7, 1.6, _, _, _, _, 0.4, _, _, _, 0.8],
  spawn: [1.71, 0.01, 180, 0.06, 0.16, 0.3, 1, 1.2, 3.2, _, 180, 0.12, _, _, _, _, _, 0.7],
  press: [1.15, 0.01, 520, 0, 0.01, 0.07, 1, 1.3, _, _, 260, 0.03],
} as const;

export type SoundName = keyof typeof SOUNDS;
