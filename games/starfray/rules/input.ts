// The controls of one tick, the same for a keyboard, a thumb and a bot.

import { angle, defineInput, flag, int, press } from '@starfray/shared/contract';
import { OFFERS, PHRASES } from './tuning.ts';

/** Thrust directions relative to the screen: 0 none, 1 east, then clockwise in eighths to 8 north-east. */
export const THRUST_DIRECTIONS = 8;

export const input = defineInput(
  {
    thrust: int(0, THRUST_DIRECTIONS),
    aim: angle(),
    boost: flag(),
    fire: press(),
    /** The upgrade that is chosen, by its place among the offers from 1; it counts when it changes to that. 0 chooses nothing. */
    choose: int(0, OFFERS),
    /** The phrase that is said, from 1; it counts when it changes to that. 0 says nothing. */
    say: int(0, PHRASES),
    /** Uses the weapon from a crate. */
    special: press(),
  },
  { thrust: 0, aim: 0, boost: 0, fire: 0, choose: 0, say: 0, special: 0 },
);
