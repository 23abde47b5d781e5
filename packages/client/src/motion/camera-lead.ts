// The camera looks a little towards where the pilot aims. Only this lead is eased, never the ship's own pose: an eased
// camera on a predicted body jitters.

import { closing } from './smoothing.ts';

/** World pixels of lead at most, and the half-life of its ease in seconds. */
const LEAD_PX = 70;
const LEAD_HALF_LIFE = 0.09;

export class CameraLead {
  x = 0;
  y = 0;

  /** Eases towards an aim given as fractions -1..1 of the picture's half size. */
  follow(aimX: number, aimY: number, seconds: number): void {
    const part = closing(seconds, LEAD_HALF_LIFE);
    const length = Math.hypot(aimX, aimY);
    const scale = length > 1 ? LEAD_PX / length : LEAD_PX;
    this.x += (aimX * scale - this.x) * part;
    this.y += (aimY * scale - this.y) * part;
  }
}
