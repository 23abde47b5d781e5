// How what is drawn closes up to where it is, after a guess turned out wrong: smoothly, unless it is too far off.

import { UNITS_PER_PX } from '@starfray/shared/core';

/** What is left of an error a tick later. */
export const DECAY_PER_TICK = 0.85;
/** An error beyond this is shown at once. */
const MAX_DECAYING_PX = 64;

/** Is an error, in position units, small enough to be closed smoothly? */
export function canDecay(x: number, y: number): boolean {
  return Math.hypot(x, y) <= MAX_DECAYING_PX * UNITS_PER_PX;
}
