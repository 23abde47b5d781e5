import { CLOSE, createCodec, createMemoryPair, createProtocol } from '@starfray/shared/protocol';
import { toyModes } from '@starfray/testing';
import { expect, it } from 'vitest';
import { localJoin } from '../joining/index.ts';
import { Rooms, type RoomsOptions } from './rooms.ts';
import type { Visit } from './seating/visits.ts';

function open(options: Partial<RoomsOptions> = {}) {
  const quiet = () => undefined;
  const visits: Visit[] = [];
  const rooms = new Rooms(
    {
      game: toyModes,
      codec: createCodec(),
      protocol: createProtocol(toyModes),
      now: () => 0,
      log: { info: quiet, warn: quiet, error: quiet },
      onVisit: (visit) => visits.push(visit),
    },
    {
      ...{ roomPlayers: 8, maxPlayers: 40, maxSpectators: 4, bots: 0, seed: 1, joinCode: undefined, versionHash: 'v' },
      ...options,
    },
  );
  const wish = { kind: 'human', snapshots: 'delta', version: 'v' } as const;
  return {
    rooms,
    visits,
    /** The code that a join is refused with, or the end of its link. */
    join: (place: { room?: string; mode?: string; kind?: 'human' | 'spectator' }) => {
      const pair = createMemoryPair(() => 0);
      const refused = rooms.join(localJoin({ ...wish, ...place }), pair.b);
      return refused ?? pair;
    },
    /** `<room> <mode> <players>/<capacity>` */
    shown: () => rooms.status().rooms.map(({ id, mode, humans, capacity }) => `${id} ${mode} ${humans}/${capacity}`),
  };
}

it('[R77] a mode has no room until its first player, and then of its own size', () => {
  const house = open();
  expect(house.shown()).toEqual(['main open 0/8']);
  house.join({ mode: 'sides' });
  house.join({ mode: 'open' });
  house.join({});
  expect(house.shown()).toEqual(['main open 2/8', 'sides sides 1/2']);
});

it('[R77] a full room of a mode is followed by another of the same mode', () => {
  const house = open();
  for (let i = 0; i < 3; i += 1) house.join({ mode: 'sides' });
  expect(house.shown().slice(1)).toEqual(['sides sides 2/2', 'sides-2 sides 1/2']);
});

it('[R78] a link leads into its room whatever mode it names, and opens one of that mode otherwise', () => {
  const house = open();
  house.join({ room: 'den', mode: 'sides' });
  house.join({ room: 'den', mode: 'open' });
  house.join({ room: 'lair' });
  expect(house.shown().slice(1)).toEqual(['den sides 2/2', 'lair open 1/8']);
});

it('[R78] a link to a room that is gone, by the name that its mode gave it, opens one of that mode', () => {
  const house = open({ roomPrefix: 'n1-' });
  house.join({ room: 'n1-sides-3' });
  expect(house.shown()[1]).toBe('n1-sides-3 sides 1/2');
});

it('[R77] spectators see a room of the mode that they name, and another where there is none', () => {
  const house = open();
  const at = (mode: string) => house.rooms.choose(localJoin({ kind: 'spectator', snapshots: 'full', mode }));
  expect(at('sides')).toBe('main');
  house.join({ mode: 'sides' });
  expect([at('sides'), at('open')]).toEqual(['sides', 'main']);
});

it('[R77] a mode that is not played here is refused by a sentence that names those that are', () => {
  expect(open().join({ mode: 'chess' })).toEqual({
    code: CLOSE.badRequest,
    reason: 'mode must be open or sides, not "chess"',
    retryMs: undefined,
  });
});

it('[R81] a visit knows the mode of its room', () => {
  const house = open();
  const links = [house.join({ mode: 'sides' }), house.join({})];
  for (const link of links) if ('cut' in link) link.a.close(1000, '');
  house.rooms.close();
  expect(house.visits.map(({ mode }) => mode).toSorted()).toEqual(['open', 'sides']);
});
