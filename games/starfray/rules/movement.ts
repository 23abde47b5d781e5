// How ships, shots and shards move by themselves, in integers: what `predict` runs on both ends and `step` on the server.
// Values here stay below 2^31 where shifts are used: a velocity times a position difference goes through `divide`.

import { angleOf, at, clamp, cosine, divide, integerSqrt, sine, UNITS_PER_PX } from '@starfray/shared/core';
import { type Arena, rockAt } from './arena.ts';
import type { ShardRow, ShipRow, ShotRow } from './rows.ts';
import {
  DRAG_SHIFT,
  EDGE_BOUNCE_SHIFT,
  MAX_SPEED,
  ROCK_SAFE_SPEED,
  ROCK_SPEED_PER_HULL,
  SHARD_RADIUS,
  SHIP_RADIUS,
  SHOT_GRAIN,
  SHOT_RADIUS,
  SHOT_SPEED,
} from './tuning.ts';
import { enginePower, hullFull, repairInterval } from './upgrades.ts';

/** A line of sight is looked at every 2^13 units: 32 px, less than a rock's radius. */
const SIGHT_SHIFT = 13;

/** A thing with a place and a velocity. */
interface Body {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

// Direction cosines of the eight thrust directions, index 0 being none.
const DIRECTION_X = Int32Array.of(0, ...[0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => cosine(eighth * 128)));
const DIRECTION_Y = Int32Array.of(0, ...[0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => sine(eighth * 128)));

/** `amount` along an angle, rounded; |amount| < 2^16. */
export function alongX(angle: number, amount: number): number {
  return scaleDown(cosine(angle) * amount);
}

export function alongY(angle: number, amount: number): number {
  return scaleDown(sine(angle) * amount);
}

/** The thrust direction, 1..8, that points most nearly along (x, y); 0 for nowhere. */
export function thrustTowards(x: number, y: number): number {
  if (x === 0 && y === 0) return 0;
  return 1 + (((angleOf(y, x) + 64) >> 7) & 7);
}

/** Moves a ship on by one tick under the controls in its row: thrust, drag, edges, rocks, then repair. */
export function advanceShip(row: ShipRow, tick: number, arena: Arena): void {
  const power = enginePower(row, row.boosting === 1);
  row.vx = clamp(slowed(row.vx) + scaleDown(at(DIRECTION_X, row.thrust) * power), -MAX_SPEED, MAX_SPEED);
  row.vy = clamp(slowed(row.vy) + scaleDown(at(DIRECTION_Y, row.thrust) * power), -MAX_SPEED, MAX_SPEED);
  row.x += row.vx;
  row.y += row.vy;
  keepInside(row, SHIP_RADIUS, arena.side);
  const impact = bounceOffRock(row, SHIP_RADIUS, arena);
  if (impact > ROCK_SAFE_SPEED && row.shielded === 0) {
    row.hull = Math.max(0, row.hull - 1 - divide(impact - ROCK_SAFE_SPEED, ROCK_SPEED_PER_HULL));
    row.repairing = 0;
  }
  if (row.repairing === 1) repair(row, tick);
}

/** A shot's way along x in one tick, in whole grains. */
export function flightX(angle: number): number {
  return toShotGrain(alongX(angle, SHOT_SPEED));
}

export function flightY(angle: number): number {
  return toShotGrain(alongY(angle, SHOT_SPEED));
}

/** The nearest multiple of a shot's grain. */
export function toShotGrain(amount: number): number {
  return Math.round(amount / SHOT_GRAIN) * SHOT_GRAIN + 0;
}

/** Moves a shot on by one tick; false when its life, the edge or a rock has ended it. */
export function advanceShot(row: ShotRow, arena: Arena): boolean {
  if (row.life <= 1) return false;
  const x = row.x + flightX(row.angle);
  const y = row.y + flightY(row.angle);
  if (!isFree(x, y, SHOT_RADIUS, arena)) return false;
  row.x = x;
  row.y = y;
  row.life -= 1;
  return true;
}

/** Moves a shard on by one tick: it drifts, slows down and comes to rest. */
export function advanceShard(row: ShardRow, arena: Arena): void {
  if (row.vx === 0 && row.vy === 0) return;
  row.vx = slowed(row.vx);
  row.vy = slowed(row.vy);
  row.x += row.vx;
  row.y += row.vy;
  keepInside(row, SHARD_RADIUS, arena.side);
  bounceOffRock(row, SHARD_RADIUS, arena);
}

/** True when a thing of that radius is inside the arena there, and in no rock. */
export function isFree(x: number, y: number, radius: number, arena: Arena): boolean {
  if (x < 0 || y < 0 || x > arena.side || y > arena.side) return false;
  return rockAt(arena, x, y, radius) < 0;
}

/** True when no rock lies between two places inside the arena; looked at every 32 px. */
export function hasLineOfSight(fromX: number, fromY: number, toX: number, toY: number, arena: Arena): boolean {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const looks = Math.max(Math.abs(dx), Math.abs(dy)) >> SIGHT_SHIFT;
  for (let i = 1; i <= looks; i += 1) {
    const x = fromX + divide(dx * i, looks + 1);
    const y = fromY + divide(dy * i, looks + 1);
    if (rockAt(arena, x, y, 0) >= 0) return false;
  }
  return true;
}

/** Puts a body that left the arena back on its edge, with part of its speed turned inwards. */
export function keepInside(body: Body, radius: number, side: number): void {
  const most = side - radius;
  if (body.x < radius) {
    body.x = radius;
    body.vx = bounced(body.vx, 1);
  } else if (body.x > most) {
    body.x = most;
    body.vx = bounced(body.vx, -1);
  }
  if (body.y < radius) {
    body.y = radius;
    body.vy = bounced(body.vy, 1);
  } else if (body.y > most) {
    body.y = most;
    body.vy = bounced(body.vy, -1);
  }
}

// Linear drag, at least one unit a tick, so that speed ends at 0 instead of crawling.
function slowed(speed: number): number {
  if (speed > 0) return speed - (speed >> DRAG_SHIFT || 1);
  return speed < 0 ? speed + (-speed >> DRAG_SHIFT || 1) : 0;
}

function bounced(speed: number, inwards: number): number {
  const kept = (speed < 0 ? -speed : speed) >> EDGE_BOUNCE_SHIFT;
  return inwards * kept + 0;
}

// From a table's scale of 2^14, rounded to the nearest.
function scaleDown(product: number): number {
  return (product + (1 << 13)) >> 14;
}

// A body inside a rock is put on its surface; what it flew towards the rock is turned back at half the speed. Answers
// how fast it came, 0 if it did not. The gap between rocks is wider than a ship: it touches one at a time.
function bounceOffRock(body: Body, radius: number, arena: Arena): number {
  const rock = rockAt(arena, body.x, body.y, radius);
  if (rock < 0) return 0;
  const dx = body.x - at(arena.rockX, rock);
  const dy = body.y - at(arena.rockY, rock);
  const distance = integerSqrt(dx * dx + dy * dy);
  // One pixel of air, or rounding could leave it inside.
  const surface = at(arena.rockRadius, rock) + radius + UNITS_PER_PX;
  if (distance === 0) {
    body.x += surface;
    return 0;
  }
  body.x = at(arena.rockX, rock) + divide(dx * surface, distance);
  body.y = at(arena.rockY, rock) + divide(dy * surface, distance);
  const towards = -divide(body.vx * dx + body.vy * dy, distance);
  if (towards <= 0) return 0;
  body.vx = clamp(body.vx + divide(dx * towards * 3, distance * 2), -MAX_SPEED, MAX_SPEED);
  body.vy = clamp(body.vy + divide(dy * towards * 3, distance * 2), -MAX_SPEED, MAX_SPEED);
  return towards;
}

function repair(row: ShipRow, tick: number): void {
  const full = hullFull(row);
  if (tick % repairInterval(row) === 0) row.hull += 1;
  if (row.hull >= full) {
    row.hull = full;
    row.repairing = 0;
  }
}
