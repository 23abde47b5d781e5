import { describe, expect, it } from 'vitest';
import { matchWords } from './match-panel.ts';

const MATCH = {
  secondsLeft: 151,
  scores: [3, 2],
  winner: 0,
  champion: 0,
  isHeld: false,
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
    ['overtime', { secondsLeft: 60 }, { time: '1:00', phase: 'Overtime: the next point wins', banner: '' }],
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

  it('name what a warm-up waits for, and no time', () => {
    const words = { time: '', phase: 'Warm-up: waiting for players', banner: '' };
    expect(matchWords({ ...MATCH, phase: 'warm-up', isHeld: true })).toEqual(words);
  });

  it('name the one who won where there are no teams', () => {
    const alone = { ...MATCH, phase: 'result', scores: [], teams: [] } as const;
    expect(matchWords(alone, 'Ada').banner).toBe('Ada wins');
    expect(matchWords(alone).banner).toBe('Nobody wins');
  });
});
