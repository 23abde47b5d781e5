import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineEntity } from './entity.ts';
import { EntityTable } from './entity-table.ts';
import { int, smooth } from './fields.ts';
import { columnOutOfRange, defineRow, sameInts } from './row.ts';

const place = { x: smooth(0, 1000), y: smooth(0, 1000) };
const rock = defineEntity({ name: 'rock', fields: place, interest: { rank: 1, most: 4 } });
const boat = defineEntity({ name: 'boat', fields: { ...place, load: int(0, 9) }, interest: { rank: 0, most: 4 } });

function ids(table: EntityTable): number[] {
  return Array.from(table.order.subarray(0, table.count), (slot) => table.ids[slot] ?? 0);
}

// The lower choices remove the entity of that place, the others add one: the model is a map of id to slot.
function change(table: EntityTable, living: Map<number, number>, choice: number, tick: number): void {
  const victim = choice < 5 ? [...living.keys()][choice] : undefined;
  if (victim !== undefined) {
    table.remove(living.get(victim) ?? -1, tick);
    living.delete(victim);
    return;
  }
  const slot = table.spawn(choice % 2 === 0 ? rock : boat, tick);
  expect(slot >= 0).toBe(living.size < 16);
  if (slot >= 0) living.set(table.ids[slot] ?? 0, slot);
}

describe('the entity table', () => {
  it('iterates in id order through any spawns and removals', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 200 }), (choices) => {
        const table = new EntityTable([rock, boat], 16);
        const living = new Map<number, number>();
        for (const [tick, choice] of choices.entries()) change(table, living, choice, tick);
        expect(ids(table)).toEqual([...living.keys()].toSorted((a, b) => a - b));
        for (const [id, slot] of living) expect(table.slotOf(id)).toBe(slot);
      }),
    ));

  it('answers -1 when it is full, and has room again after a removal', () => {
    const table = new EntityTable([rock], 2);
    const first = table.spawn(rock, 0);
    table.spawn(rock, 0);
    expect(table.spawn(rock, 0)).toBe(-1);
    table.remove(first, 1);
    expect(table.spawn(rock, 1)).toBe(first);
  });

  it('[S1] gives no id again for 96 ticks, though the slot is used at once', () => {
    const table = new EntityTable([rock], 1);
    const used = new Set<number>();
    const live = (tick: number): number => {
      const slot = table.spawn(rock, tick);
      if (slot < 0) return 0;
      const id = table.ids[slot] ?? 0;
      table.remove(slot, tick);
      return id;
    };
    // All ids there are, within a tick: otherwise a new one would do whether they rest or not.
    for (let i = 0; i < 0xffff; i += 1) used.add(live(5));
    expect(used.size).toBe(0xffff);
    expect([live(5), live(100), live(101)]).toEqual([0, 0, 1]);
  });

  it('[S1] has ids for 4,095 pilots who all open fire: a shot every 12 ticks each, that flies for 60', () => {
    const table = new EntityTable([rock], 0x7fff);
    const flying: number[][] = [];
    for (let others = 4095 + 5408; others > 0; others -= 1) table.spawn(rock, 0);
    for (let tick = 1; tick <= 300; tick += 1) {
      flying.push(Array.from({ length: Math.ceil(4095 / 12) }, () => table.spawn(rock, tick)));
      expect(flying.at(-1)).not.toContain(-1);
      if (tick > 60) for (const slot of flying.shift() ?? []) table.remove(slot, tick);
    }
  });

  it('finds a live entity by its id, and no dead one', () => {
    const table = new EntityTable([boat], 2);
    const slot = table.spawn(boat, 0);
    const id = table.ids[slot] ?? 0;
    expect(table.slotOf(id)).toBe(slot);
    table.remove(slot, 0);
    expect(table.slotOf(id)).toBe(-1);
  });

  it('begins every entity with a row of zeros', () => {
    const table = new EntityTable([boat], 1);
    const view = boat.view(table.ints, 0);
    view.load = 7;
    table.remove(table.spawn(boat, 0), 0);
    table.spawn(boat, 1);
    expect(view.load).toBe(0);
  });
});

describe('rows', () => {
  it('are live views of a run of integers', () => {
    const ints = new Int32Array(6);
    const row = boat.view(ints, 3);
    row.load = 5;
    row.x += 2;
    expect([...ints]).toEqual([0, 0, 0, 2, 0, 5]);
    row.base = 0;
    expect(row.load).toBe(0);
  });

  it('compare by their columns alone', () => {
    expect(sameInts(Int32Array.of(1, 2, 9), 0, Int32Array.of(0, 1, 2), 1, 2)).toBe(true);
    expect(sameInts(Int32Array.of(1, 2), 0, Int32Array.of(1, 3), 0, 2)).toBe(false);
  });

  it('name the first column that is out of range', () => {
    expect(columnOutOfRange(boat, Int32Array.of(0, 0, 9), 0)).toBeUndefined();
    expect(columnOutOfRange(boat, Int32Array.of(0, 0, 10), 0)).toBe('load');
  });

  it('refuse columns with names of their own parts, and too many', () => {
    expect(() => defineRow('bad', { base: int(0, 1) })).toThrow(RangeError);
    expect(() =>
      defineRow('wide', Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`c${i}`, int(0, 1)]))),
    ).toThrow(RangeError);
  });
});
