// Which fill bot makes way first: the lowest in score and, in a mode of teams, one of the largest team.

import { type Game, modeOfArena, type World } from '@starfray/shared/contract';
import { playerIdOf, type Seat } from './seat.ts';

/** More than any score. */
const TEAM_STEP = 2 ** 32;

/** A number for each player now in the world: of the bots, the one with the lowest makes way. */
export function rankBots<W extends World, A>(
  game: Game<W, A>,
  arena: A,
  world: W,
  seats: readonly Seat[],
): (playerId: number) => number {
  const { teams } = modeOfArena(game, arena);
  const scoreOf = (playerId: number) => game.score?.(world, playerId) ?? 0;
  if (teams === undefined) return scoreOf;
  const sizes = new Array<number>(teams.list.length + 1).fill(0);
  for (const seat of seats) {
    const team = teams.teamOf(world, playerIdOf(seat));
    sizes[team] = (sizes[team] ?? 0) + 1;
  }
  return (playerId) => scoreOf(playerId) - TEAM_STEP * (sizes[teams.teamOf(world, playerId)] ?? 0);
}
