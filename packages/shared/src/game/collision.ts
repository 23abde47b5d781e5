// Where ships are, which of them touch, and what a shot meets on its way.

import type { EventQueue } from '../contract/index.ts';
import { at, clamp, divide, integerSqrt, item, px } from '../core/index.ts';
import { bump } from './entities.ts';
import { keepInside } from './movement.ts';
import { CONTACT_BUMP_SPEED, MAX_SPEED, SHIP_RADIUS, SHOT_RADIUS, SHOT_SPEED } from './tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from './world.ts';

const CONTACT = 2 * SHIP_RADIUS;
const HIT_RADIUS = SHIP_RADIUS + SHOT_RADIUS;
/** The furthest that contacts move one ship in one tick. Questions to the grid, which is older, reach as much further. */
const PUSH_MOST = px(8);
/** No ship further away than this is met within a tick (one more pixel for the rounding of a direction). */
const PATH_FAR = HIT_RADIUS + SHOT_SPEED + px(1);
/** Places on a shot's way of one tick that are told apart. */
const PATH_STEPS = 1024;

/** Enters every flying ship into the world's grid. */
export function locateShips(world: StarfrayWorld): void {
  const { roster, gridX, gridY, gridIds } = world;
  let count = 0;
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    if (pilot.slot === NO_SLOT) continue;
    gridX[pilot.id] = pilot.ship.x;
    gridY[pilot.id] = pilot.ship.y;
    gridIds[count] = pilot.id;
    count += 1;
  }
  world.shipGrid.rebuild(count, gridIds, gridX, gridY);
}

/** Writes the player ids of the ships within about `reach` of a place into `world.near`; answers how many. */
export function shipsNear(world: StarfrayWorld, x: number, y: number, reach: number): number {
  const far = reach + PUSH_MOST;
  return world.shipGrid.collectIn(x - far, y - far, x + far, y + far, world.near);
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
  const { gridX, gridY, near } = world;
  const x = at(gridX, pilot.id);
  const y = at(gridY, pilot.id);
  const count = world.shipGrid.collectIn(x - CONTACT, y - CONTACT, x + CONTACT, y + CONTACT, near);
  for (let i = 0; i < count; i += 1) {
    const otherId = at(near, i);
    if (otherId <= pilot.id) continue;
    const dx = at(gridX, otherId) - x;
    const dy = at(gridY, otherId) - y;
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

function applyPush(world: StarfrayWorld, pilot: Pilot): void {
  if (pilot.pushX === 0 && pilot.pushY === 0 && pilot.pushVx === 0 && pilot.pushVy === 0) return;
  const { ship } = pilot;
  ship.x += clamp(pilot.pushX, -PUSH_MOST, PUSH_MOST);
  ship.y += clamp(pilot.pushY, -PUSH_MOST, PUSH_MOST);
  ship.vx = clamp(ship.vx + pilot.pushVx, -MAX_SPEED, MAX_SPEED);
  ship.vy = clamp(ship.vy + pilot.pushVy, -MAX_SPEED, MAX_SPEED);
  keepInside(ship, SHIP_RADIUS, world.arena.side);
  world.gridX[pilot.id] = ship.x;
  world.gridY[pilot.id] = ship.y;
  pilot.pushX = 0;
  pilot.pushY = 0;
  pilot.pushVx = 0;
  pilot.pushVy = 0;
}

/**
 * The first ship on a shot's way of one tick, from (x, y) by (dx, dy) of length SHOT_SPEED; the lower id if two are met at
 * once. Its shooter, and ships that ended earlier in this tick, are passed through. Where it is met goes into
 * `world.impact`.
 */
export function firstShipOnPath(
  world: StarfrayWorld,
  x: number,
  y: number,
  dx: number,
  dy: number,
  shooterId: number,
): Pilot | undefined {
  const { gridX, gridY } = world;
  const count = shipsNear(world, x, y, SHOT_SPEED + HIT_RADIUS);
  let first: Pilot | undefined;
  let firstAlong = 0;
  for (let i = 0; i < count; i += 1) {
    const id = at(world.near, i);
    if (id === shooterId) continue;
    const along = pathToCircle(x - at(gridX, id), y - at(gridY, id), dx, dy);
    if (along < 0 || (first !== undefined && (along > firstAlong || (along === firstAlong && id > first.id)))) continue;
    const pilot = pilotOf(world, id);
    if (pilot === undefined || pilot.ship.hull === 0) continue;
    first = pilot;
    firstAlong = along;
  }
  world.impact.x = clamp(x + divide(dx * firstAlong, PATH_STEPS), 0, world.arena.side);
  world.impact.y = clamp(y + divide(dy * firstAlong, PATH_STEPS), 0, world.arena.side);
  return first;
}

// How far along the way (dx, dy), in PATH_STEPS, a point that starts at (x, y) first comes within HIT_RADIUS of the
// origin; -1 if it does not. What is too far is sorted out first, so that every product is exact.
function pathToCircle(x: number, y: number, dx: number, dy: number): number {
  const square = x * x + y * y;
  if (square > PATH_FAR * PATH_FAR) return -1;
  const outside = square - HIT_RADIUS * HIT_RADIUS;
  if (outside <= 0) return 0;
  const towards = -(x * dx + y * dy);
  if (towards <= 0) return -1;
  const length = dx * dx + dy * dy;
  const root = towards * towards - length * outside;
  if (root < 0) return -1;
  const entry = towards - integerSqrt(root);
  return entry <= length ? divide(entry * PATH_STEPS, length) : -1;
}
