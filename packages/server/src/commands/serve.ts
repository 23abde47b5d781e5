// `starfray serve`: options in, a running server out.

import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Given } from '../config/options.ts';
import type { AdminDesk } from '../http/index.ts';
import { findCheckFaults } from '../joining/visitor-checks.ts';
import { LineSink } from '../line-sink.ts';
import { createLog, openLogSink } from '../log.ts';
import { listenToConsole } from '../orders/console.ts';
import { createLocalDesk } from '../orders/local-desk.ts';
import { findFaults, findLogFault } from '../preflight.ts';
import { isInForeground } from '../process/foreground.ts';
import { inheritedSockets } from '../process/inherited-sockets.ts';
import { beginLife } from '../process/life.ts';
import { describeReady } from '../ready-lines.ts';
import { serveGames } from '../server.ts';
import { type CliGames, gamesNamed, namesOf } from './cli-game.ts';
import { type Environment, effectiveOptions, type Flags } from './effective-options.ts';

const DEFAULT_CLIENT_DIR = fileURLToPath(new URL('../../../client/dist', import.meta.url));
/** By then all that a start needs is compiled. */
const COMPILED_MS = 1000;

/** Starts the server, and ends with it. `frontEnd` is the module of its threads for connections. @throws OperatorFault. */
export async function serve(
  flags: Flags,
  environment: Environment,
  games: CliGames,
  frontEnd: URL | undefined,
): Promise<void> {
  const { options, warnings } = await effectiveOptions(flags, environment, namesOf(games), async (given, whole) => [
    ...(whole === undefined ? [] : findCheckFaults(whole)),
    ...(await findFaults(textOf(given, 'client') ?? DEFAULT_CLIENT_DIR, textOf(given, 'data'), tlsFilesIn(given))),
    ...findLogFault(textOf(given, 'logFile')),
  ]);
  const { client = DEFAULT_CLIENT_DIR, game, ...rest } = options;
  const [firstGame, ...otherGames] = gamesNamed(games, game);
  const first = await firstGame.load();
  const others = await Promise.all(otherGames.map((other) => other.load()));
  const { title } = first.identity;
  const logSink = openLogSink(options.logFile);
  const log = createLog(options.logLevel, logSink);
  for (const line of warnings) log.warn({}, line);
  const output = LineSink.onDescriptor(1);
  const drainMs = options.drainSeconds * 1000;
  const life = beginLife({ log, logSink, output, drainMs, environment, now: () => performance.now() });
  const serveOptions = {
    ...rest,
    log,
    clientDir: client,
    ...(frontEnd !== undefined && { frontEnd }),
    inheritedSockets: inheritedSockets(environment, process.pid),
    logLinesLost: () => logSink.lost,
    onDrain: () => life.stop('an admin'),
  };
  const all = others.map((other) => other.part(serveOptions));
  // A page of one's own (--client) may be of the first game alone: its menu must not lead to nothing.
  const beside = all.filter(({ clientDir }) => existsSync(join(clientDir, 'index.html')));
  const parts = [first.part(serveOptions), ...beside] as const;
  const host = await serveGames(parts, serveOptions);
  const { first: url, lines } = describeReady(host, options, [
    first.identity,
    ...beside.map(({ identity }) => identity),
  ]);
  for (const part of all.filter((one) => !beside.includes(one))) {
    log.info(
      { game: part.identity.name, clientDir: part.clientDir },
      'there is no page of this game: it is not served',
    );
  }
  life.holds(host, `${title} is at ${url}`);
  for (const line of lines) output.write(`${line}\n`);
  hearConsole(host.admin, (line) => output.write(`${line}\n`));
  // For the next start, once this one is over.
  setTimeout(() => module.flushCompileCache?.(), COMPILED_MS).unref();
}

// A game panel, or the terminal, as long as this process may read it: in the background the kernel would stop it.
function hearConsole(admin: AdminDesk, say: (line: string) => void): void {
  const { stdin } = process;
  if (stdin.isTTY && !isInForeground()) return;
  const desk = createLocalDesk(admin, 'console');
  void listenToConsole(stdin, { desk, say, now: () => performance.now() });
  if (stdin.isTTY) process.on('SIGCONT', () => isInForeground() || stdin.destroy());
}

// One without the other is a fault that the options tell.
function tlsFilesIn(given: Given): { cert: string; key: string } | undefined {
  const [cert, key] = [textOf(given, 'tlsCert'), textOf(given, 'tlsKey')];
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

function textOf(given: Given, name: string): string | undefined {
  const value = given[name]?.value;
  return typeof value === 'string' ? value : undefined;
}
