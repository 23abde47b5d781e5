// Shards: grown by the arena, shed by wrecks, drifting, and collected by the nearest ship.

import type { EventQueue } from '@starfray/shared/contract';
import { ANGLE_STEPS, atUint8, atUint16, clamp, divide, randomBelow, randomBetween } from '@starfray/shared/core';
import { nearestShip } from './collision.ts';
import { pickup, shard } from './entities.ts';
import { gainProgress } from './levels.ts';
import { factsOf } from './modes/facts.ts';
import { advanceShard, alongX, alongY, isFree } from './movement.ts';
import type { ShardRow } from './rows.ts';
import { award } from './scoring.ts';
import {
  MAX_GROWN_VALUE,
  MAX_SHARD_REACH,
  MAX_SHARD_VALUE,
  MAX_WRECK_SHARDS,
  MAX_WRECK_SPEED,
  MIN_WRECK_SHARDS,
  MIN_WRECK_SPEED,
  SHARD_ENERGY,
  SHARD_RADIUS,
  SHARD_REFILL_TICKS,
  SHIP_RADIUS,
} from './tuning.ts';
import { energyFull, hullFull, shardHull, shardReach } from './upgrades.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from './world.ts';

/** Fills a new world with as many shards as it grows. */
export function growAllShards(world: StarfrayWorld): void {
  while (world.shardCount < world.arena.shardTarget) if (!growShard(world)) return;
}

/** Grows back what was collected, at a pace that the arena's size sets. */
export function growShards(world: StarfrayWorld): void {
  const { shardTarget } = world.arena;
  if (world.tick % SHARD_REFILL_TICKS !== 0) return;
  for (let left = 1 + (shardTarget >> 7); left > 0 && world.shardCount < shardTarget; left -= 1) growShard(world);
}

/** Moves every shard on by one tick and gives it to the nearest ship in reach; the lower id among equals. */
export function collectShards(world: StarfrayWorld, events: EventQueue): void {
  const { entities, shard: row, shardSlots } = world;
  const { hasLevels } = factsOf(world.arena.mode);
  const listed = world.shardCount;
  for (let i = 0; i < listed; i += 1) {
    const slot = atUint16(shardSlots, i);
    row.base = entities.base(slot);
    advanceShard(row, world.arena);
    const collector = nearestShip(world, row.x, row.y, MAX_SHARD_REACH, shardReach);
    if (collector === undefined) continue;
    collect(collector, row, events);
    if (hasLevels) gainProgress(collector, atUint8(world.shardWorths, slot));
    entities.remove(slot, world.tick);
    world.shardCount -= 1;
  }
}

/** Sheds shards of a total value around a place; they drift off in all directions. `worth`: what they add to levels, together. */
export function shedShards(world: StarfrayWorld, x: number, y: number, value: number, worth: number): void {
  const { random, arena } = world;
  const room = Math.max(0, arena.shardMost - world.shardCount);
  const wanted = clamp(divide(value, 4), MIN_WRECK_SHARDS, MAX_WRECK_SHARDS);
  // A shard is worth 1 at the least: none comes from nothing.
  const count = Math.min(room, wanted, value);
  let left = value;
  let worthLeft = worth;
  for (let i = 0; i < count; i += 1) {
    const part = clamp(divide(left, count - i), 1, MAX_SHARD_VALUE);
    left -= part;
    const worthPart = Math.min(divide(worthLeft, count - i), MAX_SHARD_VALUE);
    worthLeft -= worthPart;
    const angle = randomBelow(random, ANGLE_STEPS);
    const speed = randomBetween(random, MIN_WRECK_SPEED, MAX_WRECK_SPEED);
    addShard(world, x, y, alongX(angle, speed), alongY(angle, speed), part, worthPart);
  }
}

// A shard's place is a mean of two samples for every other one, which heaps them towards the centre; there they are also
// worth more. That is where players meet.
function growShard(world: StarfrayWorld): boolean {
  const { random, arena } = world;
  const least = SHIP_RADIUS;
  const most = arena.side - SHIP_RADIUS;
  const isCentral = randomBelow(random, 2) === 0;
  let x = randomBetween(random, least, most);
  let y = randomBetween(random, least, most);
  if (isCentral) {
    x = divide(x + randomBetween(random, least, most), 2);
    y = divide(y + randomBetween(random, least, most), 2);
  }
  // A place in a rock is given up: another one comes with the next refill.
  if (!isFree(x, y, SHIP_RADIUS, arena)) return true;
  const value = grownValue(world, x, y);
  return addShard(world, x, y, 0, 0, value, value);
}

function grownValue(world: StarfrayWorld, x: number, y: number): number {
  const half = world.arena.side >> 1;
  const off = Math.max(Math.abs(x - half), Math.abs(y - half));
  const most = clamp(MAX_GROWN_VALUE - divide(off * MAX_GROWN_VALUE, half), 1, MAX_GROWN_VALUE);
  return randomBetween(world.random, 1, most);
}

/** Adds a shard; false if the world is full. `worth` is what it adds to levels. */
export function addShard(
  world: StarfrayWorld,
  x: number,
  y: number,
  vx: number,
  vy: number,
  value: number,
  worth: number,
): boolean {
  const slot = world.entities.spawn(shard, world.tick);
  if (slot === NO_SLOT) return false;
  const row = world.shard;
  row.base = world.entities.base(slot);
  row.x = clamp(x, SHARD_RADIUS, world.arena.side - SHARD_RADIUS);
  row.y = clamp(y, SHARD_RADIUS, world.arena.side - SHARD_RADIUS);
  row.vx = vx;
  row.vy = vy;
  row.value = value;
  world.shardWorths[slot] = worth;
  world.shardCount += 1;
  return true;
}

function collect(pilot: Pilot, row: ShardRow, events: EventQueue): void {
  const { ship, own } = pilot;
  const full = hullFull(ship);
  ship.hull = Math.min(full, ship.hull + shardHull(ship));
  if (ship.hull === full) ship.repairing = 0;
  own.energy = Math.min(energyFull(ship), own.energy + SHARD_ENERGY);
  award(pilot, row.value);
  const event = events.addFor(pickup, pilot.id);
  event.x = row.x;
  event.y = row.y;
  event.value = row.value;
}
