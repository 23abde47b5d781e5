// Crates: grown on pads that the map has, dropped by wrecks, and taken by the nearest ship.

import { at, atUint16, clamp, randomBelow, randomBetween, UNITS_PER_PX } from '@starfray/shared/core';
import { nearestShip } from '../collision.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from '../world.ts';
import { crate } from './entities.ts';
import { advanceCrate } from './flight.ts';
import { CRATE_REACH, CRATE_REFILL_TICKS, DROP_LIFE_TICKS } from './tuning.ts';
import { CRATE_WEAPONS, fullCharges } from './weapon.ts';

/** A large arena fills one pad more in each refill for so many. */
const PADS_PER_REFILL = 32;

/** Puts a crate on every pad of a new world. */
export function growAllCrates(world: StarfrayWorld): void {
  for (let pad = 0; pad < world.arena.padCount; pad += 1) growCrate(world, pad);
}

/** Puts crates on free pads, at a pace that the arena's size sets. */
export function growCrates(world: StarfrayWorld): void {
  const { padCount } = world.arena;
  if (padCount === 0 || world.tick % CRATE_REFILL_TICKS !== 0) return;
  for (let left = 1 + Math.trunc(padCount / PADS_PER_REFILL); left > 0; left -= 1) {
    const pad = randomBelow(world.luck, padCount);
    if (!isTaken(world, pad)) growCrate(world, pad);
  }
}

/** Gives each crate to the nearest ship in reach; what that carried is replaced. */
export function collectCrates(world: StarfrayWorld): void {
  const { entities, crate: row, crateSlots } = world;
  const listed = world.crateCount;
  for (let i = 0; i < listed; i += 1) {
    const slot = atUint16(crateSlots, i);
    row.base = entities.base(slot);
    const isOver = !advanceCrate(row);
    const taker = isOver ? undefined : nearestShip(world, row.x, row.y, CRATE_REACH, crateReach);
    if (!isOver && taker === undefined) continue;
    if (taker !== undefined) arm(taker, row.weapon, row.charges);
    entities.remove(slot, world.tick);
  }
}

/** Leaves what a ship carried where it ended. */
export function dropCrate(world: StarfrayWorld, { ship, own }: Pilot): void {
  if (ship.carries !== 0) addCrate(world, ship.x, ship.y, ship.carries, own.charges, DROP_LIFE_TICKS);
}

function crateReach(): number {
  return CRATE_REACH;
}

// More charges of the same weapon do not add up.
function arm({ ship, own }: Pilot, weapon: number, charges: number): void {
  own.charges = ship.carries === weapon ? Math.max(own.charges, charges) : charges;
  ship.carries = weapon;
}

function growCrate(world: StarfrayWorld, pad: number): void {
  const weapon = randomBetween(world.luck, 1, CRATE_WEAPONS);
  const { padX, padY } = world.arena;
  const slot = addCrate(world, at(padX, pad), at(padY, pad), weapon, fullCharges(weapon), 0);
  if (slot !== NO_SLOT) world.padCrates[pad] = atUint16(world.entities.ids, slot);
}

function addCrate(world: StarfrayWorld, x: number, y: number, weapon: number, charges: number, life: number): number {
  const slot = world.entities.spawn(crate, world.tick);
  if (slot === NO_SLOT) return NO_SLOT;
  const row = world.crate;
  row.base = world.entities.base(slot);
  row.x = toPlace(x, world.arena.side);
  row.y = toPlace(y, world.arena.side);
  row.weapon = weapon;
  row.charges = charges;
  row.life = life;
  return slot;
}

// By the crate that grew there last, unless its id is another's by now.
function isTaken(world: StarfrayWorld, pad: number): boolean {
  const { entities, crate: row, arena } = world;
  const slot = entities.slotOf(atUint16(world.padCrates, pad));
  if (slot === NO_SLOT || entities.kindOf(slot) !== crate) return false;
  row.base = entities.base(slot);
  return row.x === at(arena.padX, pad) && row.y === at(arena.padY, pad);
}

function toPlace(position: number, side: number): number {
  return Math.round(clamp(position, 0, side) / UNITS_PER_PX) * UNITS_PER_PX;
}
