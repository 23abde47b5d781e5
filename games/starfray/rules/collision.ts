// Where ships are, which of them touch, and what a shot meets on its way.

import type { EventQueue, Point } from '@starfray/shared/contract';
import { at, atUint16, clamp, divide, integerSqrt, item, px } from '@starfray/shared/core';
import { bump } from './entities.ts';
import type { Source } from './harm.ts';
import { LAG_STEPS, type PastShips } from './history.ts';
import { isFoe } from './modes/mode.ts';
import { keepInside } from './movement.ts';
import type { ShipRow } from './rows.ts';
import { CONTACT_BUMP_SPEED, MAX_SPEED, SHIP_RADIUS, SHOT_RADIUS, SHOT_SPEED } from './tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from './world.ts';

const CONTACT = 2 * SHIP_RADIUS;
const HIT_RADIUS = SHIP_RADIUS + SHOT_RADIUS;
/** The furthest that contacts move one ship in one tick. Questions to the grid, which is older, reach as much further. */
const MAX_PUSH = px(8);
/** The furthest that a ship moves in one tick. */
const MAX_MOVE = MAX_SPEED + MAX_PUSH;
/** Places on a shot's way of one tick that are distinguished. */
export const PATH_STEPS = 1024;

/** Enters every flying ship into this tick's page of the history. */
export function locateShips(world: StarfrayWorld): void {
  const { roster, flyingIds, entities } = world;
  world.ships = world.history.at(world.tick);
  const { grid, xs, ys, lives } = world.ships;
  lives.fill(0);
  let count = 0;
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    if (pilot.slot === NO_SLOT) continue;
    xs[pilot.id] = pilot.ship.x;
    ys[pilot.id] = pilot.ship.y;
    lives[pilot.id] = atUint16(entities.ids, pilot.slot);
    flyingIds[count] = pilot.id;
    count += 1;
  }
  grid.rebuild(count, flyingIds, xs, ys);
}

/** Writes the player ids of the ships within about `reach` of a place into `world.near`; answers how many. */
export function shipsNear(world: StarfrayWorld, x: number, y: number, reach: number): number {
  const far = reach + MAX_PUSH;
  return world.ships.grid.collectIn(x - far, y - far, x + far, y + far, world.near);
}

/**
 * Pushes ships that touch gently apart. All pairs are gathered first and each ship is moved once, so that no order of
 * pairs is better than another.
 */
export function separateShips(world: StarfrayWorld, events: EventQueue): void {
  const { roster } = world;
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    if (pilot.slot !== NO_SLOT) gatherContacts(world, pilot, events);
  }
  for (let i = 0; i < roster.length; i += 1) applyPush(world, item(roster, i));
}

// All contacts of one ship with those of higher ids, so that each pair is met once.
function gatherContacts(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  const { near } = world;
  const { grid, xs, ys } = world.ships;
  const x = at(xs, pilot.id);
  const y = at(ys, pilot.id);
  const count = grid.collectIn(x - CONTACT, y - CONTACT, x + CONTACT, y + CONTACT, near);
  for (let i = 0; i < count; i += 1) {
    const otherId = at(near, i);
    if (otherId <= pilot.id) continue;
    const dx = at(xs, otherId) - x;
    const dy = at(ys, otherId) - y;
    if (dx > CONTACT || dx < -CONTACT || dy > CONTACT || dy < -CONTACT) continue;
    const other = pilotOf(world, otherId);
    if (other !== undefined) gatherContact(pilot, other, dx, dy, events);
  }
}

function gatherContact(a: Pilot, b: Pilot, wayX: number, dy: number, events: EventQueue): void {
  let dx = wayX;
  let distance = integerSqrt(dx * dx + dy * dy);
  if (distance >= CONTACT) return;
  if (distance === 0) {
    // In the very same place: the lower id goes west.
    dx = 1;
    distance = 1;
  }
  const overlap = CONTACT - distance;
  // What they close in at, half as much again so that they part, shared by two: three quarters each.
  const closing = -divide((b.ship.vx - a.ship.vx) * dx + (b.ship.vy - a.ship.vy) * dy, distance);
  const kick = closing > 0 ? divide(closing * 3, 4) : 0;
  const pushX = divide(dx * overlap, distance * 2);
  const pushY = divide(dy * overlap, distance * 2);
  const kickX = divide(dx * kick, distance);
  const kickY = divide(dy * kick, distance);
  a.pushX -= pushX;
  a.pushY -= pushY;
  a.pushVx -= kickX;
  a.pushVy -= kickY;
  b.pushX += pushX;
  b.pushY += pushY;
  b.pushVx += kickX;
  b.pushVy += kickY;
  if (closing > CONTACT_BUMP_SPEED) {
    const event = events.add(bump);
    event.x = a.ship.x + divide(dx, 2);
    event.y = a.ship.y + divide(dy, 2);
  }
}

/** Moves a ship by what was gathered for it in its `push` fields. */
export function applyPush(world: StarfrayWorld, pilot: Pilot): void {
  if (pilot.pushX === 0 && pilot.pushY === 0 && pilot.pushVx === 0 && pilot.pushVy === 0) return;
  const { ship } = pilot;
  ship.x += clamp(pilot.pushX, -MAX_PUSH, MAX_PUSH);
  ship.y += clamp(pilot.pushY, -MAX_PUSH, MAX_PUSH);
  ship.vx = clamp(ship.vx + pilot.pushVx, -MAX_SPEED, MAX_SPEED);
  ship.vy = clamp(ship.vy + pilot.pushVy, -MAX_SPEED, MAX_SPEED);
  keepInside(ship, SHIP_RADIUS, world.arena.side);
  world.ships.xs[pilot.id] = ship.x;
  world.ships.ys[pilot.id] = ship.y;
  pilot.pushX = 0;
  pilot.pushY = 0;
  pilot.pushVx = 0;
  pilot.pushVy = 0;
}

/**
 * A way of one tick: from (x, y) by (dx, dy), at most SHOT_SPEED long. Its shooter's ship and team are passed through, and ships are met
 * where they were a lag ago.
 */
export interface Flight extends Source {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/**
 * The first ship on a shot's way; the lower id if two are met at once. Ships that ended since then, and those of a later life, are
 * passed through. Where on its way the shot is then goes into `world.impact`, and how far along, in PATH_STEPS, into `world.impactAlong`.
 */
export function firstShipOnPath(world: StarfrayWorld, flight: Flight): Pilot | undefined {
  const { x, y, dx, dy } = flight;
  const lag = lagWithin(world, flight.lag);
  const newer = world.history.at(world.tick - Math.trunc(lag / LAG_STEPS));
  const older = world.history.at(world.tick - Math.trunc(lag / LAG_STEPS) - 1);
  const part = lag % LAG_STEPS;
  const far = SHOT_SPEED + HIT_RADIUS + MAX_PUSH + (part === 0 ? 0 : MAX_MOVE);
  const count = newer.grid.collectIn(x - far, y - far, x + far, y + far, world.near);
  let first: Pilot | undefined;
  let firstAlong = 0;
  for (let i = 0; i < count; i += 1) {
    const id = at(world.near, i);
    if (!isFoe(world, flight.shooterId, id)) continue;
    // Into the one life that both pictures show; in the first tick of a life there is only one.
    const share = atUint16(older.lives, id) === atUint16(newer.lives, id) ? part : 0;
    const fromX = x - placeBetween(newer.xs, older.xs, id, share);
    const fromY = y - placeBetween(newer.ys, older.ys, id, share);
    const along = pathToCircle(fromX, fromY, dx, dy, HIT_RADIUS);
    if (along < 0 || (first !== undefined && (along > firstAlong || (along === firstAlong && id > first.id)))) continue;
    const pilot = pilotOf(world, id);
    if (pilot === undefined || !livesOn(world, pilot, newer)) continue;
    first = pilot;
    firstAlong = along;
  }
  world.impactAlong = firstAlong;
  world.impact.x = clamp(x + divide(dx * firstAlong, PATH_STEPS), 0, world.arena.side);
  world.impact.y = clamp(y + divide(dy * firstAlong, PATH_STEPS), 0, world.arena.side);
  return first;
}

/** Writes the player ids of the ships within about `reach` of a place, a lag ago, into `world.near`; answers how many. */
export function shipsSeenNear(world: StarfrayWorld, x: number, y: number, reach: number, lag: number): number {
  const far = reach + MAX_PUSH + MAX_MOVE;
  const { grid } = world.history.at(world.tick - Math.trunc(lagWithin(world, lag) / LAG_STEPS));
  return grid.collectIn(x - far, y - far, x + far, y + far, world.near);
}

/** Where a ship that still flies was a lag ago, in `out`; answers its entity id, or 0 if it ended or was not there yet. */
export function shipSeen(world: StarfrayWorld, playerId: number, seenLag: number, out: Point): number {
  const lag = lagWithin(world, seenLag);
  const newer = world.history.at(world.tick - Math.trunc(lag / LAG_STEPS));
  const older = world.history.at(world.tick - Math.trunc(lag / LAG_STEPS) - 1);
  const pilot = pilotOf(world, playerId);
  if (pilot === undefined || !livesOn(world, pilot, newer)) return 0;
  const life = atUint16(newer.lives, playerId);
  const part = atUint16(older.lives, playerId) === life ? lag % LAG_STEPS : 0;
  out.x = placeBetween(newer.xs, older.xs, playerId, part);
  out.y = placeBetween(newer.ys, older.ys, playerId, part);
  return life;
}

/**
 * Of the ships that have a place within their reach, `most` at the most, the nearest; the lower id among equals. One whose hull is gone
 * counts no more.
 */
export function nearestShip(
  world: StarfrayWorld,
  x: number,
  y: number,
  most: number,
  reachOf: (ship: ShipRow) => number,
): Pilot | undefined {
  const { xs, ys } = world.ships;
  const count = shipsNear(world, x, y, most);
  let nearest: Pilot | undefined;
  let nearestSquare = most * most;
  for (let i = 0; i < count; i += 1) {
    const id = at(world.near, i);
    const dx = at(xs, id) - x;
    const dy = at(ys, id) - y;
    const square = dx * dx + dy * dy;
    if (square > nearestSquare || (square === nearestSquare && nearest !== undefined && nearest.id < id)) continue;
    const pilot = pilotOf(world, id);
    if (pilot === undefined || pilot.ship.hull === 0 || square > reachOf(pilot.ship) ** 2) continue;
    nearest = pilot;
    nearestSquare = square;
  }
  return nearest;
}

// Before the first tick there was nothing to see.
function lagWithin(world: StarfrayWorld, lag: number): number {
  return Math.min(lag, (world.tick - 1) * LAG_STEPS);
}

function placeBetween(newer: Int32Array, older: Int32Array, id: number, part: number): number {
  const place = at(newer, id);
  return part === 0 ? place : place + divide((at(older, id) - place) * part, LAG_STEPS);
}

function livesOn(world: StarfrayWorld, pilot: Pilot, then: PastShips): boolean {
  if (pilot.slot === NO_SLOT || pilot.ship.hull === 0) return false;
  return atUint16(world.entities.ids, pilot.slot) === atUint16(then.lives, pilot.id);
}

/**
 * How far along the way (dx, dy), in PATH_STEPS, a point that starts at (x, y) first comes within `radius` of the origin; -1 if it does
 * not. What is too far is sorted out first, so that every product is exact.
 */
export function pathToCircle(x: number, y: number, dx: number, dy: number, radius: number): number {
  const square = x * x + y * y;
  // One more pixel for the rounding of a direction.
  const far = radius + SHOT_SPEED + px(1);
  if (square > far * far) return -1;
  const outside = square - radius * radius;
  if (outside <= 0) return 0;
  const towards = -(x * dx + y * dy);
  if (towards <= 0) return -1;
  const length = dx * dx + dy * dy;
  const root = towards * towards - length * outside;
  if (root < 0) return -1;
  const entry = towards - integerSqrt(root);
  return entry <= length ? divide(entry * PATH_STEPS, length) : -1;
}
