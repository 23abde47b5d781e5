// Points, the leader, and the player whom spectators watch.

import { clamp, item } from '@starfray/shared/core';
import { MAX_SCORE, WATCH_INTERVAL_TICKS } from './tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from './world.ts';

/** Adds points, or takes them; a score stays within 0..MAX_SCORE. */
export function award(pilot: Pilot, points: number): void {
  pilot.own.score = clamp(pilot.own.score + points, 0, MAX_SCORE);
}

/** True for the one player who leads the table: the highest score above 0, the lowest id among equals. */
export function isLeader(world: StarfrayWorld, pilot: Pilot): boolean {
  if (pilot.own.score === 0) return false;
  for (let i = 0; i < world.roster.length; i += 1) {
    const other = item(world.roster, i);
    if (other.own.score > pilot.own.score) return false;
    if (other.own.score === pilot.own.score && other.id < pilot.id) return false;
  }
  return true;
}

/** Keeps the spectators' place on the best ship in flight. It changes ships once a second at most: cuts are tiring. */
export function watchLeader(world: StarfrayWorld): void {
  if (world.tick % WATCH_INTERVAL_TICKS === 0) world.watchedId = bestInFlight(world);
  const pilot = pilotOf(world, world.watchedId);
  if (pilot === undefined || pilot.slot === NO_SLOT) return;
  world.watchX = pilot.ship.x;
  world.watchY = pilot.ship.y;
}

function bestInFlight(world: StarfrayWorld): number {
  let best = 0;
  let score = -1;
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot.slot === NO_SLOT || pilot.own.score <= score) continue;
    best = pilot.id;
    score = pilot.own.score;
  }
  return best;
}
