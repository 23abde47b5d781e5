import { defineEntity, EntityTable, smooth } from '@starfray/shared/contract';
import { at, px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { RowHistory } from '../replication/row-history.ts';
import { Runs } from '../replication/runs.ts';
import { Segments } from '../replication/segments.ts';
import { ClientView } from './client-view.ts';
import { Diff } from './diff.ts';
import { Interest } from './interest.ts';

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
    this.table,
    this.history,
    [boat, bullet],
    { area: px(1600) * px(900), margin: px(100) },
    SIDE,
    (_playerId: number, slot: number) => this.hidden.has(slot),
  );
  readonly view = new ClientView(1, false, new Runs(128));
  private readonly segments = new Segments(this.table, this.history, [boat, bullet], undefined, 1);
  private readonly diff = new Diff(this.segments, this.interest);
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
    this.segments.begin(this.tick, this.table);
    this.interest.rebuild(this.tick, this.table);
    this.interest.begin(this.view, px(2000), px(2000), ownSlot);
    this.diff.walk(this.view, 1);
    const count = this.interest.choose(this.view, this.diff.left, this.diff.leftCount);
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
