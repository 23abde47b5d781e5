import { describe, expect, it } from 'vitest';
import { adminUrlOf, bytesPerSecond, endOfBan, milliseconds, perSecond, ping, span, storeWords } from './words.ts';

describe('figures', () => {
  it.each([
    [milliseconds(0.04), '0.0 ms'],
    [milliseconds(16.66), '16.7 ms'],
    [milliseconds(1234.5), '1235 ms'],
    [ping(0), '–'],
    [ping(41.6), '42 ms'],
    [bytesPerSecond(undefined), '–'],
    [bytesPerSecond(900), '900 B/s'],
    [bytesPerSecond(2048), '2.0 KiB/s'],
    [perSecond(719.6), '720/s'],
  ])('are short: %s', (text, expected) => expect(text).toBe(expected));
});

describe('times', () => {
  it.each([
    [span(400), '0 seconds'],
    [span(61_000), '1 minute'],
    [span(7 * 86_400_000), '7 days'],
    [endOfBan(undefined, 0), 'when it is lifted'],
    [endOfBan(3_600_000, 0), 'in 1 hour'],
    [endOfBan(5, 10), 'now'],
  ])('are said in one unit: %s', (text, expected) => expect(text).toBe(expected));
});

describe('the store', () => {
  it('is said to be well, or what it refused', () => {
    const store = { pending: 0, lastCommitMs: 0, lastFault: undefined };
    expect(storeWords(store, 5000)).toBe('nothing written yet, nothing waits');
    expect(storeWords({ ...store, pending: 3, lastCommitMs: 2000 }, 5000)).toBe(
      'last written 3 seconds ago, 3 to be written',
    );
    expect(storeWords({ ...store, lastFault: 'disk full' }, 5000)).toBe('refused a write: disk full');
  });
});

describe('the admin page of a node', () => {
  const node = { id: 'n1', region: undefined, players: 0, tickP99Ms: 0, isDraining: false };

  it.each([
    ['https://one.example', 'https://one.example/admin'],
    ['http://10.0.0.7:8080/', 'http://10.0.0.7:8080/admin'],
    ['javascript:alert(1)', undefined],
    ['nowhere', undefined],
    ['http://', undefined],
  ])('is on the web or not linked: %s', (advertiseUrl, url) => expect(adminUrlOf({ ...node, advertiseUrl })).toBe(url));
});
