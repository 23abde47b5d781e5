// The command line for a list of games: which words it takes, and which command does what they ask. Exit codes: 0 well, 1 a bug, 2
// something to put right.

import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { configured, type Flags, stored } from './cli-flags.ts';
import { explainArguments } from './commands/argument-words.ts';
import { type CliGames, namesOf } from './commands/cli-game.ts';
import { printConfig, printConfigSchema } from './commands/config.ts';
import { nodeFault } from './commands/node-version.ts';
import { OPTIONS } from './config/options.ts';
import { CONFIG_FILE } from './config/sources.ts';
import { ROLES } from './identity/token.ts';
import { LineSink } from './line-sink.ts';
import { OperatorFault } from './operator-fault.ts';
import { endProcess } from './process/end-process.ts';

export type { ServedGame } from './commands/cli-game.ts';

export interface Cli {
  /** All are served by default, the first at the root. */
  readonly games: CliGames;
  /** The module that calls `runFrontEnd` with all of them, for threads that take connections. */
  readonly frontEnd?: URL;
  /** Does what `bots` and its flags say; `name` is what was typed to get there. */
  runBots(flags: readonly string[], name: string): Promise<void>;
}

const NOTES = `
Examples:
  starfray serve
      for everybody on your network, at port 8080
  starfray serve --port 9000 --bots 40
      a livelier one, elsewhere
  starfray serve --join-code secret
      friends only: the page asks for the code
  starfray serve --host 127.0.0.1 --bots 0
      this machine alone, and nobody to fight
  starfray serve --tls-cert cert.pem --tls-key key.pem --port 443
      https and wss

Every option is a variable, too (STARFRAY_ROOM_PLAYERS), and a key of
${CONFIG_FILE} ("roomPlayers"): flags count before variables before
the file. Limits hold for every address, this machine's too. Logs are JSON
lines on stderr, or in --log-file. SIGTERM and SIGINT stop the server cleanly;
a second one stops it at once. SIGHUP opens the log file again, and reads
certificates again.
`;

/** How long stderr may take to take the reason. */
const REFUSAL_MS = 1000;

const WHERE = [
  ['--data <directory>', 'the directory that the server runs with: its secret, and where it is'],
  ['--secret <secret>', "the server's secret, where it has no directory here"],
  ['--secret-file <file>', "a file with the server's secret"],
  ['--url <url>', 'where the server is, if not on this machine'],
  ['--host <value>', 'the address that it listens on'],
  ['--port <number>', 'its port'],
  ['--config <file>', `options in a file, ${CONFIG_FILE} unless given`],
] as const;

/** Does what the arguments of this process say. Called once: the process ends as the command does. */
export async function runCli(cli: Cli): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the first line may have gone away by the second.
    if (error.code !== 'EPIPE') void refuse([`the output cannot be written (${error.code})`], 1);
  });
  // Nothing is left to say it with.
  process.stderr.on('error', () => undefined);

  const fault = nodeFault(process.versions.node);
  if (fault !== undefined) await refuse([fault]);

  const words = process.argv.slice(2);
  try {
    // Scripts of package managers pass on the -- that was meant for them.
    await createProgram(cli, words).parseAsync(
      words[0] === 'serve' && words[1] === '--' ? ['serve', ...words.slice(2)] : words,
      { from: 'user' },
    );
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof OperatorFault) await refuse(error.faults);
    else throw error;
  }
}

// Each command loads its own parts: a health check runs every few seconds.
function createProgram(cli: Cli, words: readonly string[]): Command {
  const program = new Command('starfray')
    .description('Starfray: multiplayer games for the browser, and their server.')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand(false)
    .configureOutput({
      outputError: (text, write) => write(`starfray: ${explainArguments(text, words, OPTIONS)}\n`),
    })
    .exitOverride();
  // In the order that help shows them in.
  addServe(program, cli);
  addConfig(program, cli.games);
  addToken(program);
  addStore(program, cli.games);
  addOrders(program);
  addChecks(program, cli.games);
  addBots(program, cli);
  addNew(program);
  return program;
}

function addServe(program: Command, { games, frontEnd }: Cli): void {
  configured(program.command('serve'), namesOf(games))
    .summary('serve the game: page, API and WebSocket on one port')
    .description('Serves the game: page, API and WebSocket on one port.')
    .addHelpText('after', NOTES)
    .action(async (flags: Flags) => {
      const { serve } = await import('./commands/serve.ts');
      await serve(flags, process.env, games, frontEnd);
    });
}

function addConfig(program: Command, games: CliGames): void {
  const names = namesOf(games);
  const config = program.command('config').description('What the server would run with.');
  configured(config.command('print'), names)
    .description('Prints every option, its value and where that comes from; secrets are masked.')
    .option('--json', 'print JSON')
    .action((flags: Flags) => printConfig(flags, process.env, names));
  config
    .command('schema')
    .description(`Prints the JSON schema of ${CONFIG_FILE}, for editors that check it.`)
    .action(() => printConfigSchema(names));
}

function addToken(program: Command): void {
  const token = program.command('token').description('Tokens that say who somebody is.');
  token
    .command('create')
    .description("Prints a token under the server's own secret.")
    .requiredOption('--role <role>', `one of ${ROLES.join(', ')}`)
    .option('--name <name>', 'the name that others see')
    .option('--account <account>', 'whom it names, the same for ever; made up unless given')
    .option('--expires <time>', 'how long it counts: 45s, 30m, 12h, 7d', '30d')
    .option('--data <directory>', "the server's directory, where its secret is")
    .option('--secret <secret>', "the server's secret")
    .option('--secret-file <file>', "a file with the server's secret")
    .option('--config <file>', `options in a file, ${CONFIG_FILE} unless given`)
    .action(async (flags: Flags) => {
      const { createToken } = await import('./commands/token.ts');
      await createToken(flags, process.env);
    });
}

function addStore(program: Command, games: CliGames): void {
  const store = program.command('store').description('What lasts.');
  stored(store.command('backup'), namesOf(games))
    .description('Copies results, bans and audit log into a new file, while the server or the cluster runs or not.')
    .argument('<file>', 'the copy; it must not be there yet')
    .action(async (file: string, flags: Flags) => {
      const { backupStore } = await import('./commands/store.ts');
      await backupStore(file, flags, process.env, games);
    });
  stored(store.command('restore'), namesOf(games))
    .description(
      'Puts such a copy in the place of what is there. Servers must not run; what was there is kept, or must be given up.',
    )
    .argument('<file>', 'the copy')
    .option('--replace', 'of a cluster: give up what is there')
    .option('--new', 'of a cluster: make one under another name than the backup has')
    .action(async (file: string, flags: Flags) => {
      const { restoreStore } = await import('./commands/store.ts');
      await restoreStore(file, flags, process.env, games);
    });
}

function addOrders(program: Command): void {
  orderCommand(program, 'players', 'Lists the players of a running server.')
    .option('--json', 'print JSON')
    .action((flags: Flags) => order(['players'], flags));
  orderCommand(program, 'kick <player> [reason...]', 'Shows a player out, by name or by room/number.').action(
    (who: string, reason: readonly string[], flags: Flags) => order(['kick', who, ...reason], flags),
  );
  orderCommand(program, 'ban <player> [reason...]', 'Bans a connected player, an address or an account.')
    .option('--for <time>', 'how long: 45s, 30m, 12h, 7d; for good unless given')
    .option('--as <mark>', 'by account, session or address')
    .action((who: string, reason: readonly string[], flags: Flags) => {
      const marks = (['for', 'as'] as const).flatMap((name) => {
        const value = flags[name];
        return typeof value === 'string' ? [`--${name}`, value] : [];
      });
      return order(['ban', who, ...marks, ...reason], flags);
    });
  orderCommand(program, 'bans', 'Lists the bans of now.')
    .option('--json', 'print JSON')
    .action((flags: Flags) => order(['bans'], flags));
  orderCommand(program, 'unban <ban>', 'Lifts a ban, by its id or by whom it bans.').action(
    (ban: string, flags: Flags) => order(['unban', ban], flags),
  );
  orderCommand(program, 'announce <text...>', "Puts a line on every player's screen.").action(
    (text: readonly string[], flags: Flags) => order(['announce', ...text], flags),
  );
  orderCommand(program, 'drain', 'Stops a running server as SIGTERM does.').action((flags: Flags) =>
    order(['drain'], flags),
  );
}

function orderCommand(program: Command, usage: string, description: string): Command {
  const command = program.command(usage).description(description);
  for (const [flag, help] of WHERE) command.option(flag, help);
  return command;
}

async function order(words: readonly string[], flags: Flags): Promise<void> {
  const { giveOrder } = await import('./commands/give-order.ts');
  await giveOrder(words, flags, process.env);
}

function addChecks(program: Command, games: CliGames): void {
  const names = namesOf(games);
  configured(program.command('health'), names)
    .summary('does the server answer? exit code 0 or 1')
    .description('Asks the server that these options describe for its health; the exit code is 0 or 1.')
    .option('--url <url>', 'where the server is, if not on this machine')
    .action(async (flags: Flags) => {
      const { checkHealth } = await import('./commands/health.ts');
      await checkHealth(flags, process.env);
    });

  configured(program.command('doctor'), names)
    .summary('look at all that the server needs, and say what to mend')
    .description('Looks at all that the server of these options needs; the exit code is 1 when something is wrong.')
    .option('--url <url>', 'the public address: looks at what proxies make of requests')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      const { examine } = await import('./commands/doctor.ts');
      await examine(flags, process.env, games);
    });
}

function addBots(program: Command, cli: Cli): void {
  program
    .command('bots')
    .summary('send bots to a server and tell what they measured')
    .usage('[options]')
    // All that follows is for the bots, --help included.
    .helpOption(false)
    .argument('[flags...]')
    .allowUnknownOption()
    .action((flags: readonly string[]) => cli.runBots(flags, 'starfray bots'));
}

function addNew(program: Command): void {
  program
    .command('new')
    .summary('make a game of your own on this engine')
    .description('Makes a small game that runs, with a test, a server and a bot, in a new folder.')
    .argument('<folder>', "the new folder; its name is the game's")
    .action(async (folder: string) => {
      const { newGame } = await import('./commands/new-game.ts');
      await newGame(folder);
    });
}

async function refuse(faults: readonly string[], code = 2): Promise<never> {
  const stderr = LineSink.onDescriptor(2);
  for (const fault of faults) stderr.write(`starfray: ${fault}\n`);
  await stderr.settle(REFUSAL_MS);
  return endProcess(code, code === 2);
}
