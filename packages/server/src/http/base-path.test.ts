import { describe, expect, it } from 'vitest';
import { belowBase, readBasePath, slashed } from './base-path.ts';

describe('a base path', () => {
  it.each([
    ['/game', '/game'],
    ['/game/', '/game'],
    ['game', '/game'],
    ['/a/b-c/', '/a/b-c'],
    ['/', ''],
    ['', ''],
  ])('[G2] is read from "%s"', (text, path) => expect(readBasePath(text)).toBe(path));

  it.each([
    '/a b',
    '/../x',
    '/a//b',
    '/a?b',
    '/a#b',
    'https://example.org/game',
    '/%2e',
    '/api',
    '/r/x',
    `/${'x'.repeat(100)}`,
  ])('[G2] is none in "%s"', (text) => expect(readBasePath(text)).toBeUndefined());

  it.each([
    ['/game/', '/'],
    ['/game/r/den?x=1', '/r/den?x=1'],
    ['/game/game/', '/game/'],
    ['/r/den', '/r/den'],
    ['/gamer/', '/gamer/'],
    ['/game', '/game'],
  ])('[G2] is taken off %s', (url, rest) => expect(belowBase('/game', url)).toBe(rest));

  it('[G2] leads to itself with a slash, by a relative address', () => {
    expect([slashed('/a/game', '/a/game'), slashed('/game', '/game?x=1'), slashed('/game', '/game/')]).toEqual([
      'game/',
      'game/?x=1',
      undefined,
    ]);
    expect(slashed('', '/')).toBeUndefined();
  });
});
