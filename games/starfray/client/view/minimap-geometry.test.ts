import { describe, expect, it } from 'vitest';
import { densitySquares, toMap, viewFrame } from './minimap-geometry.ts';

describe('minimap geometry', () => {
  it('puts the middle of the world in the middle of the map', () => expect(toMap(500, 1000, 80)).toBe(40));
  it('leaves empty squares out', () => {
    const counts = new Array<number>(256).fill(0);
    counts[17] = 4;
    expect(densitySquares(counts, 160)).toEqual([{ x: 10, y: 10, size: 10, strength: 1 }]);
  });
  it('frames what the picture shows', () => {
    expect(viewFrame({ x: 500, y: 500 }, 200, 100, 1000, 100)).toEqual({ x: 40, y: 45, width: 20, height: 10 });
  });
});
