import { describe, expect, it } from 'vitest';
import type { RoomStatus } from '../room/index.ts';
import { RoomTotals } from './room-totals.ts';

const ROOM: RoomStatus = {
  id: 'main',
  mode: 'arena',
  humans: 0,
  bots: 0,
  fillBots: 0,
  spectators: 0,
  reserved: 0,
  capacity: 10,
  tick: 100,
  tickMs: { p50: 0, p99: 0 },
  intervalMs: { p50: 0, p99: 0 },
  snapshots: 10,
  snapshotBytes: 1000,
  inputs: 20,
  lostInputs: 1,
  skips: 1,
  desyncs: 0,
  lostMs: 5,
};

describe('RoomTotals', () => {
  it('begins with what rooms did before the first look', () => {
    const den = { ...ROOM, id: 'den', snapshots: 5 };
    expect(new RoomTotals().look([ROOM, den])).toMatchObject({ tick: 200, snapshots: 15, lostMs: 10 });
  });

  it('counts nothing twice', () => {
    const totals = new RoomTotals();
    totals.look([ROOM]);
    expect(totals.look([ROOM]).snapshots).toBe(10);
    expect(totals.look([{ ...ROOM, tick: 160, snapshots: 40 }]).snapshots).toBe(40);
  });

  it('keeps what a room did that is gone, and counts another one of its name from its start', () => {
    const totals = new RoomTotals();
    totals.look([ROOM]);
    expect(totals.look([]).inputs).toBe(20);
    expect(totals.look([{ ...ROOM, tick: 50, inputs: 3 }]).inputs).toBe(23);
    expect(totals.look([{ ...ROOM, tick: 20, inputs: 8 }]).inputs).toBe(31);
  });
});
