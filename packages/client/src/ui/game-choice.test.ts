import { expect, it } from 'vitest';
import { readGames } from './game-choice.ts';

const PUCK = { name: 'puck', title: 'Puck', about: 'Air hockey.', href: './puck/', humans: 3 };

it('[TG3] the games of an answer are read, and what is none is left out', () => {
  expect(readGames({ games: [PUCK, { ...PUCK, humans: '3' }, null, 7] })).toEqual([PUCK]);
});

it('[TG3] an answer of a server that knows no such question offers no game', () => {
  for (const answer of [undefined, null, 'Not found', {}, { games: 3 }]) expect(readGames(answer)).toEqual([]);
});

it('[TG3] a game that would lead to another host is left out', () => {
  for (const href of ['//evil.example/', 'https://evil.example/', '/puck/', 'javascript:alert(1)']) {
    expect(readGames({ games: [{ ...PUCK, href }] })).toEqual([]);
  }
});
