// Flow control, on the toy game in virtual time: a client that does not acknowledge is skipped, never queued on, and gets the present
// when the line is back.

import { createCodec } from '@starfray/shared/protocol';
import {
  dropped,
  mover,
  SnapshotLog,
  Stepper,
  type ToyArena,
  type ToyWorld,
  toyGame,
  toyInput,
} from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
/** Much for a notice. */
const LONG_NOTICE = 'x'.repeat(200);
/** Snapshots that go out before the room knows: 250 ms of them, and a round trip. */
const UNNOTICED = 11;
/** What a skipped client gets all the same in three seconds. */
const PROBES = 1;
/** Where an event happened tells when: so many position units a tick. */
const UNITS_PER_TICK = 64;

const alwaysDrop = (input: { ints: Int32Array }) => {
  toyInput.view(input.ints, 0).drop = 1;
};

/** A slow client beside others that drop things all the time, where each drop lies at a place that names its tick. */
function crowd(droppers: number) {
  const log = new SnapshotLog<ToyWorld, ToyArena>(toyGame);
  const onStep = (world: ToyWorld) => {
    for (const slot of world.slots.values()) {
      const body = mover.view(world.entities.ints, world.entities.base(slot));
      [body.x, body.y] = [(world.tick + 1) * UNITS_PER_TICK, 100_000];
    }
  };
  const stepper = new Stepper<ToyWorld, ToyArena>(toyGame, { room: { onStep } });
  const slow = stepper.join({ log });
  for (let i = 0; i < droppers; i += 1) stepper.join({ fly: alwaysDrop });
  stepper.run(2 * SECOND);
  return { stepper, log, slow };
}

function alone(side: 'a' | 'b', stallMs: number) {
  const log = new SnapshotLog<ToyWorld, ToyArena>(toyGame);
  const stepper = new Stepper<ToyWorld, ToyArena>(toyGame);
  const slow = stepper.join({ log });
  const other = stepper.join();
  stepper.run(2 * SECOND);
  const { playerId } = slow.client;
  const before = { sent: stepper.room.traffic.sent, atMs: stepper.nowMs, others: other.client.stats.snapshots };
  slow.pair?.stall(side, stepper.nowMs + stallMs);
  stepper.run(stallMs);
  return { stepper, log, slow, other, playerId, before };
}

describe.each([
  ['a', 'towards it'],
  ['b', 'from it'],
] as const)('a line that stalls for three seconds (%s: %s)', (side: 'a' | 'b', _way: string) => {
  it('[F1] has nothing queued on it, and disturbs nobody else', () => {
    const { stepper, before, other } = alone(side, 3 * SECOND);
    const forOther = other.client.stats.snapshots - before.others;
    expect(forOther).toBeGreaterThanOrEqual(89);
    expect(stepper.room.traffic.sent - before.sent - forOther).toBeLessThanOrEqual(UNNOTICED + PROBES);
    expect(stepper.room.traffic.skips).toBeGreaterThan(75);
  });

  it('[F2] gets one full snapshot of the present when it is back, and then deltas', () => {
    const { stepper, log, slow, playerId, before } = alone(side, 3 * SECOND);
    const backMs = stepper.nowMs;
    const backTick = stepper.room.world.tick;
    stepper.run(300);
    expect(stepper.room.world.tick - (slow.client.held?.tick ?? 0)).toBeLessThanOrEqual(3);
    stepper.run(2 * SECOND);
    const after = log.since(backMs);
    const fulls = log.since(before.atMs).filter(({ age }) => age === 0);
    expect(fulls.filter(({ tick }) => tick < backTick).length).toBe(PROBES);
    expect(fulls.filter(({ tick }) => tick >= backTick).length).toBe(1);
    expect(after.filter(({ age }) => age === 2).length).toBeGreaterThan(55);
    expect([slow.client.status.state, slow.client.playerId, log.welcomes]).toEqual(['joined', playerId, 1]);
    expect(slow.client.stats.desyncs + stepper.room.traffic.desyncs).toBe(0);
  });
});

describe('a short stall', () => {
  it('[F2] costs one delta of a greater age, and no full snapshot', () => {
    // Its acknowledgements are held back by what stalls towards it; longer, and a full one would be due.
    const { stepper, log, before } = alone('a', 400);
    stepper.run(SECOND);
    const ages = log.since(before.atMs).map(({ age }) => age);
    expect(Math.max(...ages)).toBeGreaterThan(2);
    expect(ages.filter((age) => age !== 2).length).toBe(1);
    expect(ages).not.toContain(0);
  });
});

describe('events of a stall', () => {
  it.each([
    ['a stall', 2, ['joined']],
    ['a stall', 7, ['joined']],
    ['a hidden page', 9.5, ['joined']],
    ['a hidden page', 10.5, []],
  ])('[F3] are news for ten seconds when they are for all: %s, %d s ago', (cause, ageS, expected) => {
    const { stepper, log, slow } = crowd(0);
    const fromMs = stepper.nowMs;
    if (cause === 'a stall') slow.pair?.stall('b', stepper.nowMs + (ageS + 0.5) * SECOND);
    else slow.client.setHidden(true);
    stepper.run(0.5 * SECOND);
    stepper.join();
    stepper.run(ageS * SECOND);
    slow.client.setHidden(false);
    stepper.run(300);
    const events = log.since(fromMs).flatMap(({ events }) => events.map(({ kind }) => kind.name));
    expect(events).toEqual(expected);
  });

  it('[F3] come afterwards when they are at most a second old, and none that is older', () => {
    const { stepper, log, slow } = crowd(1);
    slow.pair?.stall('b', stepper.nowMs + 3 * SECOND);
    stepper.run(3 * SECOND);
    const backMs = stepper.nowMs;
    stepper.run(300);
    const [first] = log.since(backMs);
    if (first === undefined) throw new Error('nothing came');
    expect(first.age).toBe(0);
    const ages = first.events.map(({ row }) => first.tick - dropped.view(row.ints, row.base).x / UNITS_PER_TICK);
    expect(ages.length).toBeGreaterThanOrEqual(59);
    expect(ages.length).toBeLessThanOrEqual(64);
    expect(Math.max(...ages)).toBeLessThanOrEqual(60);
    expect(Math.max(...ages)).toBeGreaterThanOrEqual(58);
  });

  it('[F3] are at most 64: the cosmetic ones go, what matters stays', () => {
    const { stepper, log, slow } = crowd(3);
    slow.pair?.stall('b', stepper.nowMs + 3 * SECOND);
    stepper.run(2.5 * SECOND);
    stepper.join();
    stepper.run(0.5 * SECOND);
    const backMs = stepper.nowMs;
    stepper.run(300);
    const [first] = log.since(backMs);
    expect(first?.age).toBe(0);
    expect(first?.events.map(({ kind }) => kind.name)).toEqual(['joined']);
  });

  it('[F3] are each told once', () => {
    const { stepper, log, slow } = crowd(1);
    for (const stallMs of [100, 300, 500, 900]) {
      slow.pair?.stall('b', stepper.nowMs + stallMs);
      stepper.run(stallMs + 400);
    }
    const ticks = log.snapshots.flatMap(({ events }) =>
      events.filter(({ kind }) => kind === dropped).map(({ row }) => dropped.view(row.ints, row.base).x),
    );
    expect(ticks.length).toBeGreaterThan(200);
    expect(new Set(ticks).size).toBe(ticks.length);
    for (let i = 1; i < ticks.length; i += 1) expect((ticks[i] ?? 0) - (ticks[i - 1] ?? 0)).toBe(UNITS_PER_TICK);
  });
});

describe('a client that does nothing', () => {
  it.each([
    [60, 2],
    [60, 1],
    [20, 1],
    [10, 1],
  ])('[F1] is never skipped, at %i ticks a second and %i a frame', (ticksPerSecond, ticksPerFrame) => {
    const stepper = new Stepper<ToyWorld, ToyArena>({ ...toyGame, rates: { ticksPerSecond, ticksPerFrame } });
    const { client } = stepper.join({ conditions: { latencyMs: 40, jitterMs: 0 } });
    const watching = stepper.join({ kind: 'spectator', conditions: { latencyMs: 40, jitterMs: 0 } });
    stepper.run(3 * SECOND);
    const { skips } = stepper.room.traffic;
    stepper.run(10 * SECOND);
    expect(stepper.room.traffic.skips - skips).toBe(0);
    expect(Math.min(client.stats.snapshots, watching.client.stats.snapshots)).toBeGreaterThan(
      (12 * ticksPerSecond) / ticksPerFrame,
    );
  });
});

describe('a client of another make', () => {
  /** One that takes full snapshots and says what it got as `answers` decides: the tick to acknowledge, or none. */
  function reader(stepper: Stepper<ToyWorld, ToyArena>, answers: (tick: number, nowMs: number) => boolean) {
    const { pair } = stepper.connect({ kind: 'spectator', snapshots: 'full' });
    const codec = createCodec();
    const got: number[] = [];
    pair.a.onMessage((bytes) => {
      const message = codec.unpack(bytes);
      if (!Array.isArray(message) || message[0] !== 16) return;
      got.push(stepper.nowMs);
      if (answers(message[1], stepper.nowMs)) pair.a.send(codec.pack([2, message[1]]));
    });
    return { pair, got };
  }

  it.each([260, 300, 450, 1000, 3000])(
    '[F5] that acknowledges on receipt, five times a second at most, gets snapshots again after a stall of %d ms',
    (stallMs) => {
      const stepper = new Stepper<ToyWorld, ToyArena>(toyGame);
      let lastMs = Number.NEGATIVE_INFINITY;
      const { pair, got } = reader(stepper, (_tick, nowMs) => {
        if (nowMs - lastMs < 200) return false;
        lastMs = nowMs;
        return true;
      });
      for (let round = 0; round < 10; round += 1) {
        stepper.run(3 * SECOND + 17 * round);
        pair.stall('a', stepper.nowMs + stallMs);
        stepper.run(stallMs + 5 * SECOND);
        const before = got.length;
        stepper.run(SECOND);
        expect(got.length - before).toBeGreaterThan(8);
      }
    },
  );

  it('[F5] that only reads is never left without a word for longer than eight seconds', () => {
    const stepper = new Stepper<ToyWorld, ToyArena>(toyGame);
    const { got } = reader(stepper, () => false);
    stepper.run(60 * SECOND);
    const gaps = got.slice(1).map((atMs, i) => atMs - (got[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8.1 * SECOND);
    expect(got.length).toBeGreaterThan(8);
    expect(got.length).toBeLessThan(20);
  });
});

describe('a client that reads nothing', () => {
  it('[F1] and is sent more than it could hold is gone, and nobody else is', () => {
    const stepper = new Stepper<ToyWorld, ToyArena>(toyGame);
    const deaf = stepper.join({ conditions: { latencyMs: 5, jitterMs: 0, bandwidthKbps: 1 } });
    const other = stepper.join();
    stepper.run(2 * SECOND);
    const { pair } = deaf;
    for (let i = 0; i < 2000; i += 1) stepper.room.announce(LONG_NOTICE);
    expect(pair?.b.isOpen).toBe(true);
    stepper.run(2 * SECOND);
    expect([pair?.b.isOpen, other.client.status.state, other.client.stats.desyncs]).toEqual([false, 'joined', 0]);
  });
});
