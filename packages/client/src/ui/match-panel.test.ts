import { describe, expect, it } from 'vitest';
import { matchWords } from './match-panel.ts';

const MATCH = {
  secondsLeft: 151,
  scores: [3, 2],
  winner: 0,
  number: 1,
  teams: [
    { name: 'Triangles', hue: 200, mark: '▲' },
    { name: 'Rings', hue: 28, mark: '●' },
  ],
} as const;

describe('the words of a match', () => {
  it.each([
    ['play', {}, { time: '2:31', phase: '', banner: '' }],
    ['warm-up', { secondsLeft: 8 }, { time: '0:08', phase: 'Warm-up', banner: '' }],
    ['warm-up', { secondsLeft: 3 }, { time: '0:03', phase: 'Warm-up', banner: '3' }],
    ['overtime', { secondsLeft: 60 }, { time: '1:00', phase: 'Overtime: the next goal wins', banner: '' }],
    [
      'result',
      { secondsLeft: 5, winner: 1 },
      { time: '0:05', phase: 'Next match in 5 s', banner: '▲ Triangles win 3 : 2' },
    ],
    [
      'result',
      { secondsLeft: 5, scores: [1, 1] },
      { time: '0:05', phase: 'Next match in 5 s', banner: 'A draw, 1 : 1' },
    ],
  ] as const)('in %s %j', (phase, change, words) => expect(matchWords({ ...MATCH, phase, ...change })).toEqual(words));
});
