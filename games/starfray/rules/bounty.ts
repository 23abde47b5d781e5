// Bounty: the points on a pilot's head. It grows with kills and levels, shows from three heights on, and a death takes part of it.

import type { EventQueue } from '@starfray/shared/contract';
import { clamp, divide, item } from '@starfray/shared/core';
import { wanted } from './entities.ts';
import {
  BOUNTY_SHARE,
  KILL_BOUNTY,
  MAX_BOUNTY,
  MAX_WANTED,
  TIER_1_BOUNTY,
  TIER_2_BOUNTY,
  TIER_3_BOUNTY,
  VICTIM_LEVEL_BOUNTY,
  WANTED_INTERVAL_TICKS,
} from './tuning.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from './world.ts';

/** From this tier on everybody sees a ship on the map, while it is among the most wanted. */
const WANTED_TIER = 2;

export function tierOf(bounty: number): number {
  if (bounty < TIER_1_BOUNTY) return 0;
  if (bounty < TIER_2_BOUNTY) return 1;
  return bounty < TIER_3_BOUNTY ? 2 : 3;
}

/** Raises the bounty on a pilot; its ship shows it at once. */
export function raiseBounty(pilot: Pilot, points: number): void {
  setBounty(pilot, pilot.own.bounty + points);
}

/** What a kill of a ship of some level adds to the killer's bounty. */
export function killBounty(victimLevel: number): number {
  return KILL_BOUNTY + VICTIM_LEVEL_BOUNTY * victimLevel;
}

/** What a death takes of a bounty, and pays to the killer if there is one. */
export function lostBounty(bounty: number): number {
  return divide(bounty, BOUNTY_SHARE);
}

/** Sets the bounty; a ship in flight shows its tier. */
export function setBounty(pilot: Pilot, bounty: number): void {
  pilot.own.bounty = clamp(bounty, 0, MAX_BOUNTY);
  if (pilot.slot !== NO_SLOT) pilot.ship.tier = tierOf(pilot.own.bounty);
}

/** Tells everybody where the most wanted ships are: every two seconds, and at once when one becomes a wanted one or rises. */
export function announceWanted(world: StarfrayWorld, events: EventQueue): void {
  const isDue = world.tick % WANTED_INTERVAL_TICKS === 0;
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot.slot === NO_SLOT) continue;
    const { tier } = pilot.ship;
    const hasRisen = tier >= WANTED_TIER && tier > pilot.announcedTier;
    pilot.announcedTier = tier;
    if (hasRisen || (isDue && tier >= WANTED_TIER && isMostWanted(world, pilot))) announce(pilot, hasRisen, events);
  }
}

// Fewer than MAX_WANTED ships in flight have a higher bounty; the lower id goes first among equals.
function isMostWanted(world: StarfrayWorld, pilot: Pilot): boolean {
  let ahead = 0;
  for (let i = 0; i < world.roster.length; i += 1) {
    const other = item(world.roster, i);
    if (other.slot === NO_SLOT || other.own.bounty < pilot.own.bounty) continue;
    if (other.own.bounty > pilot.own.bounty || other.id < pilot.id) ahead += 1;
    if (ahead === MAX_WANTED) return false;
  }
  return true;
}

function announce(pilot: Pilot, isNew: boolean, events: EventQueue): void {
  const event = events.add(wanted);
  event.x = pilot.ship.x;
  event.y = pilot.ship.y;
  event.player = pilot.id;
  event.tier = pilot.ship.tier;
  event.isNew = isNew ? 1 : 0;
}
