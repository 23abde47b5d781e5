// Shard storms: they gather where everybody sees it on the map, cross the middle of the arena, and leave shards along their way, so that
// people meet.

import { ANGLE_STEPS, atUint16, clamp, divide, randomBelow, randomBetween, UNITS_PER_PX } from '@starfray/shared/core';
import { factsOf } from '../modes/facts.ts';
import { alongX, alongY, isFree } from '../movement.ts';
import { addShard } from '../pickups.ts';
import { SHIP_RADIUS } from '../tuning.ts';
import { NO_SLOT, type StarfrayWorld } from '../world.ts';
import { advanceStorm, storm } from './storm-entity.ts';
import {
  FIRST_STORM_TICK,
  MAX_STORM_VALUE,
  MIN_STORM_VALUE,
  STORM_AREA_PX,
  STORM_CROWD_RATIO,
  STORM_INTERVAL_TICKS,
  STORM_LIFE_TICKS,
  STORM_RADIUS,
  STORM_REACH,
  STORM_SHARD_TICKS,
  STORM_WAIT_TICKS,
} from './tuning.ts';

/** Moves storms on, grows what they bring, and lets new ones gather when it is time. */
export function runStorms(world: StarfrayWorld): void {
  const { entities, storm: row, stormSlots, arena } = world;
  for (let i = 0; i < world.stormCount; i += 1) {
    const slot = atUint16(stormSlots, i);
    row.base = entities.base(slot);
    if (!advanceStorm(row)) entities.remove(slot, world.tick);
    else if (row.wait === 0 && row.life % STORM_SHARD_TICKS === 0) growStormShard(world);
  }
  if (world.tick % STORM_INTERVAL_TICKS !== FIRST_STORM_TICK || !factsOf(arena.mode).hasHazards) return;
  for (let left = stormsOf(arena.side); left > 0; left -= 1) gatherStorm(world);
}

// From one side of a place near the middle to the other.
function gatherStorm(world: StarfrayWorld): void {
  const { luck, arena } = world;
  const slot = world.entities.spawn(storm, world.tick);
  if (slot === NO_SLOT) return;
  const row = world.storm;
  row.base = world.entities.base(slot);
  const { side } = arena;
  const slack = divide(side, 6);
  const midX = (side >> 1) + randomBetween(luck, -slack, slack);
  const midY = (side >> 1) + randomBetween(luck, -slack, slack);
  const reach = Math.min(STORM_REACH, (side >> 1) - STORM_RADIUS);
  const angle = randomBelow(luck, ANGLE_STEPS);
  row.x = within(midX + alongWide(alongX, angle, reach), side);
  row.y = within(midY + alongWide(alongY, angle, reach), side);
  row.vx = divide(within(midX - alongWide(alongX, angle, reach), side) - row.x, STORM_LIFE_TICKS);
  row.vy = divide(within(midY - alongWide(alongY, angle, reach), side) - row.y, STORM_LIFE_TICKS);
  row.wait = STORM_WAIT_TICKS;
  row.life = STORM_LIFE_TICKS;
}

function growStormShard(world: StarfrayWorld): void {
  const { luck, arena, storm: row } = world;
  if (world.shardCount >= arena.shardTarget * STORM_CROWD_RATIO) return;
  const angle = randomBelow(luck, ANGLE_STEPS);
  const off = randomBelow(luck, STORM_RADIUS);
  const x = within(row.x + alongX(angle, off), arena.side);
  const y = within(row.y + alongY(angle, off), arena.side);
  const value = randomBetween(luck, MIN_STORM_VALUE, MAX_STORM_VALUE);
  if (isFree(x, y, SHIP_RADIUS, arena)) addShard(world, x, y, 0, 0, value, value);
}

function stormsOf(side: number): number {
  const sidePx = side / UNITS_PER_PX;
  return 1 + Math.floor((sidePx * sidePx) / STORM_AREA_PX);
}

function within(position: number, side: number): number {
  return clamp(position, STORM_RADIUS, side - STORM_RADIUS);
}

// `alongX` and `alongY` take less than 2^16: a way in pixels.
function alongWide(along: (angle: number, amount: number) => number, angle: number, amount: number): number {
  return along(angle, divide(amount, UNITS_PER_PX)) * UNITS_PER_PX;
}
