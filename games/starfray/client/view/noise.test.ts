import { describe, expect, it } from 'vitest';
import { clouds, noise } from './noise.ts';

describe('noise', () => {
  it('has no steps', () => {
    for (let x = 0; x < 8; x += 0.37) expect(Math.abs(noise(x, 3.3, 1) - noise(x + 0.001, 3.3, 1))).toBeLessThan(0.01);
  });
  it('stays within 0 and 1 in octaves too', () => {
    for (let i = 0; i < 500; i += 1) {
      const value = clouds(i * 0.31, i * 0.17, 5, 5);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });
});
