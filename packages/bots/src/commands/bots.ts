// The `bots` command: a swarm against a server, and its verdict. Exit codes: 0 well, 1 somebody was refused, lost or out of
// step, 2 something to put right.

import { readFile } from 'node:fs/promises';
import type { World } from '@starfray/shared/contract';
import { LINE_PROFILES, type LineProfile } from '@starfray/shared/protocol';
import { Command, CommanderError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { BotGame } from '../bot.ts';
import { wholeNumber } from '../cli-flags.ts';
import { type FleetTarget, runFleet } from '../fleet/fleet.ts';
import { readFleetFile } from '../fleet/fleet-file.ts';
import { readServerAddress } from '../server-address.ts';
import { runSwarm } from '../swarm.ts';
import { describeFleet, describeSwarm } from './reports.ts';

interface Flags {
  readonly url: string;
  readonly count: number;
  readonly seconds: number;
  readonly brain: string;
  readonly room?: string;
  readonly joinCode?: string;
  readonly net: LineProfile;
  readonly seed: number;
  readonly token?: string;
  readonly reconnect: boolean;
  readonly fleet?: string;
  readonly json: boolean;
}

/** Does what the arguments say and sets the exit code; ends the process when bots have flown. `name` is what was typed to get here. */
export async function runBots<W extends World, A>(
  bots: BotGame<W, A>,
  args: readonly string[],
  name: string,
): Promise<void> {
  try {
    // Scripts of package managers pass on the -- that was meant for them.
    await createProgram(bots, name).parseAsync(args[0] === '--' ? args.slice(1) : args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : error.code === 'bots.unreachable' ? 1 : 2;
  }
}

function createProgram<W extends World, A>(bots: BotGame<W, A>, name: string): Command {
  const program = new Command(name);
  const flag = (flags: string, description: string, fallback: number, least: number, most: number): Option =>
    wholeNumber(() => program, flags, description, least, most).default(fallback);
  return program
    .description(`Sends bots to a ${bots.game.identity.title} server and tells what they measured.`)
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .option('--url <address>', 'server or invitation', 'ws://localhost:8080')
    .addOption(flag('--count <number>', 'bots', 10, 1, 5000))
    .addOption(flag('--seconds <number>', 'time to play, once all are in', 30, 1, 86_400))
    .addOption(new Option('--brain <name>', 'who flies them').choices(bots.brains).default(bots.brains.at(-1)))
    .option('--room <name>', 'room to join')
    .option('--join-code <code>', 'for a private server')
    .option('--token <token>', 'where bots must show one: "starfray token create --role bot"')
    .option('--reconnect', 'come back when a connection is lost, to another node where there is one', false)
    .addOption(
      new Option('--net <profile>', 'the network between them and the server')
        .choices(Object.keys(LINE_PROFILES))
        .default('perfect'),
    )
    .addOption(flag('--seed <number>', 'of all their decisions', 1, 0, 2 ** 31))
    .option(
      '--fleet <file>',
      'a load test with a verdict, as the file describes it; other flags but --url, --room and --join-code do not count',
    )
    .option('--json', 'print one JSON object as the last line', false)
    .allowExcessArguments(false)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, `${name}: `)) })
    .exitOverride()
    .action((flags: Flags) => run(bots, program, flags));
}

async function run<W extends World, A>(
  bots: BotGame<W, A>,
  program: Command,
  { url, room, json, ...flags }: Flags,
): Promise<void> {
  const address = readServerAddress(url);
  if (!address.ok) return program.error(`${program.name()}: --url ${url}: ${address.fault}`);
  let isCancelled = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isCancelled) process.exit(1);
      isCancelled = true;
    });
  }
  const target = { ...address.value, room: room ?? address.value.room };
  if (flags.fleet !== undefined && address.value.server.startsWith('wss:'))
    return program.error(
      `${program.name()}: --url ${url}: a fleet speaks plain ws only; aim it at a server without TLS`,
    );
  if (flags.fleet !== undefined && new URL(address.value.server).pathname !== '/')
    return program.error(
      `${program.name()}: --url ${url}: a fleet knows no path; aim it at the server itself, which answers at its root, too`,
    );
  if (flags.fleet !== undefined)
    return fly(bots, program, flags.fleet, { address: target, joinCode: flags.joinCode }, json, () => isCancelled);
  const report = await runSwarm(bots, { ...flags, reconnects: flags.reconnect, address: target }, () => isCancelled);
  if (json) console.log(JSON.stringify(report));
  else console.log(describeSwarm(report));
  const isWell = report.joined === flags.count && report.errors === 0 && report.desyncs === 0;
  // Sockets that take their time to close must not hold the verdict back.
  process.exit(isWell ? 0 : 1);
}

async function fly<W extends World, A>(
  bots: BotGame<W, A>,
  program: Command,
  path: string,
  target: FleetTarget,
  json: boolean,
  isCancelled: () => boolean,
): Promise<void> {
  const where = `${program.name()}: --fleet ${path}`;
  const text = await readFile(path, 'utf8').catch(() => program.error(`${where}: cannot be read`));
  const file = readFleetFile(text);
  if (!file.ok) return program.error(file.fault.map((line) => `${where}: ${line}`).join('\n'));
  const report = await runFleet(bots, file.value, target, isCancelled).catch((error: Error) =>
    program.error(`${program.name()}: ${error.message}`, { code: 'bots.unreachable' }),
  );
  console.log(json ? JSON.stringify(report) : describeFleet(report));
  process.exit(report.passed ? 0 : 1);
}
