import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { describe, expect, it } from 'vitest';
import { LineJitter } from '../input/line-jitter.ts';
import { ViewLagLimiter } from '../input/view-lag-limiter.ts';
import { createFrontEndVitals, FrontEndPulse, FrontEndWatch } from './front-end-vitals.ts';
import { createRoomGauges, RoomGauges } from './room-gauges.ts';

const [ADA, BEA] = [1, MAX_PLAYER_ID];
const TICK_MS = 1000 / 60;

/** The same memory as two threads see it. */
function gaugesAtBothEnds(): { simulation: RoomGauges; frontEnd: RoomGauges } {
  const memory = createRoomGauges(3);
  return { simulation: new RoomGauges(memory), frontEnd: new RoomGauges(structuredClone(memory)) };
}

describe('the gauges of a room', () => {
  it('[TH7] tell a front end how a line jitters, so that it believes what one thread would', () => {
    const { simulation, frontEnd } = gaugesAtBothEnds();
    const [noted, alone] = [new LineJitter(TICK_MS, simulation.jitter), new LineJitter(TICK_MS)];
    const apart = new ViewLagLimiter(TICK_MS, 2, new LineJitter(TICK_MS, frontEnd.jitter));
    const together = new ViewLagLimiter(TICK_MS, 2, alone);
    for (const one of [noted, alone, apart, together]) one.open(BEA);
    const seen = new Set<number>();
    for (let tick = 100; tick < 400; tick += 2) {
      const early = 20 + (tick % 50);
      noted.arrived(BEA, early);
      alone.arrived(BEA, early);
      const behind = tick - apart.bound(BEA, tick, tick - 4, 255, early, 60) / 8;
      expect(tick - together.bound(BEA, tick, tick - 4, 255, early, 60) / 8).toBe(behind);
      seen.add(behind);
    }
    expect(seen.size).toBeGreaterThan(3);
  });

  it('[TH7] tell the simulation the pings, bytes and counts of all front ends', () => {
    const { simulation, frontEnd } = gaugesAtBothEnds();
    frontEnd.setPingMs(ADA, 41);
    for (const bytes of [3e9, 200]) frontEnd.addBytes(BEA, bytes);
    frontEnd.add(0, 'sent', 2);
    frontEnd.add(2, 'sent', 5);
    frontEnd.add(2, 'desyncs', 1);
    expect([simulation.pingMs(ADA), simulation.pingMs(BEA)]).toEqual([41, 0]);
    expect([simulation.bytesOf(ADA), simulation.bytesOf(BEA)]).toEqual([0, 3_000_000_200]);
    expect([simulation.total('sent'), simulation.countOf(2, 'sent'), simulation.total('desyncs')]).toEqual([7, 5, 1]);
    frontEnd.open(BEA);
    frontEnd.open(ADA);
    expect([simulation.pingMs(ADA), simulation.bytesOf(BEA), simulation.total('sent')]).toEqual([0, 0, 7]);
  });
});

describe('the vitals of front ends', () => {
  it('[TH8] show for how long one has not turned its event loop', () => {
    const memory = createFrontEndVitals(2);
    const [watch, first, second] = [
      new FrontEndWatch(memory),
      new FrontEndPulse(memory, 0),
      new FrontEndPulse(memory, 1),
    ];
    for (const frontEnd of [0, 1]) watch.started(frontEnd, 1000);
    const silent = (nowMs: number) => [watch.silentMs(0, nowMs), watch.silentMs(1, nowMs)];
    first.beat();
    expect(silent(2000)).toEqual([0, 1000]);
    second.beat();
    expect(silent(5000)).toEqual([3000, 0]);
    expect(silent(9000)).toEqual([7000, 4000]);
    watch.started(0, 9000);
    expect(silent(9500)).toEqual([500, 4500]);
  });

  it('[TH8] tell what each has to do, and nothing of one that is gone', () => {
    const memory = createFrontEndVitals(2);
    const watch = new FrontEndWatch(memory);
    const figures = { connections: 12, cpuMicros: 3.5e9, heapBytes: 2 ** 33 };
    new FrontEndPulse(memory, 1).tell(figures);
    expect([watch.figuresOf(0).connections, watch.figuresOf(1)]).toEqual([0, figures]);
    watch.started(1, 0);
    expect(watch.figuresOf(1)).toEqual({ connections: 0, cpuMicros: 0, heapBytes: 0 });
  });
});
