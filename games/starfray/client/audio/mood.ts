// How much of a fight there is around the pilot, which the music follows: it rises within a burst of fire and falls over some seconds.

import type { WorldWatch } from '../view/world-watch.ts';

/** What each adds: a shot of one's own, a shot of another in view, a point of hull that is lost. */
const OWN_SHOT = 0.045;
const OTHER_SHOT = 0.03;
const WOUND_POINT = 0.015;
/** Seconds in which a fight falls to a third where nothing happens. */
const CALM_S = 8;
/** A hull below this part is a fight by itself. */
const LOW_HULL = 35;
const LOW_HULL_FIGHT = 0.5;

export class Mood {
  private value = 0;

  /** 0 for peace to 1. */
  get fight(): number {
    return this.value;
  }

  /** Takes a picture in. `hull` is the own one, undefined without a ship; `seconds` since the last picture. */
  update({ hasFired, muzzleCount, wound }: WorldWatch, hull: number | undefined, seconds: number): void {
    const news = Number(hasFired) * OWN_SHOT + muzzleCount * OTHER_SHOT + wound * WOUND_POINT;
    const fallen = this.value * Math.exp(-seconds / CALM_S);
    const least = hull !== undefined && hull < LOW_HULL ? LOW_HULL_FIGHT : 0;
    this.value = Math.min(1, Math.max(fallen + news, least));
  }
}
