#!/usr/bin/env node
// The `starfray` command: options in, a running server out. Exit codes: 0 well, 1 a bug, 2 something to put right.

import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { reachableUrls } from './addresses.ts';
import { type Host, StartFault } from './host.ts';
import { createLog, LOG_LEVELS } from './log.ts';
import { DEFAULTS, parseOptions } from './options.ts';
import { findFaults } from './preflight.ts';
import { startServer } from './server.ts';

const DEFAULT_CLIENT_DIR = join(import.meta.dirname, '../../client/dist');
/** A stop that takes longer is cut short. */
const STOP_DEADLINE_MS = 8000;

const NOTES = `
Examples:
  starfray serve
      a game for everybody on your network, at port 8080
  starfray serve --port 9000 --bots 40
      a livelier one, elsewhere
  starfray serve --join-code secret
      friends only: the page asks for the code
  starfray serve --host 127.0.0.1 --bots 0
      this machine alone, and nobody to fight
  starfray serve --allow-origin https://example.org
      pages of another site may connect, too

Limits hold for every address, this machine's too. Logs are JSON lines on stderr.
SIGTERM and SIGINT stop the server cleanly; a second one stops it at once.
`;

const program = new Command('starfray')
  .description('Starfray: a multiplayer space-combat game for the browser, and its server.')
  .version(manifest.version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this')
  .helpCommand(false)
  .exitOverride();

program
  .command('serve')
  .summary('serve the game: page, API and WebSocket on one port')
  .description('Serves the game: page, API and WebSocket on one port.')
  .addOption(flag('--port <number>', 'port to listen on, 0 for any that is free', DEFAULTS.port))
  .addOption(flag('--host <address>', 'address to listen on', DEFAULTS.host))
  .addOption(flag('--bots <count>', 'fill every room with bots up to so many players', DEFAULTS.bots))
  .addOption(flag('--room-players <count>', 'players in one room', DEFAULTS.roomPlayers))
  .addOption(flag('--max-players <count>', 'players in all rooms', DEFAULTS.maxPlayers))
  .addOption(flag('--max-spectators <count>', 'spectators in all rooms', DEFAULTS.maxSpectators))
  .addOption(
    flag(
      '--connections-per-address <count>',
      'connections from one address, 0 for no limit',
      DEFAULTS.connectionsPerAddress,
    ),
  )
  .option('--allow-origin <url...>', 'other sites whose pages may connect')
  .option('--join-code <code>', 'admit only who knows this code')
  .option('--seed <number>', 'seed of map and game, for runs that can be repeated')
  .option('--data <directory>', 'directory for what must last; made if missing')
  .option('--client <directory>', 'serve another build of the client')
  .addOption(flag('--log-level <level>', `one of ${LOG_LEVELS.join(', ')}`, DEFAULTS.logLevel))
  .addHelpText('after', NOTES)
  .action((raw: Readonly<Record<string, unknown>>) => serve(raw));

// Whoever reads the first line may have gone away by the second.
process.stdout.on('error', () => undefined);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof StartFault) refuse([error.message]);
  else throw error;
}

// A default without the quotes that commander would print around it.
function flag(flags: string, description: string, fallback: string): Option {
  return new Option(flags, description).default(fallback, fallback);
}

async function serve(raw: Readonly<Record<string, unknown>>): Promise<void> {
  const options = parseOptions({ allowOrigin: DEFAULTS.allowOrigin, ...raw });
  const clientDir = typeof raw['client'] === 'string' ? raw['client'] : DEFAULT_CLIENT_DIR;
  const dataDir = typeof raw['data'] === 'string' ? raw['data'] : undefined;
  const faults = [...(options.ok ? [] : options.fault), ...(await findFaults(clientDir, dataDir))];
  if (!options.ok || faults.length > 0) {
    refuse(faults);
    return;
  }

  const log = createLog(options.value.logLevel);
  const host = await startServer({ ...options.value, clientDir }, log);
  const [first, ...others] = reachableUrls(options.value.host, host.port);
  console.log(`Starfray is ready: ${first}`);
  for (const url of others) console.log(`On your network:   ${url}`);
  stopOnSignals(host);
}

function refuse(faults: readonly string[]): void {
  for (const fault of faults) console.error(`starfray: ${fault}`);
  process.exitCode = 2;
}

function stopOnSignals(host: Host): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    await host.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}
