import { describe, expect, it } from 'vitest';
import { markAfter, markAt, marksOf } from './map-marks.ts';
import type { PlayerLine } from './player-lines.ts';

const person: PlayerLine = {
  playerId: 1,
  room: 'main',
  name: 'Ada',
  kind: 'human',
  state: 'playing',
  account: undefined,
  address: undefined,
  canBanSession: true,
  score: 0,
  pingMs: 0,
  bytes: 0,
  bytesPerSecond: undefined,
  x: 0.5,
  y: 0.25,
};

const marks = marksOf(
  [person, { ...person, playerId: 2, x: 1.2, y: -0.1 }, { ...person, playerId: 3, state: 'parked' }],
  200,
);

describe('marks on the map', () => {
  it('are where players are, within the map; a parked one has none', () => {
    expect(marks.map(({ key, x, y }) => [key, x, y])).toEqual([
      ['1@main', 100, 50],
      ['2@main', 200, 0],
    ]);
  });

  it('are meant by a pointer that is near', () => {
    expect(markAt(marks, 190, 8, 16)?.key).toBe('2@main');
    expect(markAt(marks, 150, 30, 16)).toBeUndefined();
  });

  it('are gone through round and round', () => {
    expect(markAfter(marks, undefined, 1)?.key).toBe('1@main');
    expect(markAfter(marks, '2@main', 1)?.key).toBe('1@main');
    expect(markAfter(marks, '1@main', -1)?.key).toBe('2@main');
    expect(markAfter([], undefined, 1)).toBeUndefined();
  });
});
