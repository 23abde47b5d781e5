// What a mode decides: who flies when, whom one may harm, what a kill pays, and what happens in its match. The rules ask it through
// `modeOf`; what both ends know of a mode without a world is in facts.ts.

import type { EventQueue } from '@starfray/shared/contract';
import type { CAUSES } from '../rows.ts';
import type { Pilot, StarfrayWorld } from '../world.ts';

export interface Mode {
  /** A new world: makes the entities that the mode has all the time. */
  begin(world: StarfrayWorld): void;
  /** A player joined: decides its team. Answers whether it flies at once. */
  enter(world: StarfrayWorld, pilot: Pilot): boolean;
  /** Each tick, after the commands and before ships return: phases of the match. */
  open(world: StarfrayWorld, events: EventQueue): void;
  /** May a pilot without a ship have one now? */
  mayReturn(world: StarfrayWorld, pilot: Pilot): boolean;
  /** Ticks from the end of a ship until its pilot may fly again, for its death screen. */
  waitTicks(world: StarfrayWorld): number;
  /** Writes a sample for the place of a pilot's new ship into `world.sample`; answers false where any place will do. */
  samplePlace(world: StarfrayWorld, pilot: Pilot): boolean;
  /** Each tick, after everything has moved and before the dead are buried: what the mode itself does to ships. */
  settle(world: StarfrayWorld, events: EventQueue): void;
  /** Points for ending a ship; of somebody who `leads` the table. */
  killPoints(world: StarfrayWorld, victim: Pilot, leads: boolean): number;
  /** What a death costs of a score. */
  deathCost(score: number): number;
  /** The value of the shards that a wreck sheds, of a hull that lost so much. */
  wreckValue(cost: number, harm: number): number;
  /** A ship ended, or its pilot left; it is still in its slot. `killer` is undefined where nobody is credited. */
  shipGone(world: StarfrayWorld, pilot: Pilot, killer: Pilot | undefined, events: EventQueue): void;
  /** What ended a ship that nobody is credited with. */
  endedBy(world: StarfrayWorld, pilot: Pilot): (typeof CAUSES)[number];
  /** Does a pilot without a ship watch what spectators watch? */
  isOut(world: StarfrayWorld, pilot: Pilot): boolean;
  /** Each tick, last of all: where spectators look. */
  watch(world: StarfrayWorld): void;
}

/** May what player `a` fires harm player `b`? Nobody harms itself or its team. */
export function isFoe(world: StarfrayWorld, a: number, b: number): boolean {
  if (a === b) return false;
  const team = world.pilots[a]?.team ?? 0;
  return team === 0 || team !== (world.pilots[b]?.team ?? 0);
}
