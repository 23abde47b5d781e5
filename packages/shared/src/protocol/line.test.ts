import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../core/index.ts';
import { conditionLink } from './conditioned-link.ts';
import { LINE_PROFILES, Line, PERFECT } from './line.ts';
import { createMemoryPair } from './memory-link.ts';

const SECOND = 1000;

/** When each of some sends at regular times arrives. */
function arrivals(line: Line, count: number, everyMs: number, bytes = 100): number[] {
  return Array.from({ length: count }, (_, i) => line.send(bytes, i * everyMs) - i * everyMs);
}

describe('a line', () => {
  it('is late by its latency and up to its jitter', () => {
    const delays = arrivals(new Line({ latencyMs: 50, jitterMs: 20 }, createRandom(1), 0), 500, 100);
    expect([Math.min(...delays), Math.max(...delays)]).toEqual([50, 70]);
  });

  it('keeps the order, whatever the conditions', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(LINE_PROFILES)),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(300), fc.nat(400)), { maxLength: 200 }),
        (conditions, seed, sends) => {
          const line = new Line(conditions, createRandom(seed), 0);
          let [nowMs, lastMs] = [0, 0];
          for (const [bytes, gapMs] of sends) {
            nowMs += gapMs;
            const dueMs = line.send(bytes, nowMs);
            expect(dueMs).toBeGreaterThanOrEqual(Math.max(lastMs, nowMs + conditions.latencyMs));
            lastMs = dueMs;
          }
        },
      ),
    );
  });

  it('lets through what its bandwidth allows, and tells what waits', () => {
    const line = new Line({ latencyMs: 0, jitterMs: 0, bandwidthKbps: 80 }, undefined, 0);
    expect([line.send(1000, 0), line.send(1000, 0), line.backlogBytes(0), line.backlogBytes(150)]).toEqual([
      100, 200, 2000, 500,
    ]);
    expect(line.send(1000, 10 * SECOND)).toBe(10 * SECOND + 100);
  });

  it('stalls as often and as long as its options say, and then lets everything through', () => {
    const stalls = { everyMs: 10 * SECOND, leastMs: 500, mostMs: 1000 };
    const line = new Line({ latencyMs: 0, jitterMs: 0, stalls }, createRandom(3), 0);
    const delays = arrivals(line, 100_000, 10);
    const longest = Math.max(...delays);
    const stalled = delays.filter((delay, i) => delay > 0 && (delays[i - 1] ?? 0) === 0).length;
    expect(longest).toBeGreaterThan(900);
    expect(longest).toBeLessThanOrEqual(1000);
    expect(stalled).toBeGreaterThan(80);
    expect(stalled).toBeLessThan(110);
  });

  it('is the same for a seed, and another one for the next', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => arrivals(new Line(LINE_PROFILES.train, createRandom(seed), 0), 999, 33));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

describe('a conditioned link', () => {
  it('delays both ways, and reports the end last', () => {
    let nowMs = 0;
    const timers: { atMs: number; run: () => void }[] = [];
    const pair = createMemoryPair(() => nowMs);
    const heard: string[] = [];
    const link = conditionLink(pair.a, { latencyMs: 40, jitterMs: 0 }, 1, {
      now: () => nowMs,
      setTimer: (run, ms) => timers.push({ atMs: nowMs + ms, run }),
    });
    link.onMessage((bytes) => heard.push(`a ${bytes[0]} at ${nowMs}`));
    link.onClose((code) => heard.push(`end ${code} at ${nowMs}`));
    pair.b.onMessage((bytes) => heard.push(`b ${bytes[0]} at ${nowMs}`));
    link.send(Uint8Array.of(1));
    pair.b.send(Uint8Array.of(2));
    for (; nowMs < 200; nowMs += 10) {
      for (const timer of timers.splice(0)) timer.atMs <= nowMs ? timer.run() : timers.push(timer);
      if (nowMs === 100) pair.b.send(Uint8Array.of(3));
      if (nowMs === 110) pair.b.close(4000, '');
      pair.pump(nowMs);
    }
    expect(heard.toSorted()).toEqual(['a 2 at 40', 'a 3 at 140', 'b 1 at 40', 'end 4000 at 150']);
  });
});

describe('an unplugged pair', () => {
  it('delivers nothing and tells nobody', () => {
    const pair = createMemoryPair(() => 0, PERFECT);
    const heard: string[] = [];
    for (const side of [pair.a, pair.b]) {
      side.onMessage(() => heard.push('message'));
      side.onClose(() => heard.push('end'));
    }
    pair.unplug();
    pair.a.send(Uint8Array.of(1));
    pair.b.send(Uint8Array.of(2));
    pair.pump(5);
    pair.a.close(1000, '');
    pair.pump(10);
    expect([heard, pair.b.isOpen]).toEqual([['end'], true]);
  });
});
