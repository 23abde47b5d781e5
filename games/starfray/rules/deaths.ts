// The end of a ship: its credit, what the death costs, what the wreck leaves behind, and which players learn of it.

import type { EventQueue, Row } from '@starfray/shared/contract';
import { divide, item } from '@starfray/shared/core';
import { dropCrate } from './arsenal/crates.ts';
import { killBounty, lostBounty, raiseBounty, setBounty } from './bounty.ts';
import { died, explosion, kill } from './entities.ts';
import { wreckProgress } from './levels.ts';
import { factsOf } from './modes/facts.ts';
import { modeOf } from './modes/mode-of.ts';
import { shedShards } from './pickups.ts';
import { CAUSES, type diedFields, MAX_COUNT } from './rows.ts';
import { award, isLeader } from './scoring.ts';
import { CREDIT_TICKS, HULL_FULL, MIN_WORTHY_TICKS } from './tuning.ts';
import { hullFull } from './upgrades.ts';
import { beginRun, flownTicks, NO_SLOT, type Pilot, pilotOf, type StarfrayWorld, takeShip } from './world.ts';

/** Ends every ship whose hull is gone. */
export function buryDead(world: StarfrayWorld, events: EventQueue): void {
  const { roster } = world;
  // Kills first: of two that end each other, both runs count the other.
  for (let i = 0; i < roster.length; i += 1) if (isDead(item(roster, i))) creditKiller(world, item(roster, i));
  for (let i = 0; i < roster.length; i += 1) if (isDead(item(roster, i))) bury(world, item(roster, i), events);
}

function isDead({ slot, ship }: Pilot): boolean {
  return slot !== NO_SLOT && ship.hull === 0;
}

/** True while somebody's hit on a ship is recent enough to be credited with its end. */
export function isUnderAttack(world: StarfrayWorld, pilot: Pilot): boolean {
  return pilot.attackerId !== 0 && world.tick - pilot.attackedTick <= CREDIT_TICKS;
}

/** Ends the ship of a pilot who leaves under fire. */
export function endShip(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  creditKiller(world, pilot);
  bury(world, pilot, events);
}

// Blows a ship up: points, shards, and the three events. Of one whose pilot left, both are as much as its hull had lost.
function bury(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  const { x, y } = pilot.ship;
  const killer = killerOf(world, pilot);
  const killerId = killer === undefined ? 0 : killer.id;
  const mode = modeOf(world);
  // Of what a plain ship has: a part of a larger hull counts as the same part of that.
  const harm = HULL_FULL - divide(pilot.ship.hull * HULL_FULL, hullFull(pilot.ship));
  const bounty = divide(lostBounty(pilot.own.bounty) * harm, HULL_FULL);
  if (killer !== undefined)
    award(killer, divide(mode.killPoints(world, pilot, isLeader(world, pilot)) * harm, HULL_FULL) + bounty);
  const cost = mode.deathCost(pilot.own.score);
  award(pilot, -cost);
  shedShards(world, x, y, mode.wreckValue(cost, harm), wreckProgress(pilot.gathered, harm, isWorthy(world, pilot)));
  dropCrate(world, pilot);
  mode.shipGone(world, pilot, killer, events);
  takeShip(world, pilot);

  const blast = events.add(explosion);
  blast.x = x;
  blast.y = y;
  blast.victim = pilot.id;
  const news = events.add(kill);
  news.killer = killerId;
  news.victim = pilot.id;
  news.bounty = killer === undefined ? 0 : bounty;
  const weapon = killer === undefined ? 0 : pilot.attackedWeapon;
  news.weapon = weapon;
  const verdict = events.addFor(died, pilot.id);
  verdict.killer = killerId;
  verdict.waitTicks = mode.waitTicks(world);
  verdict.score = pilot.own.score;
  verdict.rewound = killer === undefined ? 0 : pilot.attackedLag;
  verdict.cause = killer === undefined ? CAUSES.indexOf(mode.endedBy(world, pilot)) : weapon;
  verdict.hits = killer === undefined ? 0 : Math.min(pilot.attackerHits, MAX_COUNT);
  verdict.bounty = bounty;
  tellRun(world, pilot, verdict);
  setBounty(pilot, pilot.own.bounty - bounty);
  beginRun(pilot);
}

function tellRun(world: StarfrayWorld, pilot: Pilot, verdict: Row<typeof diedFields>): void {
  verdict.flownTicks = Math.min(flownTicks(world, pilot), MAX_COUNT);
  verdict.kills = Math.min(pilot.kills, MAX_COUNT);
  verdict.bestStreak = Math.min(pilot.bestStreak, MAX_COUNT);
  verdict.level = pilot.own.level;
}

// Whether a run was long enough for its end to be worth something to levels and bounties.
function isWorthy(world: StarfrayWorld, pilot: Pilot): boolean {
  return flownTicks(world, pilot) >= MIN_WORTHY_TICKS;
}

// A kill counts for the run. It raises the bounty only if its victim was shot down, and had lived for a while: a friend who comes to
// be shot, or leaves at the first hit, raises none.
function creditKiller(world: StarfrayWorld, victim: Pilot): void {
  const killer = killerOf(world, victim);
  if (killer === undefined) return;
  killer.kills += 1;
  killer.bestStreak = Math.max(killer.bestStreak, killer.kills);
  if (!factsOf(world.arena.mode).hasLevels || victim.ship.hull !== 0 || !isWorthy(world, victim)) return;
  raiseBounty(killer, killBounty(victim.own.level));
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
