import { describe, expect, it } from 'vitest';
import { TickLoop } from './tick-loop.ts';

describe('the tick loop', () => {
  it('[K1] does not drift: 60 ticks a second over a thousand seconds of uneven waking', () => {
    const loop = new TickLoop(60, 0);
    let ticks = 0;
    for (let nowMs = 0; nowMs <= 1_000_000; nowMs += 7 + (nowMs % 5)) {
      for (let due = loop.ticksDue(nowMs); due > 0; due -= 1) {
        loop.ran(0);
        ticks += 1;
      }
    }
    expect(Math.abs(ticks - 60_000)).toBeLessThanOrEqual(1);
    expect(loop.lostMs).toBe(0);
  });

  it('[K2] makes up for four ticks at most, and counts the time that it gave up', () => {
    const loop = new TickLoop(60, 0);
    expect(loop.ticksDue(1000)).toBe(4);
    for (let i = 0; i < 4; i += 1) loop.ran(1);
    expect(loop.ticksDue(1000)).toBe(0);
    expect(loop.lostMs).toBeCloseTo(1000 - (4 * 1000) / 60, 6);
    expect(loop.nextDueMs()).toBeCloseTo(1000 + 1000 / 60, 6);
  });

  it('tells how much time lay between ticks that serve the same clients', () => {
    const loop = new TickLoop(60, 0, 2);
    // Pairs of ticks 1 and 39 ms apart: each client is served every 40 ms.
    for (const nowMs of [0, 1, 40, 41, 80, 81, 120, 121, 160, 161]) loop.began(nowMs);
    expect([loop.intervalMs(0.5), loop.intervalMs(0.99)]).toEqual([40, 40]);
    loop.began(260);
    expect([loop.intervalMs(0.5), loop.intervalMs(0.99)]).toEqual([40, 100]);
  });

  it('takes a pause for no interval', () => {
    const loop = new TickLoop(60, 0, 2);
    for (const nowMs of [0, 16]) loop.began(nowMs);
    loop.restart(90_000);
    for (const nowMs of [90_000, 90_016, 90_033]) loop.began(nowMs);
    expect(loop.intervalMs(0.99)).toBe(33);
  });

  it('[K3] owes nothing after a pause', () => {
    const loop = new TickLoop(60, 0);
    loop.restart(5000);
    expect(loop.ticksDue(5000)).toBe(0);
    expect(loop.lostMs).toBe(0);
  });
});
