// What both ends know of a mode from the arena alone: its name, how its map is laid out, and which parts of the rules are on in it.

import { FLAG_PLAYERS, LAST_PLAYERS, MAX_PLAYERS } from '../tuning.ts';

export interface ModeFacts {
  /** In addresses, and what its leaderboard is kept under. */
  readonly name: string;
  readonly title: string;
  /** One sentence for people who choose a mode. */
  readonly about: string;
  /** The most players of a room. */
  readonly roomPlayers: number;
  /** The arena's side is that of one for so many times its players. */
  readonly roominess: number;
  /** The rocks of one half are those of the other, turned by half a turn: no side has the better map. */
  readonly isMirrored: boolean;
  readonly hasLevels: boolean;
  readonly hasCrates: boolean;
  readonly hasHazards: boolean;
}

/** Indices into MODE_FACTS, and the values of `arena.mode`. */
export const FRAY = 0;
export const FLAG = 1;
export const LAST_LIGHT = 2;

/** Every mode; the first is the one of rooms that name none. */
export const MODE_FACTS: readonly [ModeFacts, ...ModeFacts[]] = [
  {
    name: 'fray',
    title: 'Fray',
    about: 'Everybody against everybody, without an end.',
    roomPlayers: MAX_PLAYERS,
    roominess: 1,
    isMirrored: false,
    hasLevels: true,
    hasCrates: true,
    hasHazards: true,
  },
  {
    name: 'flag',
    title: 'Flag',
    about: 'Two teams. Fetch their flag and bring it home while yours is there.',
    roomPlayers: FLAG_PLAYERS,
    roominess: 4,
    isMirrored: true,
    hasLevels: false,
    hasCrates: true,
    hasHazards: false,
  },
  {
    name: 'last',
    title: 'Last Light',
    about: 'One life a round, and a ring that closes. The last ship wins.',
    roomPlayers: LAST_PLAYERS,
    roominess: 3,
    isMirrored: false,
    hasLevels: true,
    hasCrates: true,
    hasHazards: true,
  },
];

export function factsOf(mode: number): ModeFacts {
  return MODE_FACTS[mode] ?? MODE_FACTS[FRAY];
}
