import { createCodec, createMemoryPair, createProtocol } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { WorldFacts } from '../front/player-facts.ts';
import { PlayerSet } from '../front/player-set.ts';
import { Traffic } from '../front/traffic.ts';
import { createInputRing } from '../shared/input-ring.ts';
import { createPlayerMemory, createSharedRoom } from './shared-room.ts';
import { ThreadRoom } from './thread-room.ts';

describe('a room at a front end of another thread', () => {
  it('[TH38] has the tick of the simulation from its beginning, before any is published to it', () => {
    const arenaRow = toyGame.chooseArena(8, 1);
    const world = toyGame.createWorld(toyGame.createArena(arenaRow), 1);
    const shared = createSharedRoom({
      game: toyGame,
      world,
      facts: new WorldFacts(toyGame, world, new PlayerSet()),
      id: 'main',
      arenaValues: Array.from(arenaRow.ints),
      capacity: 8,
      frontEnds: 1,
      memory: createPlayerMemory(true),
      onPart: undefined,
    });
    const protocol = createProtocol(toyGame);
    const codec = createCodec();
    const room = new ThreadRoom({
      game: toyGame,
      codec,
      protocol,
      now: () => 9000,
      frontEnd: 0,
      setup: {
        ...shared.setup,
        tick: 500,
        nextDueMs: 9010,
        ring: createInputRing(8, shared.controls),
        traffic: new SharedArrayBuffer(Traffic.byteLength),
      },
      takeMessages: () => undefined,
      ended: () => undefined,
    });
    const pair = createMemoryPair(() => 9000);
    const heard: unknown[] = [];
    pair.a.onMessage((bytes) => heard.push(codec.unpack(bytes)));
    room.front.expect(1, pair.b);
    room.front.seated(1, { playerId: 1, token: 'x', isFullOnly: false });
    pair.pumpTo('a', 9000);
    const [welcome] = heard as unknown[][];
    expect(welcome).toContain(500);
  });
});
