// Mines: laid behind a ship, armed after a second, and off when a foe comes near. They lie where everybody sees them, so they go by
// where ships are, and no lag has a part in it.

import type { EventQueue } from '@starfray/shared/contract';
import { at, atUint16, clamp, UNITS_PER_PX } from '@starfray/shared/core';
import { shipsNear } from '../collision.ts';
import { hit } from '../entities.ts';
import { wound } from '../harm.ts';
import { isFoe } from '../modes/mode.ts';
import { alongX, alongY, isFree } from '../movement.ts';
import { NO_SLOT, type Pilot, pilotOf, REMOVED, type StarfrayWorld } from '../world.ts';
import { blast, mine } from './entities.ts';
import { advanceMine } from './flight.ts';
import {
  MINE_ARM_TICKS,
  MINE_BLAST,
  MINE_DAMAGE,
  MINE_DISTANCE,
  MINE_LIFE_TICKS,
  MINE_RADIUS,
  MINE_TRIGGER,
} from './tuning.ts';
import { WEAPON } from './weapon.ts';

/** Lays a mine behind a ship, or below it where there is no room. */
export function layMine(world: StarfrayWorld, pilot: Pilot): void {
  const { ship } = pilot;
  const slot = world.entities.spawn(mine, world.tick);
  if (slot === NO_SLOT) return;
  const row = world.mine;
  row.base = world.entities.base(slot);
  const x = ship.x - alongX(ship.aim, MINE_DISTANCE);
  const y = ship.y - alongY(ship.aim, MINE_DISTANCE);
  const hasRoom = isFree(x, y, MINE_RADIUS, world.arena);
  row.x = toPlace(hasRoom ? x : ship.x, world.arena.side);
  row.y = toPlace(hasRoom ? y : ship.y, world.arena.side);
  row.arming = MINE_ARM_TICKS;
  row.life = MINE_LIFE_TICKS;
  row.player = pilot.id;
}

/** Lets every mine age, and sets off those that a foe is near to. */
export function watchMines(world: StarfrayWorld, events: EventQueue): void {
  const { entities, mine: row, targetSlots } = world;
  for (let i = 0; i < world.targetCount; i += 1) {
    const slot = atUint16(targetSlots, i);
    if (slot === REMOVED || entities.kindOf(slot) !== mine) continue;
    row.base = entities.base(slot);
    const isOver = !advanceMine(row);
    if (!isOver && (row.arming > 0 || !isFoeWithin(world, MINE_TRIGGER))) continue;
    if (!isOver) explode(world, events);
    entities.remove(slot, world.tick);
    targetSlots[i] = REMOVED;
  }
}

function isFoeWithin(world: StarfrayWorld, reach: number): boolean {
  const { mine: row, near } = world;
  const count = shipsNear(world, row.x, row.y, reach);
  for (let i = 0; i < count; i += 1) if (isReached(world, at(near, i), reach)) return true;
  return false;
}

function explode(world: StarfrayWorld, events: EventQueue): void {
  const { mine: row, near, flight } = world;
  flight.shooterId = row.player;
  flight.weapon = WEAPON.mine;
  flight.lag = 0;
  const count = shipsNear(world, row.x, row.y, MINE_BLAST);
  for (let i = 0; i < count; i += 1) {
    const id = at(near, i);
    const victim = pilotOf(world, id);
    if (victim === undefined || !isReached(world, id, MINE_BLAST)) continue;
    const damage = wound(world, victim, MINE_DAMAGE, flight);
    const event = events.add(hit);
    event.x = victim.ship.x;
    event.y = victim.ship.y;
    event.victim = id;
    event.damage = damage;
  }
  const event = events.add(blast);
  event.x = row.x;
  event.y = row.y;
  event.weapon = WEAPON.mine;
  event.isHarmful = 1;
}

function isReached(world: StarfrayWorld, id: number, reach: number): boolean {
  const { mine: row, ships } = world;
  const dx = at(ships.xs, id) - row.x;
  const dy = at(ships.ys, id) - row.y;
  return isFoe(world, row.player, id) && dx * dx + dy * dy < reach * reach;
}

function toPlace(position: number, side: number): number {
  return Math.round(clamp(position, MINE_RADIUS, side - MINE_RADIUS) / UNITS_PER_PX) * UNITS_PER_PX;
}
