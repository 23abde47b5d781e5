// Weapons from crates, as their pilots use them in a tick.

import type { EventQueue } from '@starfray/shared/contract';
import { atUint16, item } from '@starfray/shared/core';
import { NO_SLOT, type Pilot, type StarfrayWorld } from '../world.ts';
import { mine, missile } from './entities.ts';
import { layMine } from './mines.ts';
import { launchMissile } from './missiles.ts';
import { fireRail } from './rail.ts';
import { pulseRepulsor, settlePushes } from './repulsor.ts';
import { WEAPON } from './weapon.ts';

/** Uses what pilots have released in this tick, in player order. */
export function releaseWeapons(world: StarfrayWorld, events: EventQueue): void {
  const { roster } = world;
  let hasPushed = false;
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    const { released } = pilot;
    pilot.released = WEAPON.none;
    if (released === WEAPON.none || pilot.slot === NO_SLOT) continue;
    release(world, pilot, released, events);
    hasPushed ||= released === WEAPON.repulsor;
  }
  if (hasPushed) settlePushes(world);
}

/** Takes missiles and mines of a player out of the world: its id may soon be another's. */
export function removeArms(world: StarfrayWorld, playerId: number): void {
  const { entities, missile: flown, mine: laid } = world;
  for (let i = entities.count - 1; i >= 0; i -= 1) {
    const slot = atUint16(entities.order, i);
    const kind = entities.kindOf(slot);
    flown.base = entities.base(slot);
    laid.base = entities.base(slot);
    const isOwn = (kind === missile && flown.player === playerId) || (kind === mine && laid.player === playerId);
    if (isOwn) entities.remove(slot, world.tick);
  }
}

function release(world: StarfrayWorld, pilot: Pilot, weapon: number, events: EventQueue): void {
  if (weapon === WEAPON.missile) launchMissile(world, pilot);
  else if (weapon === WEAPON.mine) layMine(world, pilot);
  else if (weapon === WEAPON.rail) fireRail(world, pilot, events);
  else pulseRepulsor(world, pilot, events);
}
