// Missiles and mines as something to shoot at: where they are, and where the shooter of a shot saw them.

import type { EventQueue } from '@starfray/shared/contract';
import { at, atUint8, atUint16, clamp, divide } from '@starfray/shared/core';
import { type Flight, PATH_STEPS, pathToCircle } from '../collision.ts';
import { KEPT_TICKS, LAG_STEPS } from '../history.ts';
import { isFoe } from '../modes/mode.ts';
import { SHOT_RADIUS } from '../tuning.ts';
import { REMOVED, type StarfrayWorld } from '../world.ts';
import { blast, missile } from './entities.ts';
import { MINE_RADIUS, MISSILE_RADIUS } from './tuning.ts';
import { WEAPON } from './weapon.ts';

/** Cells of 256 px: more than a missile flies within the longest lag, so a target is met only from its cell and those around it. */
const CELL_SHIFT = 16;

function targetColumns(side: number): number {
  return (side >> CELL_SHIFT) + 1;
}

/** Lists what can be shot in this tick, and marks the cells from which it can be met. */
export function listTargets(world: StarfrayWorld): void {
  const { targetCells, targetSlots, missileSlots, mineSlots } = world;
  if (world.targetCount > 0) targetCells.fill(0);
  world.targetCount = 0;
  for (let i = 0; i < world.missileCount; i += 1) addTarget(world, targetSlots, atUint16(missileSlots, i));
  for (let i = 0; i < world.mineCount; i += 1) addTarget(world, targetSlots, atUint16(mineSlots, i));
}

/** Notes where a missile is at the end of this tick. */
export function trackMissile(world: StarfrayWorld, slot: number): void {
  const place = slot * KEPT_TICKS + (world.tick % KEPT_TICKS);
  world.trackXs[place] = world.missile.x;
  world.trackYs[place] = world.missile.y;
}

/**
 * The place in `world.targetSlots` of the first target on a shot's way, at most `most` of PATH_STEPS along it, or -1. Where the
 * shot is then goes into `world.impact`. What belongs to the shooter or its team is passed through.
 */
export function firstTargetOnPath(world: StarfrayWorld, flight: Flight, most: number): number {
  if (world.targetCount === 0) return -1;
  const { x, y, dx, dy } = flight;
  const columns = targetColumns(world.arena.side);
  if (atUint8(world.targetCells, (y >> CELL_SHIFT) * columns + (x >> CELL_SHIFT)) === 0) return -1;
  let first = -1;
  let firstAlong = most;
  for (let i = 0; i < world.targetCount; i += 1) {
    const slot = atUint16(world.targetSlots, i);
    if (slot === REMOVED) continue;
    const along = alongTo(world, slot, flight);
    // Of two at once the elder, which is listed first; and a ship goes before both.
    if (along < 0 || along >= firstAlong) continue;
    first = i;
    firstAlong = along;
  }
  if (first < 0) return -1;
  world.impact.x = clamp(x + divide(dx * firstAlong, PATH_STEPS), 0, world.arena.side);
  world.impact.y = clamp(y + divide(dy * firstAlong, PATH_STEPS), 0, world.arena.side);
  return first;
}

/** Ends a target that fire has met: it harms nobody any more. */
export function shootDown(world: StarfrayWorld, place: number, events: EventQueue): void {
  const slot = atUint16(world.targetSlots, place);
  const isMissile = world.entities.kindOf(slot) === missile;
  const event = events.add(blast);
  event.x = world.impact.x;
  event.y = world.impact.y;
  event.weapon = isMissile ? WEAPON.missile : WEAPON.mine;
  event.isHarmful = 0;
  world.targetSlots[place] = REMOVED;
  world.entities.remove(slot, world.tick);
}

/** Where a missile was a lag ago, in `out`; false if it had not been fired then. */
export function missileSeen(world: StarfrayWorld, slot: number, lag: number, out: { x: number; y: number }): boolean {
  const back = Math.trunc(lag / LAG_STEPS);
  const born = at(world.entities.bornTicks, slot);
  const newer = world.tick - back;
  if (newer < born) return false;
  const part = newer - 1 < born ? 0 : lag % LAG_STEPS;
  const newerPlace = slot * KEPT_TICKS + (newer % KEPT_TICKS);
  const olderPlace = slot * KEPT_TICKS + ((newer + KEPT_TICKS - 1) % KEPT_TICKS);
  const { trackXs, trackYs } = world;
  const x = at(trackXs, newerPlace);
  const y = at(trackYs, newerPlace);
  out.x = part === 0 ? x : x + divide((at(trackXs, olderPlace) - x) * part, LAG_STEPS);
  out.y = part === 0 ? y : y + divide((at(trackYs, olderPlace) - y) * part, LAG_STEPS);
  return true;
}

function alongTo(world: StarfrayWorld, slot: number, { x, y, dx, dy, shooterId, lag }: Flight): number {
  const { entities, missile: flown, mine: laid, sample } = world;
  if (entities.kindOf(slot) === missile) {
    flown.base = entities.base(slot);
    if (!isFoe(world, shooterId, flown.player) || !missileSeen(world, slot, lag, sample)) return -1;
    return pathToCircle(x - sample.x, y - sample.y, dx, dy, MISSILE_RADIUS + SHOT_RADIUS);
  }
  laid.base = entities.base(slot);
  if (!isFoe(world, shooterId, laid.player)) return -1;
  return pathToCircle(x - laid.x, y - laid.y, dx, dy, MINE_RADIUS + SHOT_RADIUS);
}

function addTarget(world: StarfrayWorld, slots: Uint16Array, slot: number): void {
  if (slot === REMOVED) return;
  const { entities, targetCells } = world;
  const kind = entities.kindOf(slot);
  const base = entities.base(slot);
  const columns = targetColumns(world.arena.side);
  const column = at(entities.ints, base + kind.xColumn) >> CELL_SHIFT;
  const line = at(entities.ints, base + kind.yColumn) >> CELL_SHIFT;
  for (let y = Math.max(0, line - 1); y <= Math.min(columns - 1, line + 1); y += 1) {
    targetCells.fill(1, y * columns + Math.max(0, column - 1), y * columns + Math.min(columns - 1, column + 1) + 1);
  }
  slots[world.targetCount] = slot;
  world.targetCount += 1;
}
