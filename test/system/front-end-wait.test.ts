// A client at a front end of another thread, whose connection ends while it is being seated: the main thread has given it a seat, and its
// front end has not heard of that yet.

import { localJoin } from '@starfray/server/joining';
import { createMemoryPair } from '@starfray/shared/protocol';
import { Stepper, ThreadModel, toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

describe('a client that is being seated', () => {
  it.each([
    ['breaks', 1006, true],
    ['is closed by a page that leaves', 1000, false],
  ])('[TH13] keeps its seat by how its connection ends: one that %s', (_what, code, isKept) => {
    const stepper = new Stepper(toyGame, { threads: 1 });
    const model = new ThreadModel(toyGame, { threads: 1, now: () => stepper.nowMs });
    const pair = createMemoryPair(() => stepper.nowMs);
    const request = localJoin({ kind: 'human', snapshots: 'delta' });
    model.take(pair.b, request, (link) => stepper.room.join(request, link));
    model.threads[0]?.deliverBack();
    expect(stepper.room.counts().humans).toBe(1);
    if (code === 1006) pair.cut();
    else pair.a.close(code, '');
    pair.pumpTo('b', stepper.nowMs);
    model.run();
    expect([stepper.room.counts().humans, stepper.room.canResume('seat-1')]).toEqual([0, isKept]);
  });
});

describe('a front end that ends', () => {
  it('[TH40] leaves the seats of its players kept for them, and then given up, like any whose line broke', () => {
    const game = { ...toyGame, absence: { entityMs: 500, seatMs: 3000 } };
    const stepper = new Stepper(game, { threads: 2 });
    const pilot = stepper.join();
    stepper.connect();
    stepper.run(1000);
    expect([stepper.room.counts().humans, stepper.room.counts().reserved]).toEqual([2, 0]);
    stepper.endFrontEnd(0);
    expect([stepper.room.counts().humans, stepper.room.counts().reserved]).toEqual([1, 1]);
    expect(stepper.room.players().map(({ state }) => state)).toEqual(['playing', 'lost']);
    stepper.run(4500);
    expect(stepper.room.players().map(({ state }) => state)).toEqual(['playing']);
    expect([pilot.client.status.state, pilot.client.stats.desyncs]).toEqual(['joined', 0]);
  });
});
