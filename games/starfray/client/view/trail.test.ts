import { describe, expect, it } from 'vitest';
import { Trail } from './trail.ts';

function flown(fps: number, seconds: number): Trail {
  const trail = new Trail();
  for (let frame = 0; frame < fps * seconds; frame += 1) trail.advance((frame * 300) / fps, 0, 1, 1 / fps);
  return trail;
}

describe('Trail', () => {
  it('is about as long at 30 as at 240 frames a second', () => {
    const lengths = [30, 60, 144, 240].map((fps) => {
      const trail = flown(fps, 2);
      return (trail.xs[trail.place(0)] ?? 0) - (trail.xs[trail.place(trail.count - 1)] ?? 0);
    });
    expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThan(1.35);
  });
  it('keeps its head at the engine', () => {
    const trail = flown(144, 1);
    expect(trail.xs[trail.place(0)]).toBeCloseTo((143 * 300) / 144);
  });
  it('is gone when the engine was off for its life', () => {
    const trail = flown(60, 1);
    trail.advance(0, 0, 0, 1);
    expect(trail.count).toBe(1);
  });
});
