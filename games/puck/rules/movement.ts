// How discs and the puck move by themselves, and what a touch and a kick do: integers, run by `predict` on both ends and by `step`.

import { at, clamp, cosine, divide, integerSqrt, sine } from '@starfray/shared/core';
import type { Rink } from './rink.ts';
import {
  BOOST_DRAIN,
  BOOST_PER_TICK,
  DISC_DRAG_SHIFT,
  DISC_MAX_SPEED,
  DISC_RADIUS,
  ENERGY_FULL,
  ENERGY_REGAIN,
  GOAL_DEPTH,
  GOAL_HALF,
  KICK_REACH,
  KICK_SPEED,
  POST_RADIUS,
  PUCK_DRAG_SHIFT,
  PUCK_MAX_SPEED,
  PUCK_RADIUS,
  THRUST_PER_TICK,
} from './tuning.ts';

export interface Body {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

interface Thrusting extends Body {
  readonly thrust: number;
  readonly boosting: number;
  swing: number;
}

const EIGHTHS = [0, 1, 2, 3, 4, 5, 6, 7];
const DIRECTION_X = Int32Array.of(0, ...EIGHTHS.map((eighth) => cosine(eighth * 128)));
const DIRECTION_Y = Int32Array.of(0, ...EIGHTHS.map((eighth) => sine(eighth * 128)));
/** What is left of the speed towards a wall or a post, in sixteenths. */
const DISC_BOUNCE = 6;
const PUCK_BOUNCE = 14;

export function advanceDisc(row: Thrusting, rink: Rink): void {
  const power = row.boosting === 1 ? BOOST_PER_TICK : THRUST_PER_TICK;
  row.vx = limited(slowed(row.vx, DISC_DRAG_SHIFT) + scaleDown(at(DIRECTION_X, row.thrust) * power));
  row.vy = limited(slowed(row.vy, DISC_DRAG_SHIFT) + scaleDown(at(DIRECTION_Y, row.thrust) * power));
  row.x += row.vx;
  row.y += row.vy;
  keepOnIce(row, rink);
  if (row.swing > 0) row.swing -= 1;
}

/** Puts a disc that left the ice back on its edge. */
export function keepOnIce(row: Body, rink: Rink): void {
  bounceX(row, rink.left + DISC_RADIUS, rink.right - DISC_RADIUS, DISC_BOUNCE);
  bounceY(row, rink.top + DISC_RADIUS, rink.bottom - DISC_RADIUS, DISC_BOUNCE);
}

export function advancePuck(row: Body, rink: Rink): void {
  row.vx = slowed(row.vx, PUCK_DRAG_SHIFT);
  row.vy = slowed(row.vy, PUCK_DRAG_SHIFT);
  row.x += row.vx;
  row.y += row.vy;
  keepPuckInside(row, rink);
}

/** The team that gets a point for the puck as it lies: 0 while it is in neither goal. */
export function teamScoring({ x }: Body, rink: Rink): number {
  if (x < rink.left - PUCK_RADIUS) return 2;
  return x > rink.right + PUCK_RADIUS ? 1 : 0;
}

/**
 * What a disc does to the puck in a tick, after it has moved: it pushes it where they touch, and a kick that waits strikes it within
 * reach. True when it did either.
 */
export function touchPuck(body: Thrusting, puck: Body, rink: Rink): boolean {
  const isTouched = push(body, puck, rink);
  return kick(body, puck) || isTouched;
}

/** Energy and cooldown of a tick, under the boost that `body` shows. */
export function idlePilot(own: { energy: number; cooldown: number }, body: { readonly boosting: number }): void {
  own.energy =
    body.boosting === 1 ? Math.max(0, own.energy - BOOST_DRAIN) : Math.min(ENERGY_FULL, own.energy + ENERGY_REGAIN);
  if (own.cooldown > 0) own.cooldown -= 1;
}

// An elastic push between masses 2 and 1 that keeps 3/5 of the speed at which they meet.
function push(body: Body, puck: Body, rink: Rink): boolean {
  const reach = DISC_RADIUS + PUCK_RADIUS;
  const dx = puck.x - body.x;
  const dy = puck.y - body.y;
  const squared = dx * dx + dy * dy;
  if (squared >= reach * reach || squared === 0) return false;
  const distance = Math.max(1, integerSqrt(squared));
  puck.x = body.x + divide(dx * reach, distance);
  puck.y = body.y + divide(dy * reach, distance);
  keepPuckInside(puck, rink);
  giveWay(body, puck, reach);
  keepOnIce(body, rink);
  const meeting = divide((body.vx - puck.vx) * dx + (body.vy - puck.vy) * dy, distance);
  if (meeting <= 0) return true;
  puck.vx += divide(dx * meeting * 16, distance * 15);
  puck.vy += divide(dy * meeting * 16, distance * 15);
  body.vx = limited(body.vx - divide(dx * meeting * 8, distance * 15));
  body.vy = limited(body.vy - divide(dy * meeting * 8, distance * 15));
  limitPuck(puck);
  return true;
}

// Where a wall kept the puck from giving way, the disc does.
function giveWay(body: Body, puck: Body, reach: number): void {
  const dx = body.x - puck.x;
  const dy = body.y - puck.y;
  const distance = integerSqrt(dx * dx + dy * dy);
  if (distance === 0 || distance >= reach) return;
  body.x = puck.x + divide(dx * reach, distance);
  body.y = puck.y + divide(dy * reach, distance);
}

function kick(body: Thrusting, puck: Body): boolean {
  if (body.swing === 0) return false;
  const dx = puck.x - body.x;
  const dy = puck.y - body.y;
  const distance = integerSqrt(dx * dx + dy * dy);
  if (distance === 0 || distance > DISC_RADIUS + PUCK_RADIUS + KICK_REACH) return false;
  body.swing = 0;
  puck.vx += divide(dx * KICK_SPEED, distance);
  puck.vy += divide(dy * KICK_SPEED, distance);
  limitPuck(puck);
  return true;
}

function keepPuckInside(row: Body, rink: Rink): void {
  const fromMiddle = row.y - rink.middleY;
  if (fromMiddle > -GOAL_HALF && fromMiddle < GOAL_HALF) {
    keepInGoal(row, rink);
    return;
  }
  bounceX(row, rink.left + PUCK_RADIUS, rink.right - PUCK_RADIUS, PUCK_BOUNCE);
  bounceY(row, rink.top + PUCK_RADIUS, rink.bottom - PUCK_RADIUS, PUCK_BOUNCE);
}

// In the mouth of a goal, or in it: posts, side walls and the back.
function keepInGoal(row: Body, rink: Rink): void {
  const isInside = row.x < rink.left || row.x > rink.right;
  if (isInside) {
    const half = GOAL_HALF - PUCK_RADIUS;
    bounceY(row, rink.middleY - half, rink.middleY + half, PUCK_BOUNCE);
    bounceX(row, rink.left - GOAL_DEPTH + PUCK_RADIUS, rink.right + GOAL_DEPTH - PUCK_RADIUS, PUCK_BOUNCE);
    return;
  }
  const postX = row.x < rink.middleX ? rink.left : rink.right;
  bounceOffPost(row, postX, row.y < rink.middleY ? rink.middleY - GOAL_HALF : rink.middleY + GOAL_HALF);
}

function bounceOffPost(row: Body, postX: number, postY: number): void {
  const reach = PUCK_RADIUS + POST_RADIUS;
  const dx = row.x - postX;
  const dy = row.y - postY;
  const distance = integerSqrt(dx * dx + dy * dy);
  if (distance === 0 || distance >= reach) return;
  row.x = postX + divide(dx * reach, distance);
  row.y = postY + divide(dy * reach, distance);
  const towards = -divide(row.vx * dx + row.vy * dy, distance);
  if (towards <= 0) return;
  row.vx += divide(dx * towards * (16 + PUCK_BOUNCE), distance * 16);
  row.vy += divide(dy * towards * (16 + PUCK_BOUNCE), distance * 16);
  limitPuck(row);
}

function bounceX(body: Body, least: number, most: number, bounce: number): void {
  if (body.x < least) {
    body.x = least;
    body.vx = kept(body.vx, bounce);
  } else if (body.x > most) {
    body.x = most;
    body.vx = -kept(body.vx, bounce) + 0;
  }
}

function bounceY(body: Body, least: number, most: number, bounce: number): void {
  if (body.y < least) {
    body.y = least;
    body.vy = kept(body.vy, bounce);
  } else if (body.y > most) {
    body.y = most;
    body.vy = -kept(body.vy, bounce) + 0;
  }
}

function kept(speed: number, sixteenths: number): number {
  return ((speed < 0 ? -speed : speed) * sixteenths) >> 4;
}

/** Linear drag, at least one unit a tick, so that speed ends at 0. */
function slowed(speed: number, shift: number): number {
  if (speed > 0) return speed - (speed >> shift || 1);
  return speed < 0 ? speed + (-speed >> shift || 1) : 0;
}

function limited(speed: number): number {
  return clamp(speed, -DISC_MAX_SPEED, DISC_MAX_SPEED);
}

// The puck keeps its direction at top speed.
function limitPuck(puck: Body): void {
  const speed = integerSqrt(puck.vx * puck.vx + puck.vy * puck.vy);
  if (speed <= PUCK_MAX_SPEED) return;
  puck.vx = divide(puck.vx * PUCK_MAX_SPEED, speed);
  puck.vy = divide(puck.vy * PUCK_MAX_SPEED, speed);
}

// From the table's scale of 2^14, to the nearest.
function scaleDown(product: number): number {
  return (product + (1 << 13)) >> 14;
}
