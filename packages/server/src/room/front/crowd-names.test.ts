import { createRandom, randomBelow } from '@starfray/shared/core';
import { createCodec, createProtocol, MAX_INTRODUCED, MAX_UNREAD_BYTES } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { DEPARTED_TICKS } from '../../session/index.ts';
import { Runs } from '../replication/runs.ts';
import { ClientView } from '../visibility/client-view.ts';
import type { Client } from './client.ts';
import { Introductions } from './introductions.ts';
import { Names } from './names.ts';

const CROWD = 4095;

/** A room whose players have long names, and what a client of it knows. */
function open(players: number) {
  const [names, protocol, codec] = [new Names(), createProtocol(toyGame), createCodec()];
  const introductions = new Introductions(names, protocol, codec);
  let joined = 0;
  const add = (id: number): void => {
    joined += 1;
    names.add({ id, name: `${joined} 漢字漢字漢字漢字漢字`, kind: 'human', hue: 0 });
  };
  for (let id = 1; id <= players; id += 1) add(id);
  const join = () => {
    const known = new Map<number, string>();
    const line = { reads: true, bufferedBytes: 0, messages: 0, isOpen: true };
    const hear = (bytes: Uint8Array): void => {
      line.messages += 1;
      if (!line.reads) line.bufferedBytes += bytes.length;
      const message = protocol.decodeServer(codec.unpack(bytes));
      if (typeof message !== 'object' || message.name !== 'players') throw new TypeError('only names are sent');
      for (const { id, nickname } of message.entries) known.set(id, nickname);
    };
    const session = Object.assign(line, { send: hear, say: (message: unknown[]) => hear(codec.pack(message)) });
    const client = { session, isAway: false, view: new ClientView(1, false, new Runs(128)) } as unknown as Client;
    introductions.introduceAll(client);
    return { client, line, known };
  };
  return { names, introductions, add, join };
}

describe('the names of a crowd', () => {
  it('[S12] come block by block, and wait while nothing is read', () => {
    const { introductions, join } = open(CROWD);
    const { line, known } = join();
    line.reads = false;
    expect(known.size).toBe(0);
    for (let tick = 0; tick < 600; tick += 1) introductions.proceed();
    expect([known.size, line.messages]).toEqual([MAX_INTRODUCED, 1]);
    expect(line.bufferedBytes).toBeLessThan(MAX_UNREAD_BYTES / 4);
    line.reads = true;
    line.bufferedBytes = 0;
    for (let tick = 0; tick < 9; tick += 1) introductions.proceed();
    expect(known.size).toBe(CROWD);
  });

  it('[S12] come before their block where a message mentions them, and then not again', () => {
    const { names, introductions, join } = open(CROWD);
    const { client, known } = join();
    for (const id of [4095, 7, 4095]) introductions.introduce(client, [id]);
    expect([...known]).toEqual([4095, 7].map((id) => [id, names.find(id)?.name]));
    for (let tick = 0; tick < 12; tick += 1) introductions.proceed();
    expect(known.size).toBe(CROWD);
    const heard = [...known];
    known.clear();
    introductions.introduce(client, [4095, 7, 8]);
    expect([heard.length, known.size]).toEqual([CROWD, 0]);
  });

  it('[S12] go to some newcomers in each tick, in turns', () => {
    const { introductions, join } = open(CROWD);
    const newcomers = Array.from({ length: 48 }, join);
    const messages = () => newcomers.map(({ line }) => line.messages);
    for (let tick = 1; tick <= 10; tick += 1) {
      introductions.proceed();
      expect(messages().reduce((sum, count) => sum + count)).toBe(32 * tick);
    }
    expect(Math.max(...messages()) - Math.min(...messages())).toBe(1);
  });

  it('[S10] [S12] are those of now whatever is mentioned, while ids change hands', () => {
    for (let seed = 1; seed <= 8; seed += 1) comeAndGo(seed);
  });
});

/** Players come, leave and are mentioned, as the seed says: nobody is mentioned under a name that is not its own. */
function comeAndGo(seed: number): void {
  const random = createRandom(seed);
  const { names, introductions, add, join } = open(900);
  const clients = [join()];
  let tick = 0;
  const someone = () => 1 + randomBelow(random, 1000);
  const replace = (id: number): void => {
    tick += DEPARTED_TICKS;
    if (names.find(id) === undefined) add(id);
    else names.remove(id, tick);
  };
  const beginRound = (): void => {
    introductions.beginRound(clients.map(({ client }) => client));
    for (const { client } of clients) introductions.tellNewcomers(client);
  };
  const steps = [
    ...Array.from({ length: 6 }, () => () => replace(someone())),
    () => clients.push(join()),
    beginRound,
    ...Array.from({ length: 3 }, () => () => introductions.proceed()),
  ];
  for (let step = 0; step < 220; step += 1) {
    steps[randomBelow(random, steps.length)]?.();
    for (const { client, known } of clients) {
      const mentioned = [someone(), someone(), someone()];
      introductions.introduce(client, mentioned);
      const there = mentioned.filter((id) => names.find(id) !== undefined);
      expect(
        there.map((id) => known.get(id)),
        `seed ${seed}, step ${step}`,
      ).toEqual(there.map((id) => names.find(id)?.name));
    }
  }
}
