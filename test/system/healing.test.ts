// Healing, on the toy game: a row that came to differ, which must never happen, is found, counted and mended.

import { encodeMessage } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';
import { createCodec, createProtocol } from '@starfray/shared/protocol';
import { SnapshotLog, type SteppedClient, Stepper, type ToyArena, type ToyWorld, toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

type ToyClient = SteppedClient<ToyWorld, ToyArena>;
const SECOND = 1000;

function twoClients() {
  const stepper = new Stepper<ToyWorld, ToyArena>(toyGame, { seed: 2 });
  const log = new SnapshotLog(toyGame);
  const stepped = stepper.join({ log });
  stepper.join();
  stepper.run(3 * SECOND);
  return { stepper, log, stepped };
}

function heldOf({ client }: ToyClient) {
  if (client.held === undefined) throw new Error('not in');
  return client.held;
}

/** Makes one integer that the client holds differ from the server's. */
const PLANTS = {
  'its own row': (stepped: ToyClient) => {
    const held = heldOf(stepped);
    const base = held.base(held.focus);
    held.ints[base] = at(held.ints, base) ^ 1;
  },
  'its private row': (stepped: ToyClient) => {
    const held = heldOf(stepped);
    held.privateInts[0] = at(held.privateInts, 0) - 50;
  },
  'which entity it is': (stepped: ToyClient) => {
    const held = heldOf(stepped);
    held.ids[held.focus] = (held.ids[held.focus] ?? 0) + 1;
  },
} as const;

describe('a divergence', () => {
  it.each(Object.entries(PLANTS))(
    '[S9] in %s is found within about a second, counted at both ends, and mended by one full snapshot',
    (_, plant) => {
      const { stepper, log, stepped } = twoClients();
      const { client } = stepped;
      expect([client.stats.desyncs, stepper.room.traffic.desyncs]).toEqual([0, 0]);
      const plantedMs = stepper.nowMs;
      plant(stepped);
      stepper.run(1200);
      expect([client.stats.desyncs, stepper.room.traffic.desyncs]).toEqual([1, 1]);
      stepper.run(8 * SECOND);
      expect([client.stats.desyncs, stepper.room.traffic.desyncs]).toEqual([1, 1]);
      expect(log.since(plantedMs).filter(({ age }) => age === 0).length).toBe(1);
    },
  );

  it('[S9] that comes again and again is mended at most once a second', () => {
    const { stepper, log, stepped } = twoClients();
    const startMs = stepper.nowMs;
    stepper.run(8 * SECOND, () => {
      const held = heldOf(stepped);
      held.ints[held.base(held.focus)] = at(held.ints, held.base(held.focus)) + 1;
    });
    const mends = log.since(startMs).filter(({ age }) => age === 0);
    expect(mends.length).toBeGreaterThanOrEqual(4);
    const gaps = mends.slice(1).map(({ atMs }, i) => atMs - (mends[i]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990);
  });

  it('[S9] that is claimed ten times a second is mended at most once a second', () => {
    const { stepper, log, stepped } = twoClients();
    const claim = createCodec().pack(encodeMessage(createProtocol(toyGame).client.desync, { tick: 0 }));
    const startMs = stepper.nowMs;
    for (let i = 0; i < 50; i += 1) {
      stepped.pair?.a.send(claim);
      stepper.run(100);
    }
    expect(stepper.room.traffic.desyncs).toBe(50);
    expect(log.since(startMs).filter(({ age }) => age === 0).length).toBe(5);
  });

  it('[S11] that is reported within a second of the last one is mended when the second is over', () => {
    const { stepper, log, stepped } = twoClients();
    const claim = createCodec().pack(encodeMessage(createProtocol(toyGame).client.desync, { tick: 0 }));
    const startMs = stepper.nowMs;
    for (const waitMs of [200, 3000]) {
      stepped.pair?.a.send(claim);
      stepper.run(waitMs);
    }
    const mendedMs = log.since(startMs).flatMap(({ age, atMs }) => (age === 0 ? [atMs - startMs] : []));
    expect(mendedMs.length).toBe(2);
    expect(mendedMs[1]).toBeGreaterThanOrEqual(1000);
    expect(mendedMs[1]).toBeLessThan(2200);
  });

  it('[S6] of the baseline is found at the next snapshot, and mended at once', () => {
    const { stepper, log, stepped } = twoClients();
    const plantedMs = stepper.nowMs;
    heldOf(stepped).tick -= 2;
    stepper.run(150);
    expect(log.since(plantedMs).filter(({ age }) => age === 0).length).toBe(1);
    expect(stepper.room.world.tick - heldOf(stepped).tick).toBeLessThanOrEqual(3);
    stepper.run(3 * SECOND);
    expect([stepped.client.stats.desyncs, stepper.room.traffic.desyncs]).toEqual([1, 1]);
  });

  it('[S6] of the baseline twice in a second leaves nobody with worthless rows', () => {
    const { stepper, stepped } = twoClients();
    heldOf(stepped).tick -= 2;
    stepper.run(150);
    heldOf(stepped).tick -= 2;
    stepper.run(12 * SECOND);
    expect(stepped.client.status.state).toBe('joined');
    expect(stepper.room.world.tick - heldOf(stepped).tick).toBeLessThanOrEqual(3);
  });
});
