import { describe, expect, it } from 'vitest';
import { type FillBot, FillBots } from './fill-bots.ts';

const TICKS_PER_SECOND = 60;
const TICKS_PER_STEP = 15;

/** A room that wants so many; `run` answers how many came in each tick. */
function open(target: number) {
  let spawned = 0;
  const spawn = (): FillBot => {
    spawned += 1;
    return { playerId: spawned, hasEnded: false, update: () => undefined, stop: () => undefined };
  };
  const bots = new FillBots(target, spawn, () => undefined);
  let tick = 0;
  const run = (seconds: number, others = 0): number[] =>
    Array.from({ length: seconds * TICKS_PER_SECOND }, () => {
      const before = spawned;
      const nowMs = (1000 * tick) / TICKS_PER_SECOND;
      bots.update(nowMs);
      if (tick % TICKS_PER_STEP === 0)
        bots.balance(
          others,
          nowMs,
          (id) => id,
          () => true,
        );
      tick += 1;
      return spawned - before;
    });
  return { bots, run };
}

describe('fill bots', () => {
  it('[J23] come one every quarter of a second where a dozen are missing', () => {
    const { bots, run } = open(12);
    expect(run(1).reduce((sum, count) => sum + count)).toBe(4);
    run(2);
    expect(bots.count).toBe(12);
  });

  it('[J23] of which hundreds are missing are there within 20 s, never two in one tick', () => {
    const { bots, run } = open(300);
    expect(Math.max(...run(20))).toBe(1);
    expect(bots.count).toBe(300);
    run(5);
    expect(bots.count).toBe(300);
  });

  it('[J23] that were still to come do not once their places are taken', () => {
    const { bots, run } = open(300);
    run(1);
    const { count } = bots;
    bots.yieldOne((id) => id);
    expect(run(1, 300 - count).reduce((sum, come) => sum + come)).toBeLessThanOrEqual(1);
  });
});
