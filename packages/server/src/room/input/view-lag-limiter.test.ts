import { describe, expect, it } from 'vitest';
import { LineJitter } from './line-jitter.ts';
import { ViewLagLimiter } from './view-lag-limiter.ts';

const ADA = 1;

/** A frame that comes in time to the millisecond, over a line whose round trip hides no acknowledgement. */
const FAR_MS = 1000;
const bound = (limiter: ViewLagLimiter, tick: number, acknowledged: number, behind: number): number =>
  limiter.bound(ADA, tick, acknowledged, behind, 0, FAR_MS);

const TICK_MS = 1000 / 60;

/** A limiter, and a line whose frames all arrived as early as these, in ms. */
function limiterOf(snapshotTicks: number, ...earlyMs: readonly number[]): ViewLagLimiter {
  const jitter = new LineJitter(TICK_MS);
  jitter.open(ADA);
  for (const early of earlyMs) jitter.arrived(ADA, early);
  const limiter = new ViewLagLimiter(TICK_MS, snapshotTicks, jitter);
  limiter.open(ADA);
  return limiter;
}

function hundred(earlyMs: (i: number) => number): number[] {
  return Array.from({ length: 100 }, (_, i) => earlyMs(i));
}

describe('what a player is believed to have seen', () => {
  function limiterAt(lag = 40, ...earlyMs: readonly number[]): ViewLagLimiter {
    const limiter = limiterOf(2, ...earlyMs);
    bound(limiter, 100, 100 - lag / 8, 0);
    return limiter;
  }

  it('[L1] is the picture it claims, within bounds', () => {
    const limiter = limiterAt();
    expect(bound(limiter, 102, 98, 10)).toBe(98 * 8 - 10);
    expect(limiter.boundedOf(ADA)).toBe(0);
  });

  it.each([
    ['not further behind the snapshot than 6 ticks', 200, 195, 255, 195 * 8 - 48],
    ['not older than 18 ticks', 200, 185, 40, 200 * 8 - 144],
    ['not in the future', 200, 210, 0, 200 * 8],
  ])('[L1] [L3] is %s, and what is claimed beyond is counted', (_what, tick, acknowledged, behind, seen) => {
    const limiter = limiterAt(144);
    expect(bound(limiter, tick, acknowledged, behind)).toBe(seen);
    expect(limiter.boundedOf(ADA)).toBe(1);
  });

  it('[L1] lies less far behind the snapshot on a calm line than on a restless one', () => {
    const [calm, restless] = [0, 30].map((jitterMs) => {
      const limiter = limiterAt(144, ...hundred((i) => 20 + (i % 2) * jitterMs));
      return 200 * 8 - bound(limiter, 200, 190, 255);
    });
    expect((calm ?? 0) - 10 * 8).toBe(2 * 8);
    expect((restless ?? 0) - 10 * 8).toBeGreaterThan(4 * 8);
  });

  it('[L1] lies a longer frame behind while load is shed, on a restless line too', () => {
    const [usual, shed] = [2, 4].map((snapshotTicks) => {
      const limiter = limiterOf(snapshotTicks);
      return 190 * 8 - bound(limiter, 200, 190, 255);
    });
    expect([usual, shed]).toEqual([6 * 8, 8 * 8]);
  });

  it.each([1e6, 1e12, -1e12])('[L1] is hardly widened by one frame that is %d ms early', (earlyMs) => {
    const limiter = limiterAt(144, ...hundred(() => 20), earlyMs);
    const behind = 190 * 8 - bound(limiter, 200, 190, 255);
    expect(behind).toBeGreaterThanOrEqual(2 * 8);
    expect(behind).toBeLessThanOrEqual(5.5 * 8);
  });

  it('[L2] grows older by an eighth of a tick a tick at most, and newer at once', () => {
    const limiter = limiterAt(16);
    expect(102 * 8 - bound(limiter, 102, 100, 80)).toBe(18);
    expect(110 * 8 - bound(limiter, 110, 108, 80)).toBe(26);
    expect(112 * 8 - bound(limiter, 112, 111, 0)).toBe(8);
    expect(114 * 8 - bound(limiter, 114, 112, 80)).toBe(10);
  });

  it.each([
    ['by pings that stay unanswered', 0, undefined],
    ['by acknowledging late', 0, 20],
    ['by frames for ticks far ahead', 500, 20],
    ['by frames that are always late', -200, 20],
  ])('[L7] is no older %s', (_what, earlyMs, pingMs) => {
    const limiter = limiterAt(144, ...hundred(() => 20));
    let oldest = 0;
    for (let tick = 102; tick < 700; tick += 2) {
      const arrived = tick - (earlyMs * 60) / 1000;
      const seen = limiter.bound(ADA, tick, tick - 18, 255, earlyMs, pingMs);
      if (tick > 400) oldest = Math.max(oldest, arrived - seen / 8);
    }
    // The round trip, a frame and a tick to the acknowledgement, and a frame behind it.
    expect(oldest).toBeLessThanOrEqual(2 + 2 + 1 + 2 + 1);
  });

  it('[L4] [L8] keeps its age in a frame that a stall held up, and in all that come with it', () => {
    const limiter = limiterAt(144, ...hundred(() => 20));
    for (let tick = 102; tick <= 1300; tick += 2) limiter.bound(ADA, tick, tick - 3, 16, 20, 20);
    // 300 ms in which nothing came.
    const seen = [1302, 1306, 1310, 1316].map((tick) => {
      const earlyMs = Math.round(((tick - 1320) * 1000) / 60);
      return tick - limiter.bound(ADA, tick, tick - 3, 16, earlyMs, 20) / 8;
    });
    expect(seen).toEqual([5, 5, 5, 5]);
  });

  it('[L2] grows no older by a clock that was set back', () => {
    const limiter = limiterAt(16);
    bound(limiter, 2, 2, 0);
    expect(102 * 8 - bound(limiter, 102, 86, 0)).toBeLessThan(20);
  });
});
