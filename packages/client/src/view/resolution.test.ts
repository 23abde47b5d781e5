import { describe, expect, it } from 'vitest';
import { Resolution } from './resolution.ts';

function run(fps: number, seconds: number, isFixed = false): Resolution {
  const resolution = new Resolution(isFixed);
  for (let frame = 0; frame < fps * seconds; frame += 1) resolution.note(1 / fps);
  return resolution;
}

describe('Resolution', () => {
  it('stays full at 60 frames a second', () => expect(run(60, 20).value).toBe(1));
  it('goes down where frames are slow', () => expect(run(20, 3).value).toBe(0.8));
  it('never goes below half', () => expect(run(10, 60).value).toBe(0.5));
  it('stays full where it is fixed', () => expect(run(10, 10, true).value).toBe(1));
  it('forgives a hiccup', () => {
    const resolution = run(60, 2);
    resolution.note(1.5);
    expect(resolution.value).toBe(1);
  });
});
