// Flags that several commands have: every option of the server, or where the store is.

import { type Command, Option } from 'commander';
import { flagOf, type GameNames, type OptionInfo, optionsFor } from './config/options.ts';
import { SECRET_FILES } from './config/secret-files.ts';
import { CONFIG_FILE } from './config/sources.ts';

export type Flags = Readonly<Record<string, unknown>>;

/** Says which store. In a Redis the clusters of each game are its own. */
export function stored(command: Command, games: GameNames): Command {
  if (games.length > 1) {
    command.option('--game <name>', `the game of the cluster's nodes, where they serve one alone: ${games.join(', ')}`);
  }
  return command
    .option('--data <directory>', 'the directory of a server by itself')
    .option('--redis <url>', 'the Redis of a cluster')
    .option('--cluster <name>', 'the name of the cluster (default: main)')
    .option('--config <file>', `options in a file, ${CONFIG_FILE} unless given`);
}

/** Takes every option of a server of these games. */
export function configured(command: Command, games: GameNames): Command {
  for (const info of optionsFor(games)) {
    command.addOption(flagFor(info));
    // Alone, a flag that takes something away stands for true while it is not given, and would beat variables and files.
    if (info.fallback === true) command.addOption(new Option(flagOf(info.name)).hideHelp());
  }
  for (const { name, twin } of SECRET_FILES) command.option(`${flagOf(twin)} <file>`, `a file with ${flagOf(name)}`);
  return command.option('--config <file>', `options in a file, ${CONFIG_FILE} unless given`);
}

// Defaults are only shown: what was not given must not count before the environment.
function flagFor({ name, kind, help, fallback }: OptionInfo): Option {
  if (kind === 'flag')
    return new Option(fallback === true ? `--no-${flagOf(name).slice(2)}` : flagOf(name), negated(help, fallback));
  const isTold = fallback !== undefined && !Array.isArray(fallback);
  const values = { whole: '<number>', text: '<value>', list: '<value...>' };
  return new Option(`${flagOf(name)} ${values[kind]}`, isTold ? `${help} (default: ${fallback})` : help);
}

function negated(help: string, fallback: unknown): string {
  return fallback === true ? `do not ${help}` : help;
}
