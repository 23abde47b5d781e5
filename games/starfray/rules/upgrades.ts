// The eight upgrades, and every number of a ship that they change: one function for each number, which both ends ask.
// docs/rules.md has the table of what each gives and costs.

import { clamp } from '@starfray/shared/core';
import {
  BLASTER_DAMAGE,
  BLASTER_ENERGY,
  BOOST_DRAIN,
  BOOST_PER_TICK,
  CELLS_HULL,
  CELLS_REGAIN,
  DEFLECTOR_ARMOUR,
  DEFLECTOR_COOLDOWN,
  ENERGY_FULL,
  ENERGY_REGAIN,
  ENGINE_BOOST,
  ENGINE_DRAIN,
  ENGINE_THRUST,
  HULL_FULL,
  MAGNET_ENERGY,
  MAGNET_REACH,
  MAGNET_SHARD_HULL,
  PLATING_BOOST,
  PLATING_HULL,
  PLATING_THRUST,
  RAPID_COOLDOWN,
  RAPID_DAMAGE,
  REPAIR_ENERGY,
  REPAIR_INTERVAL,
  REPAIR_INTERVAL_TICKS,
  REPAIR_WAIT_CUT,
  REPAIR_WAIT_TICKS,
  SHARD_HULL,
  SHARD_REACH,
  SHOT_COOLDOWN_TICKS,
  SHOT_DAMAGE,
  SHOT_ENERGY,
  THRUST_PER_TICK,
} from './tuning.ts';

/** By bit of a ship's `upgrades`. On the wire an offer is the place in this list, counted from 1. */
export const UPGRADES = ['plating', 'engine', 'blaster', 'rapid', 'cells', 'deflector', 'magnet', 'repair'] as const;
export type Upgrade = (typeof UPGRADES)[number];

const PLATING = 1 << 0;
const ENGINE = 1 << 1;
const BLASTER = 1 << 2;
const RAPID = 1 << 3;
const CELLS = 1 << 4;
const DEFLECTOR = 1 << 5;
const MAGNET = 1 << 6;
const REPAIR = 1 << 7;

/** What has upgrades: a ship's row. */
export interface Upgraded {
  readonly upgrades: number;
}

/** True if a ship has the upgrade. */
export function hasUpgrade({ upgrades }: Upgraded, upgrade: Upgrade): boolean {
  return (upgrades & (1 << UPGRADES.indexOf(upgrade))) !== 0;
}

/** How many upgrades a ship has. */
export function upgradeCount({ upgrades }: Upgraded): number {
  let count = 0;
  for (let left = upgrades; left !== 0; left &= left - 1) count += 1;
  return count;
}

// A number of the plain ship, or changed if one upgrade is there.
function changed({ upgrades }: Upgraded, bit: number, change: number): number {
  return (upgrades & bit) === 0 ? 0 : change;
}

/** Points of a full hull. */
export function hullFull(ship: Upgraded): number {
  return HULL_FULL + changed(ship, PLATING, PLATING_HULL) + changed(ship, CELLS, CELLS_HULL);
}

/** Speed that the engine adds in a tick. */
export function enginePower(ship: Upgraded, isBoosting: boolean): number {
  if (isBoosting) return BOOST_PER_TICK + changed(ship, PLATING, PLATING_BOOST) + changed(ship, ENGINE, ENGINE_BOOST);
  return THRUST_PER_TICK + changed(ship, PLATING, PLATING_THRUST) + changed(ship, ENGINE, ENGINE_THRUST);
}

/** Energy that boosting costs in a tick. */
export function boostDrain(ship: Upgraded): number {
  return BOOST_DRAIN + changed(ship, ENGINE, ENGINE_DRAIN);
}

export function energyFull(ship: Upgraded): number {
  return ENERGY_FULL + changed(ship, REPAIR, REPAIR_ENERGY);
}

/** Energy that comes back in a tick. */
export function energyRegain(ship: Upgraded): number {
  return ENERGY_REGAIN + changed(ship, CELLS, CELLS_REGAIN);
}

/** Hull that a shot takes from a ship without a deflector. */
export function shotDamage(ship: Upgraded): number {
  return SHOT_DAMAGE + changed(ship, BLASTER, BLASTER_DAMAGE) + changed(ship, RAPID, RAPID_DAMAGE);
}

export function shotEnergy(ship: Upgraded): number {
  return SHOT_ENERGY + changed(ship, BLASTER, BLASTER_ENERGY) + changed(ship, MAGNET, MAGNET_ENERGY);
}

/** Ticks between two shots. */
export function shotCooldown(ship: Upgraded): number {
  return SHOT_COOLDOWN_TICKS + changed(ship, RAPID, RAPID_COOLDOWN) + changed(ship, DEFLECTOR, DEFLECTOR_COOLDOWN);
}

/** What is left of the damage of one hit, of any weapon: at most the hull, at least 1. */
export function damageTaken(ship: Upgraded & { readonly hull: number }, damage: number): number {
  return Math.min(ship.hull, Math.max(1, damage - changed(ship, DEFLECTOR, DEFLECTOR_ARMOUR)));
}

/** Ticks without damage until the hull begins to mend. */
export function repairWait(ship: Upgraded): number {
  return REPAIR_WAIT_TICKS - changed(ship, REPAIR, REPAIR_WAIT_CUT);
}

/** A ship under repair gains a point of hull at every tick that this divides. */
export function repairInterval(ship: Upgraded): number {
  return (ship.upgrades & REPAIR) === 0 ? REPAIR_INTERVAL_TICKS : REPAIR_INTERVAL;
}

/** How near a shard is collected. */
export function shardReach(ship: Upgraded): number {
  return SHARD_REACH + changed(ship, MAGNET, MAGNET_REACH);
}

/** Hull that a shard mends. */
export function shardHull(ship: Upgraded): number {
  return SHARD_HULL + changed(ship, MAGNET, MAGNET_SHARD_HULL);
}

/** Ship and cockpit, as far as a choice changes them. */
interface Refitted {
  upgrades: number;
  hull: number;
  repairing: number;
}
interface RefittedCockpit {
  energy: number;
  repairWait: number;
}

/** Gives a ship an upgrade. More hull comes filled; hull and energy above what now fits are lost. */
export function fitUpgrade(ship: Refitted, own: RefittedCockpit, index: number): void {
  const before = hullFull(ship);
  ship.upgrades |= 1 << index;
  const full = hullFull(ship);
  ship.hull = clamp(ship.hull + Math.max(0, full - before), 0, full);
  if (ship.hull === full) ship.repairing = 0;
  own.energy = Math.min(own.energy, energyFull(ship));
  own.repairWait = Math.min(own.repairWait, repairWait(ship));
}
