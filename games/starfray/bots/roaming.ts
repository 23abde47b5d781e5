// What to do with nobody to fight: collect, else go and see; and how to get away from somebody.

import { px, randomBelow, randomBetween } from '@starfray/shared/core';
import type { ShipRow } from '../rules/index.ts';
import { nearestOf, type Vector } from './steering.ts';
import type { BotView } from './view.ts';

const ARRIVED = px(120);
const EDGE = px(200);
/** A way is given up after so many ticks: something may be in it. */
const PATIENCE_TICKS = 600;
/** A crate counts as much as a shard of this value would. */
const CRATE_WORTH = 12;
/** Ships within this distance are fled from. */
const FEAR = px(900);

/** An arena as wide as this and less crowded than it is made for is a desert: a bot looks at the map for others. */
export const DESERT_SIDE = px(16_384) + 1;
const MAP_COLUMNS = 16;
/** In a desert, a shard further away than this is left for the sake of company. */
const DETOUR = px(250);

/** Remembers where it is heading while nothing is in view. */
export class Roamer {
  private goalX = 0;
  private goalY = 0;
  private giveUpTick = -1;

  /** The way to the best shard in view, or else to some place in the arena. */
  wish(view: BotView, out: Vector): void {
    const { body } = view;
    const seeksCompany = view.ships.length === 0 && view.arena.side >= DESERT_SIDE && this.seeCrowd(view);
    const shard = bestFind(view);
    const isWorthIt = shard !== undefined && (!seeksCompany || Math.hypot(shard.x - body.x, shard.y - body.y) < DETOUR);
    if (isWorthIt) {
      out.x = shard.x - body.x;
      out.y = shard.y - body.y;
      return;
    }
    const isThere = Math.hypot(this.goalX - body.x, this.goalY - body.y) < ARRIVED;
    if (!seeksCompany && (isThere || view.tick >= this.giveUpTick)) this.chooseGoal(view);
    out.x = this.goalX - body.x;
    out.y = this.goalY - body.y;
  }

  // Heads for the middle of the nearest square of the map in which somebody else is; false where there is none, or it is there.
  private seeCrowd({ density, arena, body }: BotView): boolean {
    const size = arena.side / MAP_COLUMNS;
    const own = MAP_COLUMNS * Math.floor(body.y / size) + Math.floor(body.x / size);
    let nearest = Number.POSITIVE_INFINITY;
    for (let square = 0; square < density.length; square += 1) {
      const others = (density[square] ?? 0) - (square === own ? 1 : 0);
      if (others <= 0) continue;
      const x = ((square % MAP_COLUMNS) + 0.5) * size;
      const y = (Math.floor(square / MAP_COLUMNS) + 0.5) * size;
      const distance = Math.hypot(x - body.x, y - body.y);
      if (distance >= nearest) continue;
      nearest = distance;
      this.goalX = x;
      this.goalY = y;
    }
    return nearest !== Number.POSITIVE_INFINITY && nearest > ARRIVED;
  }

  // A storm if there is one, for every other bot. Or the mean of two samples: more often in the middle, where there is more to find.
  private chooseGoal({ random, arena, tick, storms, body }: BotView): void {
    this.giveUpTick = tick + PATIENCE_TICKS;
    const storm = nearestOf(storms, body.x, body.y);
    if (storm !== undefined && randomBelow(random, 2) === 0) {
      this.goalX = storm.x;
      this.goalY = storm.y;
      return;
    }
    const sample = () => randomBetween(random, EDGE, arena.side - EDGE);
    this.goalX = (sample() + sample()) / 2;
    this.goalY = (sample() + sample()) / 2;
  }
}

/** The way out: away from all ships that are near, the nearest most of all. False when there is nobody to flee from. */
export function fleeWish(view: BotView, out: Vector): boolean {
  const { body } = view;
  out.x = 0;
  out.y = 0;
  let isAfraid = false;
  for (const ship of view.foes) {
    const dx = body.x - ship.x;
    const dy = body.y - ship.y;
    const distance = Math.hypot(dx, dy);
    if (distance > FEAR || distance === 0) continue;
    const weight = (FEAR - distance) / distance / distance;
    out.x += dx * weight;
    out.y += dy * weight;
    isAfraid = true;
  }
  return isAfraid;
}

/** The nearest foe in view within a distance. */
export function nearestShip(view: BotView, within: number): ShipRow | undefined {
  const { body } = view;
  const ship = nearestOf(view.foes, body.x, body.y);
  if (ship === undefined || Math.hypot(ship.x - body.x, ship.y - body.y) > within) return undefined;
  return ship;
}

// Near and valuable: a shard worth five may be somewhat further away, and for a ship without a weapon a crate may be much further.
function bestFind(view: BotView): Vector | undefined {
  const { body } = view;
  let best: Vector | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const shard of view.shards) {
    const cost = Math.hypot(shard.x - body.x, shard.y - body.y) / (2 + Math.min(shard.value, 20));
    if (cost >= bestCost) continue;
    best = shard;
    bestCost = cost;
  }
  if (body.carries !== 0) return best;
  for (const crate of view.crates) {
    const cost = Math.hypot(crate.x - body.x, crate.y - body.y) / CRATE_WORTH;
    if (cost >= bestCost) continue;
    best = crate;
    bestCost = cost;
  }
  return best;
}
