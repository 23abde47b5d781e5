// Getting somewhere without running into things: of the nine thrusts, the one whose path leads best along a wish and into
// nothing. Bots may use floats; only the rules may not.

import { UNITS_PER_PX } from '@starfray/shared/core';
import { type Arena, MINE_TRIGGER, rockAt, SHIP_RADIUS, THRUST_DIRECTIONS } from '../rules/index.ts';
import { isHostile } from './hostility.ts';
import type { BotView } from './view.ts';

/** Ticks ahead at which a path is looked at. Drag takes e-fold of a speed in about 32 ticks. */
const LOOKS = [6, 12, 20, 30, 42] as const;
const DRAG_TICKS = 32;
const CRUISE = 5 * UNITS_PER_PX;
const BOOSTED = 8 * UNITS_PER_PX;
/** The tick of LOOKS at which progress counts. */
const GOAL_TICK = 30;
/** Nothing is worth a crash; a late one is better than an early one. */
const CRASH_COST = 1e9;
/** A mine counts for less, so that a ship among several of them gets out. */
const MINE_COST = 1e8;
const MINE_KEEP_OFF = MINE_TRIGGER + 24 * UNITS_PER_PX;
const DIAGONAL = Math.SQRT1_2;

const WAYS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 0],
  [DIAGONAL, DIAGONAL],
  [0, 1],
  [-DIAGONAL, DIAGONAL],
  [-1, 0],
  [-DIAGONAL, -DIAGONAL],
  [0, -1],
  [DIAGONAL, -DIAGONAL],
];

/** A direction or a difference of places; its length matters only where it says so. */
export interface Vector {
  x: number;
  y: number;
}

/** The thrust, 0..8, that carries a ship furthest along (wishX, wishY) without a crash. */
export function chooseThrust(view: BotView, wishX: number, wishY: number, isBoosting: boolean): number {
  const length = Math.hypot(wishX, wishY);
  const unitX = length === 0 ? 0 : wishX / length;
  const unitY = length === 0 ? 0 : wishY / length;
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let thrust = 0; thrust <= THRUST_DIRECTIONS; thrust += 1) {
    const score = scoreOf(view, thrust, unitX, unitY, isBoosting ? BOOSTED : CRUISE);
    if (score > bestScore) {
      best = thrust;
      bestScore = score;
    }
  }
  return best;
}

function scoreOf(view: BotView, thrust: number, unitX: number, unitY: number, speed: number): number {
  const { body, arena } = view;
  const [wayX, wayY] = WAYS[thrust] ?? [0, 0];
  const goalX = wayX * speed;
  const goalY = wayY * speed;
  let score = 0;
  for (const ticks of LOOKS) {
    // The speed decays from what it is towards what the thrust sustains.
    const slide = DRAG_TICKS * (1 - Math.exp(-ticks / DRAG_TICKS));
    const alongX = goalX * ticks + (body.vx - goalX) * slide;
    const alongY = goalY * ticks + (body.vy - goalY) * slide;
    if (isBlocked(body.x + alongX, body.y + alongY, arena)) return score - CRASH_COST / ticks;
    if (isMined(view, body.x + alongX, body.y + alongY)) score -= MINE_COST / ticks;
    if (ticks === GOAL_TICK) score += unitX * alongX + unitY * alongY;
  }
  return score;
}

function isBlocked(x: number, y: number, arena: Arena): boolean {
  const most = arena.side - SHIP_RADIUS;
  if (x < SHIP_RADIUS || y < SHIP_RADIUS || x > most || y > most) return true;
  return rockAt(arena, Math.trunc(x), Math.trunc(y), SHIP_RADIUS) >= 0;
}

function isMined(view: BotView, x: number, y: number): boolean {
  for (const mine of view.mines) {
    if (Math.hypot(mine.x - x, mine.y - y) < MINE_KEEP_OFF && isHostile(view, mine.player)) return true;
  }
  return false;
}

/** True when no rock lies on the straight way between two places. */
export function isClearShot(fromX: number, fromY: number, toX: number, toY: number, arena: Arena): boolean {
  const steps = Math.ceil(Math.hypot(toX - fromX, toY - fromY) / (24 * UNITS_PER_PX));
  for (let i = 1; i <= steps; i += 1) {
    const x = Math.trunc(fromX + ((toX - fromX) * i) / steps);
    const y = Math.trunc(fromY + ((toY - fromY) * i) / steps);
    if (x < 0 || y < 0 || x > arena.side || y > arena.side) return true;
    if (rockAt(arena, x, y, 0) >= 0) return false;
  }
  return true;
}

/** The row nearest to a place, or undefined if there is none. */
export function nearestOf<R extends { x: number; y: number }>(rows: readonly R[], x: number, y: number): R | undefined {
  let nearest: R | undefined;
  let nearestSquare = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const square = (row.x - x) ** 2 + (row.y - y) ** 2;
    if (square >= nearestSquare) continue;
    nearest = row;
    nearestSquare = square;
  }
  return nearest;
}
