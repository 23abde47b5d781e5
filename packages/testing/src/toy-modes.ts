// The toy game in two modes: `open` is the toy game, and `sides` its match of two teams, in rooms for two.

import { defineRow, type Game, identify, int, type RowPlace } from '@starfray/shared/contract';
import { type ToyArena, type ToyWorld, toyGame } from './toy-game.ts';
import { type ToyMatchWorld, toyMatch } from './toy-match.ts';

const OPEN = 0;
const SIDES = 1;

export interface ToyModesArena extends ToyArena {
  readonly mode: number;
}

type ToyModesWorld = (ToyWorld | ToyMatchWorld) & { readonly arena: ToyModesArena };

const options = defineRow('arena', { side: int(1, 0x7fffffff), mode: int(OPEN, SIDES) });

const sides = toyMatch.modes?.[0]?.teams;

export const toyModes: Game<ToyModesWorld, ToyModesArena> = {
  ...toyGame,
  identity: identify({ name: 'toy-modes', modes: ['open', 'sides'] }),
  entities: toyMatch.entities,
  arenaOptions: options,
  chooseArena(capacity, mapSeed, mode = OPEN) {
    const { ints, base } = toyGame.chooseArena(capacity, mapSeed);
    return options.view(Int32Array.of(ints[base] ?? 1, mode));
  },
  createArena(row: RowPlace) {
    const { side, mode } = options.view(row.ints, row.base);
    return { side, mode };
  },
  modeOf: ({ mode }) => mode,
  createWorld: (arena, seed) => {
    const made = arena.mode === SIDES ? toyMatch.createWorld(arena, seed) : toyGame.createWorld(arena, seed);
    return { ...made, arena };
  },
  step(world, commands, inputs, events) {
    if (isMatch(world)) toyMatch.step(world, commands, inputs, events);
    else toyGame.step(world, commands, inputs, events);
  },
  modes: [
    { name: 'open', title: 'Open', about: 'Everybody drops pellets.' },
    {
      name: 'sides',
      title: 'Sides',
      about: 'Two teams drop pellets.',
      roomPlayers: 2,
      teams: {
        list: sides?.list ?? [],
        teamOf: (world, playerId) => (isMatch(world) ? (world.teams.get(playerId) ?? 0) : 0),
      },
    },
  ],
};

function isMatch(world: ToyWorld | ToyMatchWorld): world is ToyMatchWorld {
  return 'match' in world;
}
