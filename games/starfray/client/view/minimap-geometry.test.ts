import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { densitySquares, mapPart, toMap, viewFrame } from './minimap-geometry.ts';

describe('minimap geometry', () => {
  it('puts the middle of the world in the middle of the map', () => expect(toMap(500, 1000, 80)).toBe(40));
  it('shows all of an arena for 500, and of one for 4,095 what is around the camera, up to its edges', () => {
    const [small, large] = [px(7296), px(20_800)];
    const at = (x: number, y: number) => mapPart({ x: px(x), y: px(y) }, large);
    expect(mapPart({ x: px(7000), y: 0 }, small)).toEqual({ left: 0, top: 0, side: small });
    expect(at(10_000, 500)).toEqual({ left: px(10_000 - 4096), top: 0, side: px(8192) });
    expect(at(20_000, 20_800)).toEqual({ left: large - px(8192), top: large - px(8192), side: px(8192) });
  });
  it('leaves empty squares out', () => {
    const counts = new Array<number>(256).fill(0);
    counts[17] = 4;
    expect(densitySquares(counts, 160)).toEqual([{ x: 10, y: 10, size: 10, strength: 1 }]);
  });
  it('frames what the picture shows', () => {
    expect(viewFrame({ x: 500, y: 500 }, 200, 100, 1000, 100)).toEqual({ x: 40, y: 45, width: 20, height: 10 });
  });
});
