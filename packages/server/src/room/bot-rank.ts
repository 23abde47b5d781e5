// Which fill bot makes way first: the lowest in score and, in a game of teams, one of the largest team.

import type { Game, World } from '@starfray/shared/contract';
import { playerIdOf, type Seat } from './seat.ts';

/** More than any score. */
const TEAM_STEP = 2 ** 32;

/** A number for each player now in the world: of the bots, the one with the lowest makes way. */
export function rankBots<W extends World, A>(
  game: Game<W, A>,
  world: W,
  seats: readonly Seat[],
): (playerId: number) => number {
  const { teams } = game;
  if (teams === undefined) return (playerId) => game.score(world, playerId);
  const sizes = new Array<number>(teams.list.length + 1).fill(0);
  for (const seat of seats) {
    const team = teams.teamOf(world, playerIdOf(seat));
    sizes[team] = (sizes[team] ?? 0) + 1;
  }
  return (playerId) => game.score(world, playerId) - TEAM_STEP * (sizes[teams.teamOf(world, playerId)] ?? 0);
}
