// The toy game, played in matches: two teams, and each pellet that is dropped is a point for the dropper's.

import {
  advanceMatch,
  beginMatch,
  EntityTable,
  type Game,
  identify,
  type MatchRow,
  type MatchRules,
  match,
  scorePoint,
  teamToJoin,
} from '@starfray/shared/contract';
import { type ToyArena, type ToyWorld, toyGame } from './toy-game.ts';

const KINDS = [...toyGame.entities, match];
export const TOY_RULES: MatchRules = {
  teams: 2,
  warmUpTicks: 120,
  playTicks: 300,
  overtimeTicks: 240,
  resultTicks: 90,
};

export interface ToyMatchWorld extends ToyWorld {
  readonly match: MatchRow;
  readonly teams: Map<number, number>;
}

export const toyMatch: Game<ToyMatchWorld, ToyArena> = {
  ...toyGame,
  identity: identify({ name: 'toy-match' }),
  entities: KINDS,
  createWorld(arena, seed) {
    const entities = new EntityTable(KINDS, 4096);
    const row = match.view(entities.ints, entities.base(entities.spawn(match, 0)));
    beginMatch(row, 0, TOY_RULES);
    return { ...toyGame.createWorld(arena, seed), entities, match: row, teams: new Map() };
  },
  step(world, commands, inputs, events) {
    for (const { kind, playerId } of commands) {
      if (kind === 'leave') world.teams.delete(playerId);
      else world.teams.set(playerId, teamToJoin(world.match, sizesOf(world)));
    }
    const before = new Map(world.scores);
    toyGame.step(world, commands, inputs, events);
    for (const [playerId, team] of world.teams) {
      const points = (world.scores.get(playerId) ?? 0) - (before.get(playerId) ?? 0);
      for (let i = 0; i < points; i += 1) scorePoint(world.match, team, world.tick);
    }
    advanceMatch(world.match, world.tick, TOY_RULES);
  },
  modes: [
    {
      name: 'arena',
      title: 'Match',
      about: 'Two teams drop pellets.',
      teams: {
        list: [
          { name: 'Left', hue: 200, mark: '▲' },
          { name: 'Right', hue: 20, mark: '●' },
        ],
        teamOf: (world, playerId) => world.teams.get(playerId) ?? 0,
      },
    },
  ],
};

export function sizesOf({ teams }: ToyMatchWorld): number[] {
  return [1, 2].map((team) => Array.from(teams.values()).filter((other) => other === team).length);
}
