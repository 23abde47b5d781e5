// The hand on the thrust: decides where to fly a few times a second, as people do, and when there is energy for a boost.

import type { InputRow } from '../rules/index.ts';
import { chooseThrust, type Vector } from './steering.ts';
import type { BotView } from './view.ts';

/** Ticks between two decisions. */
const INTERVAL_TICKS = 4;
/** A boost starts with this much energy and stops at that: the rest is for shooting. */
const BOOST_START_ENERGY = 500;
const BOOST_STOP_ENERGY = 250;

/** How much of a hurry there is: none, boosting with what can be spared, or with all there is. */
export type Hurry = 'none' | 'some' | 'all';

export class Helm {
  private thrust = 0;
  private decideTick = 0;

  /** Flies along a wish, round what is in the way. */
  fly(view: BotView, wish: Vector, hurry: Hurry, controls: InputRow): void {
    const boosts = mayBoost(view, hurry);
    if (view.tick >= this.decideTick) {
      this.thrust = chooseThrust(view, wish.x, wish.y, boosts);
      this.decideTick = view.tick + INTERVAL_TICKS;
    }
    controls.thrust = this.thrust;
    controls.boost = boosts ? 1 : 0;
  }
}

function mayBoost({ body, cockpit }: BotView, hurry: Hurry): boolean {
  if (hurry === 'none') return false;
  if (hurry === 'all') return true;
  return cockpit.energy > (body.boosting === 1 ? BOOST_STOP_ENERGY : BOOST_START_ENERGY);
}

/** Being hurt lasts until the hull is well mended, or a bot would turn back at every point of it. */
export class Fear {
  private readonly hurtHull: number;
  private readonly mendedHull: number;
  private isHurt = false;

  constructor(hurtHull: number, mendedHull: number) {
    this.hurtHull = hurtHull;
    this.mendedHull = mendedHull;
  }

  /** Whether a ship with this hull should keep out of fights. */
  feel(hull: number): boolean {
    this.isHurt = hull < (this.isHurt ? this.mendedHull : this.hurtHull);
    return this.isHurt;
  }
}
