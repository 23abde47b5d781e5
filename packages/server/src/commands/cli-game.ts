// What the command line knows of the games that it serves.

import type { GameIdentity } from '@starfray/shared/contract';
import { ALL_GAMES, type GameNames } from '../config/options.ts';
import type { GamePart } from '../hosting/mounts.ts';
import type { ServeOptions } from '../serve-options.ts';

export interface CliGame {
  /** As `--game` has it. */
  readonly name: string;
  /** Loads its rules and bots. Called by the commands that need them. */
  load(): Promise<ServedGame>;
}

/** The first is at the root where several are served. */
export type CliGames = readonly [CliGame, ...CliGame[]];

export interface ServedGame {
  readonly identity: GameIdentity;
  /** The game under a server's options, for `serveGames`. */
  part(options: Omit<ServeOptions, 'onStep'>): GamePart;
}

export function namesOf([first, ...others]: CliGames): GameNames {
  return [first.name, ...others.map(({ name }) => name)];
}

/** The games that `--game` names. */
export function gamesNamed(games: CliGames, name: string | undefined): CliGames {
  return name === undefined || name === ALL_GAMES ? games : [gameNamed(games, name)];
}

/** The game of that name; the first when nobody named one. */
export function gameNamed(games: CliGames, name: string | undefined): CliGame {
  return games.find((game) => game.name === name) ?? games[0];
}
