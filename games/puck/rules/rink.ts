// The rink: what both ends build from its two public lengths, and where things start in it.

import { defineRow, int, type RowPlace } from '@starfray/shared/contract';
import { divide, px } from '@starfray/shared/core';
import {
  LARGE_LENGTH_PX,
  LARGE_WIDTH_PX,
  SIDE,
  SMALL_LENGTH_PX,
  SMALL_RINK_PLAYERS,
  SMALL_WIDTH_PX,
} from './tuning.ts';

/** Edges of the ice, in position units. Team 1 defends the left goal, team 2 the right one. */
export interface Rink {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly middleX: number;
  readonly middleY: number;
}

const MAX_LENGTH_PX = 2000;

export const rinkOptions = defineRow('rink', { lengthPx: int(400, MAX_LENGTH_PX), widthPx: int(400, MAX_LENGTH_PX) });

export function chooseRink(capacity: number): RowPlace {
  const isSmall = capacity <= SMALL_RINK_PLAYERS;
  return rinkOptions.view(
    Int32Array.of(isSmall ? SMALL_LENGTH_PX : LARGE_LENGTH_PX, isSmall ? SMALL_WIDTH_PX : LARGE_WIDTH_PX),
  );
}

export function createRink(options: RowPlace): Rink {
  const { lengthPx, widthPx } = rinkOptions.view(options.ints, options.base);
  const middle = divide(SIDE, 2);
  return {
    left: middle - px(lengthPx / 2),
    right: middle + px(lengthPx / 2),
    top: middle - px(widthPx / 2),
    bottom: middle + px(widthPx / 2),
    middleX: middle,
    middleY: middle,
  };
}

/** Places of a team at a kick-off, in parts of a half: how far from its own goal, and how far across. */
const SPOTS = [
  [70, 0],
  [35, -40],
  [35, 40],
  [12, 0],
] as const;

/** Writes where the `index`th player of a team stands at a kick-off. */
export function kickOffSpot(rink: Rink, team: number, index: number, out: { x: number; y: number }): void {
  const [along, across] = SPOTS[index % SPOTS.length] ?? SPOTS[0];
  const half = rink.right - rink.middleX;
  const fromGoal = divide(half * along, 100);
  out.x = team === 1 ? rink.left + fromGoal : rink.right - fromGoal;
  out.y = rink.middleY + divide((rink.bottom - rink.middleY) * across, 100);
}
