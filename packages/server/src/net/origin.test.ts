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

  const BELOW = ['https://*.example.org', 'http://*.lan:3000'];

  it.each([
    'https://play.example.org',
    'https://eu.play.example.org',
    'https://a-b_1.example.org',
    'http://pc.lan:3000',
  ])('[H7] passes %s, which is below a name on the list', (origin) =>
    expect(isOwnOrigin({ origin, host: 'game.example' }, BELOW)).toBe(true),
  );

  it.each([
    'https://example.org',
    'http://play.example.org',
    'https://play.example.org:8443',
    'https://evilexample.org',
    'https://example.org.evil.example',
    'https://evil.example/.example.org',
    'https://evil.example#.example.org',
    'https://evil.example\\.example.org',
    'https://.example.org',
    'http://pc.lan',
  ])('[H7] refuses %s, which is not', (origin) => {
    expect(isOwnOrigin({ origin, host: 'game.example' }, BELOW)).toBe(false);
  });
});
