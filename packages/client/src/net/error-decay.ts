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

/** How far from its place something is drawn for now, in position units. */
export class DrawnError {
  x = 0;
  y = 0;

  /** A tick passes. */
  decay(): void {
    this.x = decayed(this.x);
    this.y = decayed(this.y);
  }

  /** It is drawn where it was until now, though its place changed by so much; or at its place, if that is too far. */
  hide(byX: number, byY: number): void {
    const x = this.x - byX;
    const y = this.y - byY;
    if (canDecay(x, y)) {
      this.x = x;
      this.y = y;
    } else this.clear();
  }

  clear(): void {
    this.x = 0;
    this.y = 0;
  }
}

function decayed(error: number): number {
  const left = error * DECAY_PER_TICK;
  return Math.abs(left) < 1 ? 0 : left;
}
