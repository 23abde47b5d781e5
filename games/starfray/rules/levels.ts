// Levels: what shards add up to in one run, and the choice of an upgrade that a level brings.

import { divide, item, randomBelow } from '@starfray/shared/core';
import { raiseBounty } from './bounty.ts';
import { choicesLeft, setOffer } from './choices.ts';
import {
  FIRST_LEVEL_NEED,
  HULL_FULL,
  LEVEL_BOUNTY,
  LEVEL_NEED_STEP,
  MAX_LEVEL,
  MAX_UPGRADES,
  OFFERS,
  WRECK_PROGRESS,
  WRECK_PROGRESS_SHARE,
} from './tuning.ts';
import { energyFull, hullFull, UPGRADES, upgradeCount } from './upgrades.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from './world.ts';

/** What has to be gathered from a level to the next one. */
export function levelNeed(level: number): number {
  return FIRST_LEVEL_NEED + LEVEL_NEED_STEP * level;
}

/** Adds what a shard is worth to a pilot's progress; levels above the last choice fill hull and energy instead. */
export function gainProgress(pilot: Pilot, worth: number): void {
  const { own, ship } = pilot;
  pilot.gathered += worth;
  own.progress += worth;
  while (own.level < MAX_LEVEL && own.progress >= levelNeed(own.level)) {
    own.progress -= levelNeed(own.level);
    own.level += 1;
    raiseBounty(pilot, LEVEL_BOUNTY);
    if (own.level <= MAX_UPGRADES) continue;
    ship.hull = hullFull(ship);
    ship.repairing = 0;
    own.energy = energyFull(ship);
  }
  if (own.level === MAX_LEVEL) own.progress = 0;
}

/**
 * What a wreck's shards add to levels, of a plain hull that lost so much: half of what its pilot had gathered in this run, and a bit for a
 * ship that had flown for a while. What is gathered comes from the arena alone, so that nobody makes levels out of wrecks.
 */
export function wreckProgress(gathered: number, harm: number, isWorthy: boolean): number {
  return divide((divide(gathered, WRECK_PROGRESS_SHARE) + (isWorthy ? WRECK_PROGRESS : 0)) * harm, HULL_FULL);
}

/** Offers three upgrades to every pilot who has a choice left and no offers. */
export function offerUpgrades(world: StarfrayWorld): void {
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot.slot === NO_SLOT || pilot.own.offer1 !== 0) continue;
    if (choicesLeft(pilot.own, pilot.ship) > 0) drawOffers(world, pilot);
  }
}

// Three different ones of those that the ship lacks. There are always that many: it has four at most, of eight.
function drawOffers(world: StarfrayWorld, { own, ship }: Pilot): void {
  let taken = ship.upgrades;
  let missing = UPGRADES.length - upgradeCount(ship);
  for (let offer = 1; offer <= OFFERS; offer += 1) {
    let skip = randomBelow(world.random, missing);
    let index = 0;
    while ((taken & (1 << index)) !== 0 || skip > 0) {
      if ((taken & (1 << index)) === 0) skip -= 1;
      index += 1;
    }
    taken |= 1 << index;
    missing -= 1;
    setOffer(own, offer, index + 1);
  }
}
