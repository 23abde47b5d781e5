// The match that is being played, as pictures and HUDs read it from the rows held.

import {
  type Game,
  type MatchPhase,
  match,
  phaseOf,
  type Team,
  teamScoreOf,
  type World,
} from '@starfray/shared/contract';
import { atUint8, atUint16 } from '@starfray/shared/core';
import { type HeldRows, MAX_SLOTS, NO_SLOT } from '@starfray/shared/protocol';

export interface MatchState {
  readonly phase: MatchPhase;
  /** Whole seconds until the phase ends, rounded up. */
  readonly secondsLeft: number;
  /** Points of the teams, team 1 first. */
  readonly scores: readonly number[];
  /** The team that won, from 1; 0 for a draw, and before the result. */
  readonly winner: number;
  /** Counts the matches of the room, from 1. */
  readonly number: number;
  readonly teams: readonly Team[];
}

/** The match at the tick of the newest snapshot; undefined in a game without matches, and before the first snapshot. */
export function readMatch<W extends World, A>(game: Game<W, A>, held: HeldRows<A> | undefined): MatchState | undefined {
  if (game.teams === undefined || held === undefined) return undefined;
  const slot = slotOfKind(held, game.entities.indexOf(match));
  if (slot === NO_SLOT) return undefined;
  const row = match.view(held.ints, held.base(slot));
  const teams = game.teams.list;
  return {
    phase: phaseOf(row),
    secondsLeft: Math.max(0, Math.ceil((row.endsTick - held.tick) / game.rates.ticksPerSecond)),
    scores: teams.map((_team, i) => teamScoreOf(row, i + 1)),
    winner: row.winner,
    number: row.number,
    teams,
  };
}

function slotOfKind<A>(held: HeldRows<A>, kind: number): number {
  for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
    if (atUint16(held.ids, slot) !== 0 && atUint8(held.kinds, slot) === kind) return slot;
  }
  return NO_SLOT;
}
