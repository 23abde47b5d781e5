import { describe, expect, it } from 'vitest';
import { closing, scatter, smoothStep } from './smoothing.ts';

describe('smoothing', () => {
  it('closes as much in two half frames as in one whole', () => {
    const half = closing(0.01, 0.1);
    expect(1 - (1 - half) ** 2).toBeCloseTo(closing(0.02, 0.1), 12);
  });
  it('closes half of the gap in a half-life', () => expect(closing(0.25, 0.25)).toBeCloseTo(0.5));
  it('steps from 0 to 1', () => {
    expect([0, 5, 10].map((value) => smoothStep(0, 10, value))).toEqual([0, 0.5, 1]);
  });
  it('scatters integers over 0..1', () => {
    const mean = Array.from({ length: 1000 }, (_, i) => scatter(i)).reduce((sum, value) => sum + value, 0) / 1000;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });
});
