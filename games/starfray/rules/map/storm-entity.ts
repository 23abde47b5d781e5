// A shard storm on the wire. It goes its way by prediction alone: nothing of it is sent but its beginning.

import { defineEntity, int, type Row, smooth } from '@starfray/shared/contract';
import { MAX_SIDE } from '../tuning.ts';
import { MAX_STORM_SPEED, STORM_LIFE_TICKS, STORM_WAIT_TICKS } from './tuning.ts';

const stormFields = {
  x: smooth(0, MAX_SIDE),
  y: smooth(0, MAX_SIDE),
  vx: smooth(-MAX_STORM_SPEED, MAX_STORM_SPEED),
  vy: smooth(-MAX_STORM_SPEED, MAX_STORM_SPEED),
  /** Ticks until it sets out, and ticks that it then lasts. */
  wait: int(0, STORM_WAIT_TICKS),
  life: int(0, STORM_LIFE_TICKS),
};
export type StormRow = Row<typeof stormFields>;

/** Everybody sees it, wherever they are: it is announced. */
export const storm = defineEntity({
  name: 'storm',
  fields: stormFields,
  interest: { rank: 6, most: 12, isEverywhere: true },
  predict: advanceStorm,
});

/** Lets a storm wait, or moves it on by one tick; false at its end. */
export function advanceStorm(row: StormRow): boolean {
  if (row.wait > 0) {
    row.wait -= 1;
    return true;
  }
  if (row.life <= 1) return false;
  row.life -= 1;
  row.x += row.vx;
  row.y += row.vy;
  return true;
}
