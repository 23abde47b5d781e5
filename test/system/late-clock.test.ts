// Clients whose clock lies behind the server by seconds, on the toy game: a welcome that waited in a stalled line, and a machine that
// slept while its connection lived on.

import { PERFECT } from '@starfray/shared/protocol';
import { mover, Stepper, type ToyArena, type ToyWorld, toyGame, toyInput } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const LATENCY_MS = 40;
/** A clock that is seconds behind is set within this. */
const BACK_MS = 500;

/** One who rests until `wish.x` says otherwise, by a clock of its own. */
function pilot(clock: (nowMs: number) => number = (nowMs) => nowMs) {
  const stepper = new Stepper<ToyWorld, ToyArena>(toyGame, { seed: 2 });
  const wish = { x: 0 };
  const stepped = stepper.join({
    conditions: { ...PERFECT, latencyMs: LATENCY_MS },
    fly: (row) => Object.assign(toyInput.view(row.ints, row.base), wish),
    clock,
  });
  const { world } = stepper.room;
  const speed = () =>
    mover.view(world.entities.ints, world.entities.base(world.slots.get(stepped.client.playerId) ?? 0)).vx;
  const behindTicks = () => world.tick - (stepped.client.held?.tick ?? 0);
  return { stepper, stepped, wish, speed, behindTicks };
}

describe('a clock that is behind', () => {
  it.each([0.5, 2, 7])('[K4] is set at once where the welcome waited for %f s in a stalled line', (seconds) => {
    const { stepper, stepped, wish, speed, behindTicks } = pilot();
    stepper.run(10);
    stepped.pair?.stall('a', stepper.nowMs + seconds * SECOND);
    wish.x = 1;
    stepper.run(seconds * SECOND + BACK_MS);
    expect(speed()).toBeGreaterThan(0);
    expect(behindTicks()).toBeLessThan(10);
    wish.x = -1;
    stepper.run(2 * SECOND);
    expect(speed()).toBeLessThan(0);
    expect([stepped.client.status.state, stepped.client.stats.desyncs]).toEqual(['joined', 0]);
  });

  it.each([0.2, 2, 7])('[K4] is set at once where its machine slept for %f s', (seconds) => {
    const slept = { fromMs: Number.POSITIVE_INFINITY, ms: seconds * SECOND };
    const clock = (nowMs: number) => Math.max(Math.min(nowMs, slept.fromMs), nowMs - slept.ms);
    const { stepper, stepped, wish, speed, behindTicks } = pilot(clock);
    stepper.run(3 * SECOND);
    slept.fromMs = stepper.nowMs;
    stepped.pair?.stall('a', stepper.nowMs + slept.ms);
    stepper.run(slept.ms);
    wish.x = 1;
    stepper.run(BACK_MS);
    expect(speed()).toBeGreaterThan(0);
    expect(behindTicks()).toBeLessThan(10);
    wish.x = -1;
    stepper.run(2 * SECOND);
    expect(speed()).toBeLessThan(0);
    expect([stepped.client.status.state, stepped.client.stats.desyncs]).toEqual(['joined', 0]);
  });
});
