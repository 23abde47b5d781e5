// Camera shake: trauma that adds up with blows and fades, felt as its square (Squirrel Eiserloh, GDC 2016).

import { wobble } from './smoothing.ts';

const FADE_PER_SECOND = 1.5;
const REACH_PX = 22;

export class Shake {
  x = 0;
  y = 0;
  private trauma = 0;
  private time = 0;

  /** A blow of strength 0..1. */
  add(strength: number): void {
    this.trauma = Math.min(1, this.trauma + strength);
  }

  advance(seconds: number): void {
    this.time += seconds;
    this.trauma = Math.max(0, this.trauma - FADE_PER_SECOND * seconds);
    const reach = REACH_PX * this.trauma * this.trauma;
    this.x = reach * wobble(this.time * 21, 1);
    this.y = reach * wobble(this.time * 21, 7);
  }
}
