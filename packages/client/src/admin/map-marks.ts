// Where players stand on the live map, and which of them a pointer means.

import { keyOf, type PlayerLine } from './player-lines.ts';

export interface MapMark {
  readonly key: string;
  readonly line: PlayerLine;
  /** Pixels from the upper left. */
  readonly x: number;
  readonly y: number;
}

/** Marks of all who are in the world, on a square of `sizePx`; a parked player has no place. */
export function marksOf(lines: readonly PlayerLine[], sizePx: number): MapMark[] {
  return lines
    .filter(({ state }) => state !== 'parked')
    .map((line) => ({ key: keyOf(line), line, x: share(line.x) * sizePx, y: share(line.y) * sizePx }));
}

/** The mark nearest to a point, if it is within reach. */
export function markAt(marks: readonly MapMark[], x: number, y: number, reachPx: number): MapMark | undefined {
  const distance = (mark: MapMark): number => Math.hypot(mark.x - x, mark.y - y);
  const nearest = marks.toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest !== undefined && distance(nearest) <= reachPx ? nearest : undefined;
}

/** The next mark by a step of 1 or -1 from the one of a key, round and round; the first one where there is none yet. */
export function markAfter(marks: readonly MapMark[], key: string | undefined, step: 1 | -1): MapMark | undefined {
  const from = marks.findIndex((mark) => mark.key === key);
  if (from < 0) return marks[0];
  return marks[(from + step + marks.length) % marks.length];
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
