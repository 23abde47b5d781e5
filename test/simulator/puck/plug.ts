// Puck in the simulator: rinks that bots top up, players who chase the puck, and what must hold in every match.

import { createPuckBot } from '@starfray/puck/bots';
import { goal, input, MAX_PLAYERS, type PuckWorld, puck, puckGame, type Rink } from '@starfray/puck/rules';
import { angleOf, atUint16, type RandomState, randomBelow } from '@starfray/shared/core';
import { MAX_SLOTS } from '@starfray/shared/protocol';
import { type Actor, type GameInvariants, RoomNews, type SimulatedGame } from '@starfray/testing/simulator';
import { MatchLedger } from './match-ledger.ts';
import { rinkFault } from './rink-check.ts';

type Skater = Actor<PuckWorld, Rink>;

/** Players in a rink, with bots: enough for goals, and for sides that are uneven at times. */
const PLAYERS = 4;
/** A new decision about so often, in steps. */
const DECIDES = 12;
const AT_RANDOM_PERCENT = 25;

function createInvariants(): GameInvariants<PuckWorld, Rink> {
  const matches = new MatchLedger();
  const goals = new RoomNews<PuckWorld, Rink>(goal, ({ row }) => goal.view(row.ints, row.base).team, 'a goal of team');
  return {
    afterTick({ world, commands, events }) {
      const scored = matches.goalsOf(events);
      goals.record(world, scored);
      return matches.note(world, commands, scored) ?? rinkFault(world);
    },
    afterUpdate: (actor, events) => goals.take(actor, events),
    forget: (actor) => goals.forget(actor),
    counts: () => ({ goals: matches.goals, goalsTold: goals.learned, newcomers: matches.newcomers }),
  };
}

/** Mostly towards the puck, with a kick now and then; at times anywhere. */
function steer({ client: { held }, input: row }: Skater, random: RandomState): void {
  if (randomBelow(random, DECIDES) !== 0) return;
  const controls = input.view(row.ints, row.base);
  controls.boost = randomBelow(random, 2);
  controls.kick = randomBelow(random, 2);
  const way = randomBelow(random, 100) < AT_RANDOM_PERCENT ? undefined : wayToPuck(held);
  // Directions count from 1 for east, clockwise in eighths.
  controls.thrust = way === undefined ? randomBelow(random, 9) : 1 + (((angleOf(way[1], way[0]) + 64) >> 7) & 7);
}

function wayToPuck(held: Skater['client']['held']): readonly [number, number] | undefined {
  if (held === undefined || held.tick === 0 || held.focus < 0) return undefined;
  const own = puck.view(held.ints, held.base(held.focus));
  for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
    if (atUint16(held.ids, slot) === 0 || held.kindOf(slot) !== puck) continue;
    const { x, y } = puck.view(held.ints, held.base(slot));
    return [x - own.x, y - own.y];
  }
  return undefined;
}

export const puckPlug: SimulatedGame<PuckWorld, Rink> = {
  game: puckGame,
  steer,
  createInvariants,
  roomPlayers: MAX_PLAYERS,
  fillBots: {
    players: PLAYERS,
    spawn: (now, seed) => (join, number) => createPuckBot({ join, now, number, seed }),
  },
};
