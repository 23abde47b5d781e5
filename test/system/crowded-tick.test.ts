// What a room does once a second for each of its players, tick by tick: a share of it in each.

import { localJoin } from '@starfray/server/joining';
import { Room } from '@starfray/server/room';
import type { Game } from '@starfray/shared/contract';
import { createCodec, createProtocol, type Link, MAX_BUFFERED_BYTES } from '@starfray/shared/protocol';
import { mover, type ToyArena, type ToyWorld, toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const PLAYERS = 2000;
const TICK_MS = 1000 / 60;

/** A room of the toy game in which all points change all the time, and what one tick of it takes. */
class CrowdedRoom {
  reads = 0;
  messages = 0;
  private nowMs = 0;
  private joined = 0;
  private readonly ends: ((code: number, reason: string) => void)[] = [];
  private readonly room: Room<ToyWorld, ToyArena>;

  constructor() {
    const game: Game<ToyWorld, ToyArena> = {
      ...toyGame,
      density: [mover],
      score: (world, playerId) => {
        this.reads += 1;
        return (playerId * 7919 + Math.trunc(world.tick / 60) * 31) % 5000;
      },
    };
    const log = () => undefined;
    this.room = new Room(
      {
        game,
        codec: createCodec(),
        protocol: createProtocol(game),
        now: () => this.nowMs,
        log: { info: log, warn: log, error: log },
      },
      { id: 'crowd', capacity: 4095, bots: 0, seed: 1 },
    );
  }

  join(count: number): void {
    for (let i = 0; i < count; i += 1) this.joinOne(() => undefined);
  }

  /** `look` is shown what is sent to this one, whose line holds `bufferedBytes`: by default it is behind, so that no snapshot is written for it. */
  joinOne(look: (bytes: Uint8Array) => void, bufferedBytes = MAX_BUFFERED_BYTES + 1): void {
    this.joined += 1;
    const name = `Guest ${this.joined}`;
    this.room.join(localJoin({ kind: 'human', snapshots: 'delta', name }), this.link(look, bufferedBytes));
  }

  /** The first of those who are there leave. */
  leave(count: number): void {
    for (const end of this.ends.splice(0, count)) end(1000, '');
  }

  /** Names by id. */
  get names(): ReadonlyMap<number, string> {
    return new Map(this.room.players().map(({ playerId, name }) => [playerId, name]));
  }

  /** Runs some seconds; answers the most scores read, and the most messages sent, in one tick. */
  run(seconds: number): { readonly reads: number; readonly messages: number } {
    const most = { reads: 0, messages: 0 };
    for (let tick = 0; tick < seconds * 60; tick += 1) {
      this.reads = 0;
      this.messages = 0;
      this.nowMs += TICK_MS;
      this.room.advance(this.nowMs);
      most.reads = Math.max(most.reads, this.reads);
      most.messages = Math.max(most.messages, this.messages);
    }
    return most;
  }

  private link(look: (bytes: Uint8Array) => void, bufferedBytes: number): Link {
    const send = (bytes: Uint8Array): void => {
      this.messages += 1;
      look(bytes);
    };
    return {
      isOpen: true,
      bufferedBytes,
      send,
      sendPart: (bytes, start, end) => send(bytes.subarray(start, end)),
      sendPair: send,
      close: () => undefined,
      onMessage: () => undefined,
      onClose: (ended) => this.ends.push(ended),
    };
  }
}

describe('a room of 2,000', () => {
  it('[C32] reads no more than a share of all scores in a tick, and sends no more than a share of what goes to all once a second', () => {
    const room = new CrowdedRoom();
    room.join(PLAYERS);
    room.run(1);
    room.join(20);
    // The tick in which they come.
    room.run(1 / 60);
    const { reads, messages } = room.run(2);
    // A sixtieth of them for visits, and a share of the ranking; a ranking, the names in it, a density map and newcomers to a sixtieth of the clients.
    expect(reads).toBeGreaterThan(PLAYERS / 60);
    expect(reads).toBeLessThan(PLAYERS / 3);
    expect(messages).toBeGreaterThan(PLAYERS / 60);
    expect(messages).toBeLessThan(PLAYERS / 8);
  });
});

describe('a crowd', () => {
  it('[S10] is known by name to each who joins, the one who came and went before', () => {
    const room = new CrowdedRoom();
    const codec = createCodec();
    const { players } = createProtocol(toyGame).server;
    const known = new Map<number, string>();
    const learn = (bytes: Uint8Array): void => {
      const message = codec.unpack(bytes);
      if (!Array.isArray(message) || message[0] !== players.type) return;
      for (const [id, name] of message[1]) known.set(id, name);
    };
    room.join(700);
    room.run(1);
    for (let round = 0; round < 12; round += 1) {
      room.leave(60);
      room.join(70);
      room.run(0.5);
      known.clear();
      room.joinOne(learn, 0);
      room.run(0.5);
      const unknown = [...room.names].filter(([id, name]) => known.get(id) !== name);
      expect(unknown).toEqual([]);
    }
    // Those who come later are made known to it, too.
    room.join(5);
    room.run(3);
    expect([...room.names].filter(([id, name]) => known.get(id) !== name)).toEqual([]);
  });
});
