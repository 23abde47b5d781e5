// What the command line knows of the games that it serves.

import type { GameIdentity } from '@starfray/shared/contract';
import type { GameNames } from '../config/options.ts';
import type { GameHost, ServeOptions } from '../serve-options.ts';

export interface CliGame {
  /** As `--game` has it. */
  readonly name: string;
  /** Loads its rules and bots. Called by the commands that need them. */
  load(): Promise<ServedGame>;
}

/** The first is served by default. */
export type CliGames = readonly [CliGame, ...CliGame[]];

export interface ServedGame {
  readonly identity: GameIdentity;
  /** Serves it as `serveGame` does. @throws StartFault as that does. */
  serve(options: Omit<ServeOptions, 'onStep'>): Promise<Omit<GameHost<never, never>, 'rooms'>>;
}

export function namesOf([first, ...others]: CliGames): GameNames {
  return [first.name, ...others.map(({ name }) => name)];
}

/** The game of that name; the first when nobody named one. */
export function gameNamed(games: CliGames, name: string | undefined): CliGame {
  return games.find((game) => game.name === name) ?? games[0];
}
