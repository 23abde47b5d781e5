import { describe, expect, it } from 'vitest';
import { rockShape } from './rock-shape.ts';

describe('rockShape', () => {
  it('stays close to the circle that ships bounce off', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      for (const [x, y] of rockShape(seed, 13).rim) {
        expect(Math.hypot(x, y)).toBeGreaterThanOrEqual(0.9);
        expect(Math.hypot(x, y)).toBeLessThanOrEqual(1.05);
      }
    }
  });
  it('is the same for the same seed', () => expect(rockShape(5, 9)).toEqual(rockShape(5, 9)));
});
