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
  it('[E33] goes down where pictures come slower than any hiccup, at 2 a second', () => {
    expect(run(2, 30).value).toBe(0.5);
  });
  it('[E33] forgives hiccups that come one by one', () => {
    const resolution = run(60, 2);
    for (let second = 0; second < 60; second += 1) {
      resolution.note(1);
      for (let frame = 0; frame < 60; frame += 1) resolution.note(1 / 60);
    }
    expect(resolution.value).toBe(1);
  });
  it('stays full where it is fixed', () => expect(run(10, 10, true).value).toBe(1));
  it.each([
    ['high', 1],
    ['medium', 0.8],
    ['low', 0.5],
  ] as const)('[E33] keeps the quality that was chosen: %s, however slow it is', (quality, value) => {
    const resolution = run(10, 10);
    resolution.choose(quality);
    for (let frame = 0; frame < 100; frame += 1) expect(resolution.note(0.1)).toBe(false);
    expect(resolution.value).toBe(value);
    resolution.choose('auto');
    expect(resolution.value).toBe(1);
  });
  it('forgives a hiccup', () => {
    const resolution = run(60, 2);
    resolution.note(1.5);
    expect(resolution.value).toBe(1);
  });
});
