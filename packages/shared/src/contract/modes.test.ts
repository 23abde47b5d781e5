import { expect, it } from 'vitest';
import { identify } from './identity.ts';
import { modeOfArena, modesOf } from './modes.ts';

const MODES = [
  { name: 'nine', title: 'Nine holes', about: 'Short.' },
  { name: 'eighteen', title: 'Eighteen holes', about: 'Long.' },
];

it('[R76] a game that lists none has one, called as it is itself', () => {
  const identity = identify({ name: 'golf', about: 'A ball and a hole.' });
  expect(modesOf({ identity })).toEqual([{ name: 'arena', title: 'Golf', about: 'A ball and a hole.' }]);
});

it('[R76] the arena says which mode it is of', () => {
  const game = {
    identity: identify({ name: 'golf', modes: ['nine', 'eighteen'] }),
    modes: MODES,
    modeOf: (arena: number) => arena,
  };
  expect(modeOfArena(game, 1).title).toBe('Eighteen holes');
  expect(modeOfArena({ identity: game.identity, modes: MODES }, 1).title).toBe('Nine holes');
});

it('[R76] modes that are not those of the identity are refused, with both lists', () => {
  const identity = identify({ name: 'golf', modes: ['nine'] });
  expect(() => modesOf({ identity, modes: MODES })).toThrow(
    'Golf has the modes nine,eighteen, and nine in its identity',
  );
});
