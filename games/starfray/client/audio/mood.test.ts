import { describe, expect, it } from 'vitest';
import { WorldWatch } from '../view/world-watch.ts';
import { Mood } from './mood.ts';

const FRAME_S = 1 / 60;

/** A watch that saw this in every picture. */
function watchOf(seen: Partial<Pick<WorldWatch, 'hasFired' | 'muzzleCount' | 'wound'>>): WorldWatch {
  return Object.assign(new WorldWatch(), seen);
}

function after(mood: Mood, seconds: number, watch: WorldWatch, hull: number | undefined): number {
  for (let frame = 0; frame < seconds * 60; frame += 1) mood.update(watch, hull, FRAME_S);
  return mood.fight;
}

describe('the mood that the music follows', () => {
  it('[E80] is peace where nothing happens', () => expect(after(new Mood(), 5, watchOf({}), 100)).toBe(0));

  it('[E80] is a whole fight while shots fly, never more, and a third of one eight seconds after the last', () => {
    const mood = new Mood();
    expect(after(mood, 3, watchOf({ hasFired: true, muzzleCount: 2 }), 100)).toBe(1);
    expect(after(mood, 8, watchOf({}), 100)).toBeCloseTo(1 / Math.E, 3);
  });

  it('[E80] is half a fight as long as the hull is low', () => {
    const mood = new Mood();
    expect(after(mood, 30, watchOf({}), 20)).toBe(0.5);
    expect(after(mood, 8, watchOf({}), undefined)).toBeLessThan(0.2);
  });
});
