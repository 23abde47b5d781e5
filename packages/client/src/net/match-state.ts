// The match that is being played, as pictures and HUDs read it from the rows held.

import {
  type Game,
  isHeld,
  type MatchPhase,
  match,
  modeOfArena,
  phaseOf,
  type Team,
  teamScoreOf,
  type World,
} from '@starfray/shared/contract';
import { atUint8, atUint16 } from '@starfray/shared/core';
import { type HeldRows, MAX_SLOTS, NO_SLOT } from '@starfray/shared/protocol';

const NO_TEAMS: readonly Team[] = [];

export interface MatchState {
  readonly phase: MatchPhase;
  /** Whole seconds until the phase ends, rounded up; 0 while it waits for players. */
  readonly secondsLeft: number;
  /** Points of the teams, team 1 first. */
  readonly scores: readonly number[];
  /** The team that won, from 1; 0 for a draw, and before the result. */
  readonly winner: number;
  /** The player who won, in a mode without teams; 0 for nobody, and before the result. */
  readonly champion: number;
  /** The warm-up waits for players: its time has not begun. */
  readonly isHeld: boolean;
  /** Counts the matches of the room, from 1. */
  readonly number: number;
  /** None in a mode in which everybody plays alone. */
  readonly teams: readonly Team[];
}

/** The match at the tick of the newest snapshot; undefined in a mode without matches, and before the first snapshot. */
export function readMatch<W extends World, A>(
  game: Game<W, A>,
  arena: A | undefined,
  held: HeldRows<A> | undefined,
): MatchState | undefined {
  if (arena === undefined || held === undefined) return undefined;
  const slot = slotOfKind(held, game.entities.indexOf(match));
  if (slot === NO_SLOT) return undefined;
  const row = match.view(held.ints, held.base(slot));
  const teams = modeOfArena(game, arena).teams?.list ?? NO_TEAMS;
  return {
    phase: phaseOf(row),
    isHeld: isHeld(row),
    secondsLeft: isHeld(row) ? 0 : Math.max(0, Math.ceil((row.endsTick - held.tick) / game.rates.ticksPerSecond)),
    scores: teams.map((_team, i) => teamScoreOf(row, i + 1)),
    winner: row.winner,
    champion: row.champion,
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
