// How missiles, mines and crates get on by themselves: what `predict` runs on both ends.

import { ANGLE_MASK } from '@starfray/shared/core';
import type { Arena } from '../arena.ts';
import { alongX, alongY, isFree, toShotGrain } from '../movement.ts';
import type { CrateRow, MineRow, MissileRow } from './rows.ts';
import { MISSILE_RADIUS, MISSILE_SPEED } from './tuning.ts';

/** A missile's way along x in one tick, in whole grains. */
export function missileX(angle: number): number {
  return toShotGrain(alongX(angle, MISSILE_SPEED));
}

export function missileY(angle: number): number {
  return toShotGrain(alongY(angle, MISSILE_SPEED));
}

/** Moves a missile on by one tick, turning; false when its life, the edge or a rock has ended it. */
export function advanceMissile(row: MissileRow, arena: Arena): boolean {
  if (row.life <= 1) return false;
  row.angle = (row.angle + row.turn) & ANGLE_MASK;
  const x = row.x + missileX(row.angle);
  const y = row.y + missileY(row.angle);
  if (!isFree(x, y, MISSILE_RADIUS, arena)) return false;
  row.x = x;
  row.y = y;
  row.life -= 1;
  return true;
}

/** Arms a mine and lets it age; false at its end. */
export function advanceMine(row: MineRow): boolean {
  if (row.life <= 1) return false;
  row.life -= 1;
  if (row.arming > 0) row.arming -= 1;
  return true;
}

/** Lets a dropped crate age; false at its end. */
export function advanceCrate(row: CrateRow): boolean {
  if (row.life === 0) return true;
  row.life -= 1;
  return row.life > 0;
}
