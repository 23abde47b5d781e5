// What a weapon does to a ship, and by what it is remembered.

import { damageTaken, repairWait } from './upgrades.ts';
import type { Pilot, StarfrayWorld } from './world.ts';

/** Where harm comes from. */
export interface Source {
  readonly shooterId: number;
  /** One of WEAPON. */
  readonly weapon: number;
  /** How old the picture is that its shooter aimed at, in 1/8 tick. */
  readonly lag: number;
}

/** Takes hull, as much as there is, and answers how much; a shield lets nothing through. */
export function wound(world: StarfrayWorld, victim: Pilot, damage: number, source: Source): number {
  if (victim.ship.shielded === 1) return 0;
  const harm = damageTaken(victim.ship, damage);
  if (harm === 0) return 0;
  victim.ship.hull -= harm;
  victim.ship.repairing = 0;
  victim.own.repairWait = repairWait(victim.ship);
  blame(world, victim, source);
  victim.attackerHits += 1;
  return harm;
}

/** Remembers who did something to a ship: its end within some seconds is credited to that player. */
export function blame(world: StarfrayWorld, victim: Pilot, { shooterId, weapon, lag }: Source): void {
  if (victim.attackerId !== shooterId) victim.attackerHits = 0;
  victim.attackerId = shooterId;
  victim.attackedTick = world.tick;
  victim.attackedLag = lag;
  victim.attackedWeapon = weapon;
}
