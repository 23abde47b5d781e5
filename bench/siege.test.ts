import { expect, it } from 'vitest';
import { benchSiege } from './siege.ts';

it('players notice nothing of a siege, and its memory is given back', async () => {
  const result = await benchSiege({
    players: 10,
    halfOpen: 200,
    silent: 500,
    joins: 1000,
    slowReaders: 10,
    seconds: 5,
    recoverySeconds: 2,
    isPinned: false,
  });
  expect(result.kicked).toBe(0);
  expect(result.growth).toBeLessThan(0.1);
  expect(result.besiegers).toEqual({ halfOpen: 200, silent: 500, joins: 1000, slowReaders: 10 });
});
