// What hands feel: a pad rumbles, a phone buzzes, where they can and the player wants it.

import type { Hands } from './controls.ts';

/** How strong each is, 0..1, and for how long. */
const PULSES = {
  hit: { strong: 0.35, weak: 0.6, ms: 90 },
  death: { strong: 1, weak: 0.8, ms: 420 },
} as const;
export type Pulse = keyof typeof PULSES;

interface Rumble {
  playEffect?(type: 'dual-rumble', effect: object): Promise<unknown>;
}

export class Haptics {
  isOn = true;
  private readonly hands: () => Hands;
  private readonly padIndex: () => number | undefined;

  constructor(hands: () => Hands, padIndex: () => number | undefined) {
    this.hands = hands;
    this.padIndex = padIndex;
  }

  pulse(kind: Pulse): void {
    if (!this.isOn) return;
    const hands = this.hands();
    if (hands === 'pad') this.rumble(kind);
    // A browser that was never touched complains in the console.
    if (hands === 'touch' && navigator.userActivation?.hasBeenActive === true) navigator.vibrate?.(PULSES[kind].ms);
  }

  private rumble(kind: Pulse): void {
    const index = this.padIndex();
    const pad = index === undefined ? undefined : navigator.getGamepads()[index];
    const { strong, weak, ms } = PULSES[kind];
    const actuator: Rumble | null | undefined = pad?.vibrationActuator;
    const effect = { duration: ms, strongMagnitude: strong, weakMagnitude: weak };
    actuator?.playEffect?.('dual-rumble', effect).catch(() => undefined);
  }
}
