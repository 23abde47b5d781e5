// The controls of one tick, the same for a keyboard, a thumb and a bot.

import { angle, defineInput, flag, int, press } from '@starfray/shared/contract';

/** Thrust directions relative to the screen: 0 none, 1 east, then clockwise in eighths to 8 north-east. */
export const THRUST_DIRECTIONS = 8;

export const input = defineInput(
  {
    thrust: int(0, THRUST_DIRECTIONS),
    aim: angle(),
    boost: flag(),
    fire: press(),
  },
  { thrust: 0, aim: 0, boost: 0, fire: 0 },
);
