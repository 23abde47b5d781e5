import { describe, expect, it } from 'vitest';
import { isOwnOrigin } from './origin.ts';

const NONE: readonly string[] = [];

describe('isOwnOrigin', () => {
  it('passes what is not a browser: no Origin', () => {
    expect(isOwnOrigin({ host: 'game.example' }, NONE)).toBe(true);
  });

  it.each([
    ['the same host and port', 'http://192.0.2.7:8080', '192.0.2.7:8080'],
    ['a default port that only one side writes', 'http://game.example', 'game.example:80'],
    ['TLS that ends at a proxy', 'https://game.example', 'game.example'],
    ['letters of another case', 'http://Game.Example:8080', 'game.example:8080'],
  ])('passes %s', (_what, origin, host) => {
    expect(isOwnOrigin({ origin, host }, NONE)).toBe(true);
  });

  it.each([
    ['another host', 'http://evil.example', 'game.example'],
    ['another port', 'http://game.example:81', 'game.example:80'],
    ['a file or sandboxed frame', 'null', 'game.example'],
    ['no host at all', 'http://evil.example', undefined],
    ['the allowed host as a prefix', 'https://other.example.evil.example', 'game.example'],
  ])('refuses %s', (_what, origin, host) => {
    expect(isOwnOrigin({ origin, ...(host !== undefined && { host }) }, ['https://other.example'])).toBe(false);
  });

  it('passes an origin on the list', () => {
    expect(isOwnOrigin({ origin: 'https://other.example', host: 'game.example' }, ['https://other.example'])).toBe(
      true,
    );
  });
});
