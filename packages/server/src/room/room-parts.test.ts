import { defineEntity, defineInput, EntityTable, InputTable, int, press, smooth } from '@starfray/shared/contract';
import { at, px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { ClientView } from './client-view.ts';
import { FlowControl, FlowLedger } from './flow-control.ts';
import { InputBuffers } from './input-buffers.ts';
import { Interest } from './interest.ts';
import { Review } from './review.ts';
import { RowHistory } from './row-history.ts';
import { Runs } from './runs.ts';
import { Segments } from './segments.ts';
import { SightBounds } from './sight-bounds.ts';
import { TickLoop } from './tick-loop.ts';

const controls = defineInput({ steer: int(-1, 1), fire: press() }, { steer: 0, fire: 0 });

const ADA = 1;
const BOB = 4095;

function buffersAt(tick: number): InputBuffers {
  const buffers = new InputBuffers(controls, 2);
  buffers.open(ADA, tick);
  return buffers;
}

function taken(buffers: InputBuffers, tick: number, playerId = ADA): number[] {
  const table = new InputTable(controls);
  buffers.take(tick, table);
  return [...table.ints.subarray(table.base(playerId), table.base(playerId) + 2)];
}

describe('the input buffers', () => {
  it('give each tick its own controls', () => {
    const buffers = buffersAt(10);
    expect(buffers.add(ADA, 11, [1, 0, -1, 1], 10)).toBe(true);
    expect([taken(buffers, 11), taken(buffers, 12)]).toEqual([
      [1, 0],
      [-1, 1],
    ]);
  });

  it('give each player its own controls, until it is closed', () => {
    const buffers = buffersAt(10);
    buffers.open(BOB, 10);
    buffers.add(ADA, 11, [1, 0, -1, 1], 10);
    buffers.add(BOB, 11, [-1, 0, 1, 0], 10);
    expect(taken(buffers, 11, BOB)).toEqual([-1, 0]);
    buffers.close(ADA);
    expect([taken(buffers, 12, ADA), taken(buffers, 12, BOB), buffers.count]).toEqual([[0, 0], [1, 0], 1]);
  });

  it('[I1] let late controls act at the next tick, and a press once', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 9, [1, 1, -1, 0], 12);
    expect(buffers.late).toBe(2);
    expect([taken(buffers, 13), taken(buffers, 14)]).toEqual([
      [-1, 1],
      [-1, 0],
    ]);
  });

  it('[I3] repeat the last controls, then idle', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [1, 1, 1, 1], 10);
    for (let tick = 11; tick <= 12 + 15 + 12; tick += 1) expect(taken(buffers, tick)).toEqual([1, 1]);
    expect(taken(buffers, 12 + 15 + 12 + 1)).toEqual([0, 0]);
  });

  it('[I4] refuse a tick not above the last', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [0, 0, 0, 0], 10);
    expect(buffers.add(ADA, 12, [0, 0, 0, 0], 10)).toBe(false);
    expect(buffers.add(ADA, 13, [0, 0, 0, 0], 10)).toBe(true);
  });

  it('[I8] forget what was sent for later than a clock that is set back, and take it anew', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 13, [1, 1, 1, 1], 10);
    buffers.add(ADA, 73, [1, 1, 1, 1], 10);
    buffers.setBack(ADA, 14);
    expect(buffers.add(ADA, 13, [-1, 0, -1, 0], 10)).toBe(false);
    expect(buffers.add(ADA, 14, [-1, 0, -1, 0], 10)).toBe(true);
    const all = Array.from({ length: 74 - 10 }, (_, i) => taken(buffers, 11 + i)[0]);
    expect(all.slice(0, 5)).toEqual([0, 0, 1, -1, -1]);
    expect(all.slice(5)).not.toContain(1);
  });

  it('[I8] know of a clock that was set back while its page was away', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 73, [1, 1, 1, 1], 10);
    buffers.close(ADA);
    buffers.setBack(ADA, 14);
    buffers.resume(ADA, 12);
    expect(buffers.add(ADA, 14, [-1, 0, -1, 0], 12)).toBe(true);
  });

  it('[I8] forget nothing where a clock is set back to after all that was sent', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [1, 0, 1, 0], 10);
    buffers.setBack(ADA, 60);
    expect(buffers.add(ADA, 12, [0, 0, 0, 0], 10)).toBe(false);
    expect(taken(buffers, 11)[0]).toBe(1);
  });

  it('idle after one comes back, who still may not go back in time', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [1, 1, 1, 1], 10);
    buffers.resume(ADA, 10);
    expect([taken(buffers, 11), buffers.count]).toEqual([[0, 0], 1]);
    expect(buffers.add(ADA, 12, [0, 0, 0, 0], 11)).toBe(false);
  });

  it('know for how long nothing changed', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 21, [1, 0, 1, 0], 20);
    buffers.add(ADA, 31, [1, 0, 1, 0], 30);
    expect(buffers.quietTicks(ADA, 50)).toBe(30);
    buffers.add(ADA, 51, [1, 0, 0, 0], 50);
    expect(buffers.quietTicks(ADA, 50)).toBe(0);
  });
});

describe('what a player is believed to have seen', () => {
  function sightsAt(lag = 40): SightBounds {
    const sights = new SightBounds(1000 / 60, 2);
    sights.open(ADA);
    sights.bound(ADA, 100, 100 - lag / 8, 0);
    return sights;
  }

  it('[L1] is the picture it claims, within bounds', () => {
    const sights = sightsAt();
    expect(sights.bound(ADA, 102, 98, 10)).toBe(98 * 8 - 10);
    expect(sights.boundedOf(ADA)).toBe(0);
  });

  it.each([
    ['not further behind the snapshot than 6 ticks', 200, 195, 255, 195 * 8 - 48],
    ['not older than 18 ticks', 200, 185, 40, 200 * 8 - 144],
    ['not in the future', 200, 210, 0, 200 * 8],
  ])('[L1] [L3] is %s, and what is claimed beyond is counted', (_what, tick, acknowledged, behind, seen) => {
    const sights = sightsAt(144);
    expect(sights.bound(ADA, tick, acknowledged, behind)).toBe(seen);
    expect(sights.boundedOf(ADA)).toBe(1);
  });

  it('[L1] lies less far behind the snapshot on a calm line than on a restless one', () => {
    const [calm, restless] = [0, 30].map((jitterMs) => {
      const sights = sightsAt(144);
      for (let i = 0; i < 100; i += 1) sights.arrived(ADA, 20 + (i % 2) * jitterMs);
      return 200 * 8 - sights.bound(ADA, 200, 190, 255);
    });
    expect((calm ?? 0) - 10 * 8).toBe(2 * 8);
    expect((restless ?? 0) - 10 * 8).toBeGreaterThan(4 * 8);
  });

  it('[L1] lies a longer frame behind while load is shed, on a restless line too', () => {
    const [usual, shed] = [2, 4].map((snapshotTicks) => {
      const sights = new SightBounds(1000 / 60, snapshotTicks);
      sights.open(ADA);
      return 190 * 8 - sights.bound(ADA, 200, 190, 255);
    });
    expect([usual, shed]).toEqual([6 * 8, 8 * 8]);
  });

  it.each([1e6, 1e12, -1e12])('[L1] is hardly widened by one frame that is %d ms early', (earlyMs) => {
    const sights = sightsAt(144);
    for (let i = 0; i < 100; i += 1) sights.arrived(ADA, 20);
    sights.arrived(ADA, earlyMs);
    const behind = 190 * 8 - sights.bound(ADA, 200, 190, 255);
    expect(behind).toBeGreaterThanOrEqual(2 * 8);
    expect(behind).toBeLessThanOrEqual(5.5 * 8);
  });

  it('[L2] grows older by an eighth of a tick a tick at most, and newer at once', () => {
    const sights = sightsAt(16);
    expect(102 * 8 - sights.bound(ADA, 102, 100, 80)).toBe(18);
    expect(110 * 8 - sights.bound(ADA, 110, 108, 80)).toBe(26);
    expect(112 * 8 - sights.bound(ADA, 112, 111, 0)).toBe(8);
    expect(114 * 8 - sights.bound(ADA, 114, 112, 80)).toBe(10);
  });

  it('[L4] is kept by a press that comes late, and by controls that are repeated', () => {
    const buffers = buffersAt(10);
    const table = new InputTable(controls);
    buffers.add(ADA, 11, [1, 1, 1, 1], 10, 9 * 8);
    buffers.take(11, table);
    expect(table.lags[ADA]).toBe(16);
    buffers.take(12, table);
    buffers.take(13, table);
    expect(table.lags[ADA]).toBe(16);
    buffers.add(ADA, 13, [1, 1, 1, 1], 15, 11 * 8);
    buffers.take(16, table);
    expect(table.lags[ADA]).toBe((16 - 12) * 8);
    buffers.add(ADA, 15, [1, 1, 1, 1], 60, 13 * 8);
    buffers.take(61, table);
    expect(table.lags[ADA]).toBe(18 * 8);
  });
});

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

describe('flow control', () => {
  const IDLE = { bufferedBytes: 0 };

  function flowAt(tick: number, nowMs: number): FlowControl {
    const ledger = new FlowLedger();
    ledger.note(tick, nowMs);
    const flow = new FlowControl(ledger);
    flow.sent(tick);
    return flow;
  }

  it('[F1] skips while the oldest unacknowledged snapshot is older than round trip and slack', () => {
    const flow = flowAt(2, 0);
    expect(flow.maySend(250, IDLE)).toBe(true);
    expect(flow.maySend(251, IDLE)).toBe(false);
    flow.acknowledge(2, 300);
    expect([flow.rttMicros, flow.maySend(301, IDLE), flow.skipped]).toEqual([300_000, true, 1]);
  });

  it('[F1] skips while the transport holds too much', () => {
    const ledger = new FlowLedger();
    const flow = new FlowControl(ledger);
    for (let tick = 2; tick <= 16; tick += 2) {
      ledger.note(tick, 0);
      flow.sent(tick);
    }
    expect(flow.maySend(0, { bufferedBytes: 64 * 1024 })).toBe(true);
    expect(flow.maySend(0, { bufferedBytes: 64 * 1024 + 1 })).toBe(false);
  });

  it('[F1] skips one who has acknowledged nothing for longer than times are remembered', () => {
    const ledger = new FlowLedger();
    const flow = new FlowControl(ledger);
    ledger.note(2, 0);
    flow.sent(2);
    ledger.note(2 + 1024, 1);
    expect(flow.maySend(1, IDLE)).toBe(false);
  });

  it('keeps clients apart, and gives the memory of one who left to the next', () => {
    const ledger = new FlowLedger();
    ledger.note(2, 0);
    const flows = Array.from({ length: 40 }, () => {
      const flow = new FlowControl(ledger);
      flow.sent(2);
      return flow;
    });
    flows[7]?.end();
    const next = new FlowControl(ledger);
    ledger.note(4, 10);
    next.sent(4);
    expect(
      flows.filter((_, i) => i !== 7).every((flow) => flow.acknowledge(2, 100) && flow.rttMicros === 100_000),
    ).toBe(true);
    expect([next.acknowledge(4, 20), next.rttMicros]).toEqual([true, 10_000]);
  });

  it('[F4] refuses an acknowledgement of what was never sent', () => {
    const flow = flowAt(4, 0);
    expect([flow.acknowledge(5, 1), flow.acknowledge(3, 1), flow.acknowledge(4, 1)]).toEqual([false, true, true]);
  });
});

const SIDE = px(4000);
const place = { x: smooth(0, SIDE), y: smooth(0, SIDE) };
const boat = defineEntity({ name: 'boat', fields: place, interest: { rank: 0, most: 48 } });
const bullet = defineEntity({
  name: 'bullet',
  fields: place,
  interest: { rank: 1, most: 48, prefersApproaching: true },
});

class Scene {
  readonly table = new EntityTable([boat, bullet], 2048);
  readonly history = new RowHistory(this.table);
  readonly hidden = new Set<number>();
  readonly interest = new Interest(
    this.history,
    [boat, bullet],
    { area: px(1600) * px(900), margin: px(100) },
    SIDE,
    (_playerId, slot) => this.hidden.has(slot),
  );
  readonly view = new ClientView(1, false, new Runs(128));
  private readonly segments = new Segments(this.history, [boat, bullet], undefined, 1);
  private readonly review = new Review(this.segments, this.interest);
  private tick = 1;

  add(kind: typeof boat | typeof bullet, x: number, y: number): number {
    const slot = this.table.spawn(kind, this.tick);
    const row = kind.view(this.table.ints, this.table.base(slot));
    [row.x, row.y] = [px(x), px(y)];
    return slot;
  }

  move(slot: number, x: number, y: number): void {
    const row = boat.view(this.table.ints, this.table.base(slot));
    [row.x, row.y] = [px(x), px(y)];
  }

  /** One snapshot from (2000, 2000) px; answers how many left and entered. */
  look(ownSlot = -1): { left: number; entered: number } {
    this.tick += 1;
    this.history.record(this.tick);
    this.segments.begin(this.tick);
    this.interest.rebuild(this.tick);
    this.interest.begin(this.view, px(2000), px(2000), ownSlot);
    this.review.walk(this.view, 1);
    const count = this.interest.choose(this.view, this.review.left, this.review.leftCount);
    for (let i = 0; i < this.interest.newCount; i += 1) {
      const slot = at(this.interest.newcomers, i);
      this.view.take(slot);
    }
    return { left: count, entered: this.interest.newCount };
  }

  /** The table slots of what is held. */
  held(): number[] {
    return Array.from({ length: 128 }, (_, slot) => this.view.tableSlot(slot)).filter((slot) => slot >= 0);
  }

  holds(slot: number): boolean {
    return this.held().includes(slot);
  }
}

describe('interest', () => {
  it('[V2] keeps what it holds until that is a tenth beyond the view', () => {
    const scene = new Scene();
    const edge = 800 + 100;
    const slot = scene.add(boat, 2000 + edge - 1, 2000);
    expect(scene.look().entered).toBe(1);
    scene.move(slot, 2000 + edge * 1.09, 2000);
    expect(scene.look().left).toBe(0);
    scene.move(slot, 2000 + edge * 1.11, 2000);
    expect(scene.look().left).toBe(1);
    scene.move(slot, 2000 + edge * 1.05, 2000);
    expect(scene.look().entered).toBe(0);
  });

  it('[V3] seats at most 48 of a kind and 96 in all, the nearest first and the own always', () => {
    const scene = new Scene();
    const far = scene.add(boat, 2000, 2430);
    for (let i = 0; i < 500; i += 1) {
      scene.add(boat, 1990 + (i % 20), 1990 + i / 20);
      scene.add(bullet, 1990 + (i % 20), 1990 + i / 20);
    }
    scene.look(far);
    expect(scene.view.heldCount).toBeLessThanOrEqual(96);
    expect(scene.holds(far)).toBe(true);
    const kinds = scene.held().map((slot) => scene.table.kinds[slot]);
    expect(kinds.filter((kind) => kind === 0).length).toBe(48);
  });

  it('[V3] gives a held seat only to what is clearly nearer, eight at a time', () => {
    const scene = new Scene();
    for (let i = 0; i < 48; i += 1) scene.add(boat, 2200, 2000);
    scene.look();
    for (let i = 0; i < 20; i += 1) scene.add(boat, 2180, 2000);
    expect(scene.look()).toEqual({ left: 0, entered: 0 });
    for (let i = 0; i < 20; i += 1) scene.add(boat, 2050, 2000);
    expect(scene.look()).toEqual({ left: 8, entered: 8 });
  });

  it('[V2] never sends what is hidden, and takes it away when it hides', () => {
    const scene = new Scene();
    const ghost = scene.add(boat, 2100, 2000);
    scene.hidden.add(ghost);
    expect(scene.look().entered).toBe(0);
    scene.hidden.delete(ghost);
    expect(scene.look().entered).toBe(1);
    scene.hidden.add(ghost);
    expect(scene.look().left).toBe(1);
  });
});
