import { defineEntity, EntityTable, smooth } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { createProtocol } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { DensityMap } from './density-map.ts';

describe('the density', () => {
  const side = px(1600);
  const place = { x: smooth(0, side), y: smooth(0, side) };
  const boat = defineEntity({ name: 'boat', fields: place, interest: { rank: 0, most: 9 } });
  const crumb = defineEntity({ name: 'crumb', fields: place, interest: { rank: 1, most: 9 } });

  const densityOf = (table: EntityTable) => {
    const map = new DensityMap(createProtocol(toyGame), [boat, crumb], [boat], side);
    map.begin();
    return map.work(table);
  };

  it('counts the declared kinds in squares, row by row, up to the edges', () => {
    const table = new EntityTable([boat, crumb], 8);
    const put = (kind: typeof boat | typeof crumb, x: number, y: number) => {
      const row = kind.view(table.ints, table.base(table.spawn(kind, 1)));
      [row.x, row.y] = [px(x), px(y)];
    };
    for (const [x, y] of [
      [0, 0],
      [99, 99],
      [100, 0],
      [0, 100],
      [1600, 1600],
    ] as const)
      put(boat, x, y);
    put(crumb, 0, 0);
    const [, counts] = densityOf(table) as [number, number[]];
    expect(counts.length).toBe(256);
    expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([
      ['0', 2],
      ['1', 1],
      ['16', 1],
      ['255', 1],
    ]);
  });

  it('[C32] looks at 4,096 slots in a tick, and is there when it has seen all', () => {
    const table = new EntityTable([boat, crumb], 10_000);
    for (let i = 0; i < 9000; i += 1) table.spawn(i < 8192 ? crumb : boat, 1);
    const map = new DensityMap(createProtocol(toyGame), [boat, crumb], [boat], side);
    map.begin();
    expect([map.work(table), map.work(table), map.work(table)?.[1], map.work(table)]).toEqual([
      undefined,
      undefined,
      [9000 - 8192, ...new Array<number>(255).fill(0)],
      undefined,
    ]);
  });
});
