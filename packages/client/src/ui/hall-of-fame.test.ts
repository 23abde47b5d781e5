import { describe, expect, it } from 'vitest';
import { readHall } from './hall-of-fame.ts';

describe('the hall of fame', () => {
  it('reads names and points', () => {
    const entries = [{ name: 'Zoe', score: 12, isIdentified: false, endedAtMs: 1 }];
    expect(readHall({ ok: true, entries })).toEqual([{ name: 'Zoe', score: 12 }]);
  });

  it.each([
    [null],
    ['x'],
    [{ ok: false, faults: ['no'] }],
    [{ entries: 'x' }],
    [{ entries: [null, 1, { name: 1, score: 2 }, { name: 'a' }] }],
  ])('reads nothing of %j', (answer) => {
    expect(readHall(answer)).toEqual([]);
  });
});
