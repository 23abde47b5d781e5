// What is shared, between two threads that run at the same time. The other tests of it choose every interleaving themselves; this one takes
// those that a machine brings.

import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { EventQueue } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';
import { stampedGame } from '@starfray/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createInputRing, InputRingReader } from './input-ring.ts';
import { OrderedPort } from './ordered-port.ts';
import { PublishedTicks } from './published-ticks.ts';
import { createRoomMemory, shapeOf } from './room-memory.ts';
import { createTickBell, TickBell } from './tick-bell.ts';

const THREAD = new URL('../../../../../test/support/shared-memory-thread.ts', import.meta.url);
const [WRITTEN, READ] = [0, 1];

/** Starts the other thread, which has to do something `count` times, and waits until it is about to begin. */
async function start(count: number, task: object, ...transferList: never[]) {
  const signals = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(THREAD, { workerData: { signals, count, task }, transferList });
  workers.push(worker);
  const exit = new Promise<unknown>((done) => worker.on('error', done).on('exit', done));
  await Promise.race([once(worker, 'message'), exit]);
  return {
    exit,
    written: () => Atomics.load(signals, WRITTEN),
    /** Waits, without a turn of the event loop, until the other thread has written something else. */
    awaitWritten: (before: number) => Atomics.wait(signals, WRITTEN, before, 60_000),
    /** The reader got on. */
    gotOn: () => {
      Atomics.add(signals, READ, 1);
      Atomics.notify(signals, READ);
    },
  };
}

const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate();
});

const turn = () => new Promise<void>((done) => setImmediate(done));

describe('two threads', () => {
  it('[TH2] [TH4] read whole ticks and all their events while the next ones are written', async () => {
    const COUNT = 6400;
    const memory = createRoomMemory(shapeOf(stampedGame, stampedGame.createWorld({ side: 1 }, 1).entities, 4, 1));
    const reader = new PublishedTicks(memory, stampedGame.events);
    const { gotOn, exit } = await start(COUNT, { kind: 'ticks', memory });
    const strangers = new Set<number>();
    const place = { x: 0, y: 0 };
    let [whole, events, lastTick, reads] = [0, 0, 0, 0];
    const into = {
      record: (tick: number, queue: EventQueue) => {
        if (tick < lastTick) strangers.add(tick);
        lastTick = tick;
        for (let i = 0; i < queue.count; i += 1) strangers.add(tick - at(queue.ints, queue.base(i)));
        events += queue.count;
      },
    };
    while (reader.newest < COUNT) {
      reads += 1;
      const tick = reader.newest - (reads % 16);
      if (tick < 1 || !reader.begin(tick)) {
        if (reads % 1000 === 0) await turn();
        continue;
      }
      const { table, history, players } = reader;
      players.attention(2, place);
      const own = players.privateRow(5);
      const past = Math.max(1, tick - 16);
      const sum =
        place.x + players.score(1) + at(own.ints, own.base) + at(table.ints, 0) + at(table.ints, 8 * table.stride - 1);
      const baseline = at(history.at(past).ints, 0) + at(history.at(past).ints, 8 * table.stride - 1);
      reader.recordEvents(into);
      if (!reader.isWhole()) continue;
      whole += 1;
      strangers.add(sum - 5 * tick).add(baseline - 2 * past);
      gotOn();
    }
    expect(await exit).toBe(0);
    expect(reader.begin(COUNT)).toBe(true);
    reader.recordEvents(into);
    expect(strangers).toEqual(new Set([0]));
    expect(whole).toBeGreaterThanOrEqual(COUNT / 64 - 1);
    expect(events).toBe((COUNT / 8) * 28);
    expect(reader.lostEvents).toBe(0);
  });

  it('[TH5] hand on every input once, in order', async () => {
    const COUNT = 100_000;
    const memory = createInputRing(1, 4);
    new Int32Array(memory.state).fill(0x7fff_ffff - COUNT / 2);
    const reader = new InputRingReader(memory);
    const { gotOn, exit } = await start(COUNT, { kind: 'inputs', memory });
    let [next, wrong] = [0, 0];
    const orders = {
      input: (
        client: number,
        playerId: number,
        tick: number,
        seen: number,
        early: number,
        controls: readonly number[],
      ) => {
        const isRight =
          client === next && playerId === 1 + (next % 4095) && tick === next && seen === -next && early === next % 1000;
        if (!isRight || controls[0] !== next || controls[3] !== 0 - next) wrong += 1;
        next += 1;
      },
      setBack: () => undefined,
      away: () => undefined,
      back: () => undefined,
    };
    // Without pause: the reader is where the writer writes, most of the time. The ring was full only where much is taken at once.
    while (next < COUNT && wrong === 0) if (reader.take(orders) > 32) gotOn();
    expect([next, wrong, reader.take(orders)]).toEqual([COUNT, 0, 0]);
    expect(await exit).toBe(0);
  });

  it('[TH6] hand on every message once, in order, and those before a count as soon as it is known', async () => {
    const COUNT = 20_000;
    const { port1, port2 } = new MessageChannel();
    let [next, wrong, waited, early, told] = [0, 0, 0, 0, 0];
    const receiver = new OrderedPort(port2, receiveMessageOnPort, (message) => {
      if (message !== next) wrong += 1;
      next += 1;
    });
    const { written, gotOn, exit } = await start(COUNT, { kind: 'messages', port: port1 }, port1 as never);
    while (next < COUNT && wrong === 0) {
      const count = written();
      if (waited % 3 > 0) await turn();
      else if (!receiver.takeUntil(count)) wrong += 1;
      else if (next < count) early += 1;
      waited += 1;
      if (next > told) gotOn();
      told = next;
    }
    await turn();
    port2.close();
    expect([next, wrong, early]).toEqual([COUNT, 0, 0]);
    expect(await exit).toBe(0);
  });

  it('[TH9] wake each other for the last of all that was published', async () => {
    const COUNT = 3000;
    const memory = createTickBell();
    const bell = new TickBell(memory);
    const { written, awaitWritten, gotOn, exit } = await start(COUNT, { kind: 'bell', memory });
    let lost = 0;
    for (let published = 1; published <= COUNT && lost === 0; published += 1) {
      gotOn();
      bell.ring();
      // Alone, in pairs and in threes.
      if (published % 6 === 1 || published % 6 === 4) continue;
      for (let seen = written(); seen < published && lost === 0; seen = written())
        if (awaitWritten(seen) === 'timed-out') lost += 1;
    }
    expect([lost, written()]).toEqual([0, COUNT]);
    expect(await exit).toBe(0);
  });
});
