// What Flag and Last Light have in common: a match whose play begins with a fresh ship for everybody.

import { beginMatch, type MatchRules, match } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import { beginRun, NO_SLOT, type Pilot, type StarfrayWorld, takeShip } from '../world.ts';

/** Makes the match of a new world. */
export function createMatch(world: StarfrayWorld, rules: MatchRules): void {
  world.match.base = world.entities.base(world.entities.spawn(match, 0));
  beginMatch(world.match, 0, rules);
}

/** Calls everybody to a new ship, which comes in this very tick. */
export function callAll(world: StarfrayWorld): void {
  for (let i = 0; i < world.roster.length; i += 1) call(world, item(world.roster, i));
}

/** Takes a pilot's ship, if it has one, and calls it to a new one. */
export function call(world: StarfrayWorld, pilot: Pilot): void {
  if (pilot.slot !== NO_SLOT) takeShip(world, pilot);
  beginRun(pilot);
  pilot.isCalled = true;
}

/** How many fly, and the last of them in id order. */
export function countFlying(world: StarfrayWorld, out: { count: number; last: number }): void {
  out.count = 0;
  out.last = 0;
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot.slot === NO_SLOT && !pilot.isCalled) continue;
    out.count += 1;
    out.last = pilot.id;
  }
}
