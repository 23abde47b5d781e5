import { identify } from '@starfray/shared/contract';
import { expect, it } from 'vitest';
import { boardOf, type GamePart } from './mounts.ts';

it('[R81] a mode that was renamed keeps its old leaderboard, and games of one server keep theirs apart', () => {
  const part: Pick<GamePart, 'identity' | 'modes'> = {
    identity: identify({ name: 'golf', modes: ['nine', 'long'] }),
    modes: [
      { name: 'nine', title: 'Nine', about: 'Short.', board: 'arena' },
      { name: 'long', title: 'Long', about: 'Long.' },
    ],
  };
  const boards = [undefined, 'golf'].map((name) =>
    ['nine', 'long', 'bots'].map((mode) => boardOf({ name, part }, mode)),
  );
  expect(boards).toEqual([
    ['arena', 'long', 'bots'],
    ['golf.arena', 'golf.long', 'golf.bots'],
  ]);
});
