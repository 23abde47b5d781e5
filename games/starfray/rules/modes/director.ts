// The director: which ship those are shown who only watch. It goes to the nearest fight, stays there for some seconds, and lingers where
// a ship it followed has ended.

import { item } from '@starfray/shared/core';
import { MAX_SPAWN_ENEMY, WATCH_CUT_TICKS, WATCH_LINGER_TICKS } from '../tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from '../world.ts';

/** Ticks for which a hit makes a ship worth watching. */
const FRESH_TICKS = 120;

/** Keeps the spectators' place on a ship that fights. */
export function direct(world: StarfrayWorld): void {
  const watched = pilotOf(world, world.watchedId);
  const isThere = watched?.isEnrolled && watched.slot !== NO_SLOT;
  const since = world.tick - world.watchTick;
  const isDue = isThere
    ? since >= WATCH_CUT_TICKS
    : since >= WATCH_CUT_TICKS || lostFor(world, watched) >= WATCH_LINGER_TICKS;
  if (isDue && world.tick % 15 === 0) choose(world, isThere ? watched : undefined);
  const now = pilotOf(world, world.watchedId);
  if (now === undefined || now.slot === NO_SLOT) return;
  world.watchX = now.ship.x;
  world.watchY = now.ship.y;
}

function lostFor(world: StarfrayWorld, watched: Pilot | undefined): number {
  return watched === undefined ? WATCH_LINGER_TICKS : world.tick - watched.diedTick;
}

// Only a clearly better fight is worth a cut.
function choose(world: StarfrayWorld, current: Pilot | undefined): void {
  let best = current;
  let most = current === undefined ? -1 : actionOf(world, current) * 2 + 1;
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot === current || pilot.slot === NO_SLOT) continue;
    const action = actionOf(world, pilot);
    if (action <= most) continue;
    best = pilot;
    most = action;
  }
  if (best === undefined || best.id === world.watchedId) return;
  world.watchedId = best.id;
  world.watchTick = world.tick;
}

// A ship under fire, then one with others near; among equals one near to where the picture is, so that a cut is short.
function actionOf(world: StarfrayWorld, pilot: Pilot): number {
  const { x, y } = pilot.ship;
  const isHit = pilot.attackerId !== 0 && world.tick - pilot.attackedTick < FRESH_TICKS;
  let near = 0;
  for (let i = 0; i < world.roster.length; i += 1) {
    const other = item(world.roster, i);
    if (other === pilot || other.slot === NO_SLOT) continue;
    if (Math.abs(other.ship.x - x) < MAX_SPAWN_ENEMY >> 1 && Math.abs(other.ship.y - y) < MAX_SPAWN_ENEMY >> 1)
      near += 1;
  }
  const isShort = Math.abs(x - world.watchX) < MAX_SPAWN_ENEMY && Math.abs(y - world.watchY) < MAX_SPAWN_ENEMY;
  return (isHit ? 6 : 0) + Math.min(4, near) * 2 + (isShort ? 1 : 0);
}
