import { describe, expect, it } from 'vitest';
import { type FocusWay, nearest } from './pad-focus.ts';

const box = (left: number, top: number, width = 100, height = 40) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
/** A field over two buttons side by side, over a wide one. */
const BOXES = [box(0, 0, 220), box(0, 60), box(120, 60), box(0, 120, 220)];

describe('[E66] the focus of a pad', () => {
  it.each<[FocusWay, number, number | undefined]>([
    ['down', 0, 1],
    ['down', 1, 3],
    ['right', 1, 2],
    ['left', 2, 1],
    ['up', 3, 1],
    ['up', 0, undefined],
    ['down', 3, undefined],
    ['right', 2, undefined],
    ['left', 0, undefined],
  ])('goes %s from %i to %s', (way, from, to) => {
    expect(nearest(BOXES, from, way)).toBe(to);
  });
  it('leads to every control and back', () => {
    const reached = new Set([0]);
    for (let round = 0; round < BOXES.length; round += 1) {
      for (const from of [...reached]) {
        for (const way of ['up', 'down', 'left', 'right'] as const) {
          const to = nearest(BOXES, from, way);
          if (to !== undefined) reached.add(to);
        }
      }
    }
    expect([...reached].sort()).toEqual([0, 1, 2, 3]);
  });
});
