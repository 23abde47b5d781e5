import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { describe, expect, it } from 'vitest';
import { PlayerStats } from '../front/player-stats.ts';
import { LINE_JITTER_LENGTH, LineJitter } from './line-jitter.ts';
import { ViewLagLimiter } from './view-lag-limiter.ts';

const [ADA, BEA] = [1, MAX_PLAYER_ID];
const TICK_MS = 1000 / 60;

describe('figures that threads share', () => {
  it('[TH7] tell a front end how a line jitters, so that it believes what one thread would', () => {
    const shared = new SharedArrayBuffer(LINE_JITTER_LENGTH * Int32Array.BYTES_PER_ELEMENT);
    const [noted, alone] = [new LineJitter(TICK_MS, new Int32Array(shared)), new LineJitter(TICK_MS)];
    const apart = new ViewLagLimiter(TICK_MS, 2, new LineJitter(TICK_MS, new Int32Array(structuredClone(shared))));
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

  it('[TH7] tell the simulation the round trips and the bytes of players at any front end', () => {
    const ids = MAX_PLAYER_ID + 1;
    const [pings, sums] = [new SharedArrayBuffer(ids * 4), new SharedArrayBuffer(ids * 8)];
    const read = () => new PlayerStats(new Int32Array(pings), new Float64Array(sums));
    const [frontEnd, simulation] = [read(), read()];
    frontEnd.note(BEA, 41, 3_000_000_200);
    expect([simulation.pingMs(BEA), simulation.bytes(BEA), simulation.pingMs(ADA)]).toEqual([41, 3_000_000_200, 0]);
    frontEnd.clear(BEA);
    expect([simulation.pingMs(BEA), simulation.bytes(BEA)]).toEqual([0, 0]);
  });
});
