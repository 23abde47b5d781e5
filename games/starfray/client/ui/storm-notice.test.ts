import { expect, it } from 'vitest';
import { stormLine } from './storm-notice.ts';

it('[E45] a storm is announced with the seconds that are left, is news when it sets out, and then no more', () => {
  expect(stormLine(600, 2400, 2400)).toBe('A shard storm gathers: 10 s');
  expect(stormLine(1, 2400, 2400)).toBe('A shard storm gathers: 1 s');
  expect(stormLine(0, 2390, 2400)).toBe('Shard storm: find it on the map');
  expect(stormLine(0, 1000, 2400)).toBe('');
});
