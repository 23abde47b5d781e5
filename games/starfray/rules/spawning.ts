// How ships come into the world: joins, returns after death, and the choice of a fair place.

import {
  ANGLE_STEPS,
  clamp,
  cosine,
  divide,
  item,
  randomBelow,
  randomBetween,
  sine,
  TRIG_ONE,
} from '@starfray/shared/core';
import { isClearOfRocks } from './arena.ts';
import { tierOf } from './bounty.ts';
import type { InputRow } from './controls.ts';
import { ship } from './entities.ts';
import { isFoe } from './modes/mode.ts';
import { modeOf } from './modes/mode-of.ts';
import {
  MAX_SPAWN_ENEMY,
  MIN_SPAWN_ENEMY,
  SHIELD_TICKS,
  SPAWN_CLEARANCE,
  SPAWN_COOLDOWN_TICKS,
  SPAWN_TRIES,
} from './tuning.ts';
import { energyFull, hullFull } from './upgrades.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from './world.ts';

/** Gives a pilot a fresh ship. If the world is full it stays without, and the next tick tries again. */
export function spawnShip(world: StarfrayWorld, pilot: Pilot): void {
  const slot = world.entities.spawn(ship, world.tick);
  if (slot === NO_SLOT) {
    pilot.wantsLife = true;
    return;
  }
  choosePlace(world, pilot);
  pilot.ship.base = world.entities.base(slot);
  pilot.ship.x = world.place.x;
  pilot.ship.y = world.place.y;
  pilot.ship.shielded = 1;
  // With what its run has brought so far: nothing, but for one who comes back to a seat.
  pilot.ship.upgrades = pilot.keptUpgrades;
  pilot.ship.tier = tierOf(pilot.own.bounty);
  pilot.ship.player = pilot.id;
  pilot.ship.team = pilot.team;
  pilot.ship.hull = hullFull(pilot.ship);
  pilot.own.energy = energyFull(pilot.ship);
  pilot.own.cooldown = SPAWN_COOLDOWN_TICKS;
  pilot.own.repairWait = 0;
  pilot.own.shieldLeft = SHIELD_TICKS;
  pilot.own.charges = 0;
  pilot.own.specialWait = 0;
  // Last of all, so that the choice of the place does not see this ship.
  pilot.slot = slot;
  pilot.hasActed = false;
  pilot.wantsLife = false;
  pilot.isCalled = false;
  pilot.attackerId = 0;
  pilot.bornTick = world.tick;
  pilot.announcedTier = pilot.ship.tier;
}

/** Notes what a pilot does: whether anybody sits there, and, without a ship, whether it asks for one by a new press. */
export function observePilot(pilot: Pilot, controls: InputRow): void {
  if (controls.thrust !== 0 || controls.fire === 1 || controls.boost === 1 || controls.special === 1) {
    if (pilot.slot !== NO_SLOT) pilot.hasActed = true;
    else if (isNewPress(pilot, controls)) pilot.wantsLife = true;
  }
  pilot.lastThrust = controls.thrust;
  pilot.lastFire = controls.fire;
}

/** Brings back those whose wait is over. */
export function respawnPilots(world: StarfrayWorld): void {
  const mode = modeOf(world);
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot.slot === NO_SLOT && mode.mayReturn(world, pilot)) spawnShip(world, pilot);
  }
}

function isNewPress(pilot: Pilot, controls: InputRow): boolean {
  if (controls.fire === 1 && pilot.lastFire === 0) return true;
  return controls.thrust !== 0 && controls.thrust !== pilot.lastThrust;
}

// Samples places until one is fair: clear of rocks, nobody on top of it, somebody not far. Among unfair ones the least
// bad wins: crowded is worse than lonely, and a rock is worse than both.
function choosePlace(world: StarfrayWorld, pilot: Pilot): void {
  const mode = modeOf(world);
  let best = -1;
  for (let i = 0; i < SPAWN_TRIES; i += 1) {
    if (!mode.samplePlace(world, pilot)) samplePlace(world, i);
    const { x, y } = world.sample;
    const fairness = fairnessOf(world, pilot, x, y);
    if (fairness <= best) continue;
    best = fairness;
    world.place.x = x;
    world.place.y = y;
    if (best === FAIR) return;
  }
}

const FAIR = 3;
const LONELY = 2;
const CROWDED = 1;
const IN_A_ROCK = 0;

// Every other try is made around somebody, or in a large and empty world hardly any would be near anyone.
function samplePlace(world: StarfrayWorld, attempt: number): void {
  const { random, arena, roster, sample } = world;
  const least = SPAWN_CLEARANCE;
  const most = arena.side - SPAWN_CLEARANCE;
  const somebody = roster.length === 0 ? undefined : item(roster, randomBelow(random, roster.length));
  if (attempt % 2 === 0 && somebody !== undefined && somebody.slot !== NO_SLOT) {
    const angle = randomBelow(random, ANGLE_STEPS);
    const distance = randomBetween(random, MIN_SPAWN_ENEMY, MAX_SPAWN_ENEMY);
    sample.x = clamp(somebody.ship.x + divide(cosine(angle) * distance, TRIG_ONE), least, most);
    sample.y = clamp(somebody.ship.y + divide(sine(angle) * distance, TRIG_ONE), least, most);
  } else {
    sample.x = randomBetween(random, least, most);
    sample.y = randomBetween(random, least, most);
  }
}

// Squared: a mate may be near, if not on top.
function leastApart(world: StarfrayWorld, id: number, otherId: number): number {
  const least = isFoe(world, id, otherId) ? MIN_SPAWN_ENEMY : SPAWN_CLEARANCE;
  return least * least;
}

function fairnessOf(world: StarfrayWorld, pilot: Pilot, x: number, y: number): number {
  if (!isClearOfRocks(world.arena, x, y, SPAWN_CLEARANCE)) return IN_A_ROCK;
  let hasCompany = false;
  let isAlone = true;
  for (let i = 0; i < world.roster.length; i += 1) {
    const other = item(world.roster, i);
    if (other.slot === NO_SLOT) continue;
    isAlone = false;
    const dx = other.ship.x - x;
    const dy = other.ship.y - y;
    const square = dx * dx + dy * dy;
    if (square < leastApart(world, pilot.id, other.id)) return CROWDED;
    if (square < MAX_SPAWN_ENEMY * MAX_SPAWN_ENEMY) hasCompany = true;
  }
  return hasCompany || isAlone ? FAIR : LONELY;
}
