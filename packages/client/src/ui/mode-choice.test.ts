import { expect, it } from 'vitest';
import { countLine, readModeCounts } from './mode-choice.ts';

it('[E50] reads the people of each mode, and nothing out of any other answer', () => {
  const modes = [{ name: 'fray', humans: 3 }, { name: 'flag', humans: 0, rooms: 0 }, { name: 'last' }, 7];
  expect([...readModeCounts({ ok: true, modes })]).toEqual([
    ['fray', 3],
    ['flag', 0],
  ]);
  for (const other of [undefined, null, 'no', {}, { modes: 'none' }]) expect(readModeCounts(other).size).toBe(0);
});

it.each([
  [undefined, ''],
  [0, 'nobody playing yet'],
  [12, '12 playing'],
])('[E50] says how many play: %s', (humans, line) => expect(countLine(humans)).toBe(line));
