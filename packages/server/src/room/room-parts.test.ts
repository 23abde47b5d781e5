import { defineEntity, defineInput, EntityTable, int, press, smooth } from '@starfray/shared/contract';
import { at, atUint16, px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { ClientView } from './client-view.ts';
import { FlowControl } from './flow-control.ts';
import { InputBuffer } from './input-buffer.ts';
import { Interest } from './interest.ts';
import { RowHistory } from './row-history.ts';
import { TickLoop } from './tick-loop.ts';

const controls = defineInput({ steer: int(-1, 1), fire: press() }, { steer: 0, fire: 0 });

function taken(buffer: InputBuffer, tick: number): number[] {
  const out = new Int32Array(2);
  buffer.take(tick, out, 0);
  return [...out];
}

describe('the input buffer', () => {
  it('gives each tick its own controls', () => {
    const buffer = new InputBuffer(controls, 2, 10);
    expect(buffer.add(11, [1, 0, -1, 1], 10)).toBeUndefined();
    expect([taken(buffer, 11), taken(buffer, 12)]).toEqual([
      [1, 0],
      [-1, 1],
    ]);
  });

  it('[I1] lets late controls act at the next tick, and a press once', () => {
    const buffer = new InputBuffer(controls, 2, 10);
    buffer.add(9, [1, 1, -1, 0], 12);
    expect(buffer.late).toBe(2);
    expect([taken(buffer, 13), taken(buffer, 14)]).toEqual([
      [-1, 1],
      [-1, 0],
    ]);
  });

  it('[I3] repeats the last controls, then idles', () => {
    const buffer = new InputBuffer(controls, 2, 10);
    buffer.add(11, [1, 1, 1, 1], 10);
    for (let tick = 11; tick <= 12 + 15 + 12; tick += 1) expect(taken(buffer, tick)).toEqual([1, 1]);
    expect(taken(buffer, 12 + 15 + 12 + 1)).toEqual([0, 0]);
  });

  it('[I4] refuses a tick not above the last, and one too far ahead', () => {
    const buffer = new InputBuffer(controls, 2, 10);
    buffer.add(11, [0, 0, 0, 0], 10);
    expect(buffer.add(12, [0, 0, 0, 0], 10)).toBe('out of order');
    expect(buffer.add(75, [0, 0, 0, 0], 10)).toBe('too far ahead');
    expect(buffer.add(74, [0, 0, 0, 0], 10)).toBeUndefined();
  });

  it('idles after a reset', () => {
    const buffer = new InputBuffer(controls, 2, 10);
    buffer.add(11, [1, 1, 1, 1], 10);
    buffer.reset(10);
    expect(taken(buffer, 11)).toEqual([0, 0]);
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

  it('[K3] owes nothing after a pause', () => {
    const loop = new TickLoop(60, 0);
    loop.restart(5000);
    expect(loop.ticksDue(5000)).toBe(0);
    expect(loop.lostMs).toBe(0);
  });
});

describe('flow control', () => {
  it('[F1] skips while the oldest unacknowledged snapshot is older than round trip and slack', () => {
    const flow = new FlowControl();
    flow.sent(2, 0);
    expect(flow.maySend(250, 0)).toBe(true);
    expect(flow.maySend(251, 0)).toBe(false);
    flow.acknowledge(2, 300);
    expect([flow.rttMs, flow.maySend(301, 0), flow.skipped]).toEqual([300, true, 1]);
  });

  it('[F1] skips while the transport holds too much', () => {
    expect(new FlowControl().maySend(0, 64 * 1024 + 1)).toBe(false);
  });

  it('[F4] refuses an acknowledgement of what was never sent', () => {
    const flow = new FlowControl();
    flow.sent(4, 0);
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
  readonly view = new ClientView(1, false);
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
    this.interest.rebuild(this.tick);
    this.interest.begin(this.view, px(2000), px(2000), ownSlot);
    const left = new Uint8Array(128);
    let count = 0;
    for (let slot = this.view.slotEnd - 1; slot >= 0; slot -= 1) {
      if (atUint16(this.view.ids, slot) === 0 || this.interest.keeps(this.view.tableSlots[slot] ?? -1)) continue;
      this.view.release(slot);
      left[count] = slot;
      count += 1;
    }
    count = this.interest.choose(this.view, left, count);
    for (let i = 0; i < this.interest.newCount; i += 1) {
      const slot = at(this.interest.newcomers, i);
      this.view.take(atUint16(this.table.ids, slot), slot);
    }
    return { left: count, entered: this.interest.newCount };
  }

  holds(slot: number): boolean {
    return this.view.ids.includes(atUint16(this.table.ids, slot));
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
    const kinds = Array.from(scene.view.ids).flatMap((id, slot) =>
      id === 0 ? [] : [scene.table.kinds[scene.view.tableSlots[slot] ?? 0]],
    );
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
