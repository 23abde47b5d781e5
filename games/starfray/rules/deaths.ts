// The end of a ship: its credit, what the death costs, what the wreck leaves behind, and which players learn of it.

import type { EventQueue } from '@starfray/shared/contract';
import { divide, item } from '@starfray/shared/core';
import { died, explosion, kill } from './entities.ts';
import { modeOf } from './modes/mode-of.ts';
import { shedShards } from './pickups.ts';
import { award, isLeader } from './scoring.ts';
import { CREDIT_TICKS, HULL_FULL } from './tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, type StarfrayWorld, takeShip } from './world.ts';

/** Ends every ship whose hull is gone. */
export function buryDead(world: StarfrayWorld, events: EventQueue): void {
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot.slot !== NO_SLOT && pilot.ship.hull === 0) endShip(world, pilot, events);
  }
}

/** True while somebody's hit on a ship is recent enough to be credited with its end. */
export function isUnderAttack(world: StarfrayWorld, pilot: Pilot): boolean {
  return pilot.attackerId !== 0 && world.tick - pilot.attackedTick <= CREDIT_TICKS;
}

/** Blows a ship up: points, shards, and the three events. Of one whose pilot left, both are as much as its hull had lost. */
export function endShip(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  const { x, y } = pilot.ship;
  const killer = killerOf(world, pilot);
  const killerId = killer === undefined ? 0 : killer.id;
  const mode = modeOf(world);
  const harm = HULL_FULL - pilot.ship.hull;
  if (killer !== undefined)
    award(killer, divide(mode.killPoints(world, pilot, isLeader(world, pilot)) * harm, HULL_FULL));
  const cost = mode.deathCost(pilot.own.score);
  award(pilot, -cost);
  shedShards(world, x, y, mode.wreckValue(cost, harm));
  mode.shipGone(world, pilot, killer, events);
  takeShip(world, pilot);

  const blast = events.add(explosion);
  blast.x = x;
  blast.y = y;
  blast.victim = pilot.id;
  const news = events.add(kill);
  news.killer = killerId;
  news.victim = pilot.id;
  const verdict = events.addFor(died, pilot.id);
  verdict.killer = killerId;
  verdict.waitTicks = mode.waitTicks(world);
  verdict.score = pilot.own.score;
  verdict.rewound = killer === undefined ? 0 : pilot.attackedLag;
}

/** Takes a ship out of the world whose pilot leaves in peace. */
export function removeShip(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  modeOf(world).shipGone(world, pilot, undefined, events);
  takeShip(world, pilot);
}

// Its attacker, if still in the world: the record of one who left may by now be somebody else's, so the roster decides.
function killerOf(world: StarfrayWorld, pilot: Pilot): Pilot | undefined {
  if (!isUnderAttack(world, pilot)) return undefined;
  const killer = pilotOf(world, pilot.attackerId);
  return killer?.isEnrolled ? killer : undefined;
}
