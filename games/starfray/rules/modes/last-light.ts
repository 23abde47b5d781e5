// Last Light: a ring closes, hulls drain outside it, and a pilot has one life a round. The last ship wins.

import {
  advanceMatch,
  type EventQueue,
  endPlay,
  holdWarmUp,
  type MatchRules,
  phaseOf,
} from '@starfray/shared/contract';
import { divide, item, randomBetween } from '@starfray/shared/core';
import { placed, ring } from '../entities.ts';
import { award } from '../scoring.ts';
import {
  HULL_FULL,
  KILL_POINTS,
  LAST_PILOTS,
  LAST_PLAY_TICKS,
  LAST_WAIT_TICKS,
  LAST_WARM_UP_TICKS,
  LAST_WIN_POINTS,
  REPAIR_WAIT_TICKS,
  RESPAWN_TICKS,
  RESULT_TICKS,
  RING_HARM_TICKS,
  WATCH_LINGER_TICKS,
  WRECK_VALUE,
} from '../tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from '../world.ts';
import { direct } from './director.ts';
import { mayReturn } from './fray.ts';
import type { Mode } from './mode.ts';
import { isOutside, ringHarm, ringRadius } from './ring.ts';
import { callAll, countFlying, createMatch } from './rounds.ts';

const LAST_MATCH: MatchRules = {
  teams: 0,
  warmUpTicks: LAST_WARM_UP_TICKS,
  playTicks: LAST_PLAY_TICKS,
  overtimeTicks: 0,
  resultTicks: RESULT_TICKS,
};

export const lastLight: Mode = {
  begin(world) {
    createMatch(world, LAST_MATCH);
  },
  // Who comes while a round is played watches until the next one.
  enter: ({ match }) => phaseOf(match) === 'warm-up',
  open(world) {
    const { match, tick } = world;
    holdWarmUp(match, tick, LAST_MATCH, world.roster.length >= LAST_PILOTS);
    settleRound(world);
    const phase = advanceMatch(match, tick, LAST_MATCH);
    if (phase === 'play') {
      lightRing(world);
      callAll(world);
    } else if (phase === 'result') {
      const champion = pilotOf(world, match.champion);
      if (champion !== undefined) award(champion, LAST_WIN_POINTS);
    } else if (phase === 'warm-up') {
      putOutRing(world);
      callAll(world);
    }
  },
  mayReturn: (world, pilot) => pilot.isCalled || (phaseOf(world.match) === 'warm-up' && mayReturn(world, pilot)),
  // In a round nobody comes back: as long as there is no telling.
  waitTicks: ({ match }) => (phaseOf(match) === 'warm-up' ? RESPAWN_TICKS : LAST_WAIT_TICKS),
  samplePlace: () => false,
  settle(world) {
    if (phaseOf(world.match) !== 'play' || world.tick % RING_HARM_TICKS !== 0) return;
    const harm = ringHarm(world.tick - world.ring.sinceTick);
    for (let i = 0; i < world.roster.length; i += 1) {
      const pilot = item(world.roster, i);
      if (pilot.slot !== NO_SLOT && isOutsideRing(world, pilot)) drain(pilot, harm);
    }
  },
  killPoints: () => KILL_POINTS,
  deathCost: () => 0,
  wreckValue: (cost, harm) => divide(WRECK_VALUE * harm, HULL_FULL) + cost,
  shipGone(world, pilot, _killer, events) {
    if (phaseOf(world.match) === 'play') tellPlace(world, pilot, events);
  },
  endedBy: (world, pilot) => (world.ringSlot !== NO_SLOT && isOutsideRing(world, pilot) ? 'ring' : 'rock'),
  // First where the own ship ended.
  isOut: ({ match, tick }, { slot, diedTick }) =>
    slot === NO_SLOT && phaseOf(match) !== 'warm-up' && tick - diedTick >= WATCH_LINGER_TICKS,
  watch: direct,
};

function isOutsideRing({ ring: row, arena, tick }: StarfrayWorld, { ship }: Pilot): boolean {
  return isOutside(row, ringRadius(arena.side, tick - row.sinceTick), ship.x, ship.y);
}

function drain({ ship, own }: Pilot, harm: number): void {
  if (ship.hull === 0) return;
  ship.hull = Math.max(0, ship.hull - harm);
  ship.repairing = 0;
  own.repairWait = REPAIR_WAIT_TICKS;
}

// A round ends when one ship is left. Of those that ended in one tick, the last, it is the one with the most points.
function settleRound(world: StarfrayWorld): void {
  const { match, flying } = world;
  if (phaseOf(match) !== 'play') return;
  countFlying(world, flying);
  // Where time ends it before that, nobody has won.
  if (flying.count > 1) return;
  endPlay(match, world.tick, flying.count === 1 ? flying.last : bestOfFallen(world));
}

function bestOfFallen(world: StarfrayWorld): number {
  let best: Pilot | undefined;
  for (let i = 0; i < world.roster.length; i += 1) {
    const pilot = item(world.roster, i);
    if (pilot.diedTick !== world.tick - 1) continue;
    if (best === undefined || pilot.own.score > best.own.score) best = pilot;
  }
  return best?.id ?? 0;
}

// Its own end counts: of three in flight the one that ends now is third.
function tellPlace(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  countFlying(world, world.flying);
  const event = events.addFor(placed, pilot.id);
  event.place = Math.max(1, world.flying.count);
}

// Its middle is anywhere in the middle half of the arena.
function lightRing(world: StarfrayWorld): void {
  const { entities, tick, arena, random } = world;
  putOutRing(world);
  const slot = entities.spawn(ring, tick);
  if (slot === NO_SLOT) return;
  world.ringSlot = slot;
  world.ring.base = entities.base(slot);
  world.ring.x = randomBetween(random, arena.side >> 2, arena.side - (arena.side >> 2));
  world.ring.y = randomBetween(random, arena.side >> 2, arena.side - (arena.side >> 2));
  world.ring.sinceTick = tick;
}

function putOutRing(world: StarfrayWorld): void {
  if (world.ringSlot !== NO_SLOT) world.entities.remove(world.ringSlot, world.tick);
  world.ringSlot = NO_SLOT;
}
