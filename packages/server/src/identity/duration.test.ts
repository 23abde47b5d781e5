import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['1s', 1],
    ['45s', 45],
    ['30m', 1800],
    ['12h', 43_200],
    ['7d', 604_800],
    ['3650d', 315_360_000],
  ])('reads %s', (text, seconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: seconds });
  });

  it.each([
    '',
    '7',
    'd',
    '0s',
    '-1d',
    '1.5h',
    '7 d',
    '7D',
    '1w',
    '3651d',
    '999999999d',
    '1e3s',
    '1h30m',
    'constructor',
  ])('says what to give instead of "%s"', (text) => {
    expect(parseDuration(text)).toEqual({
      ok: false,
      fault: 'give a time such as 45s, 30m, 12h or 7d, at most 3650d',
    });
  });
});
