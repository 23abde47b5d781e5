#!/usr/bin/env node

// The `bots` command: a swarm against a server, and its verdict. Exit codes: 0 well, 1 somebody was refused, lost or out of
// step, 2 something to put right.

import { readFile } from 'node:fs/promises';
import { LINE_PROFILES, type LineProfile } from '@starfray/shared/net';
import { Command, CommanderError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { BRAINS, type BrainName } from './brains/index.ts';
import { wholeNumber } from './cli-flags.ts';
import { type FleetReport, type FleetTarget, runFleet } from './fleet/fleet.ts';
import { readFleetFile } from './fleet/fleet-file.ts';
import { readServerAddress } from './server-address.ts';
import { runSwarm, type SwarmReport } from './swarm.ts';

interface Flags {
  readonly url: string;
  readonly count: number;
  readonly seconds: number;
  readonly brain: BrainName;
  readonly room?: string;
  readonly joinCode?: string;
  readonly net: LineProfile;
  readonly seed: number;
  readonly fleet?: string;
  readonly json: boolean;
}

const program: Command = new Command('bots')
  .description('Sends bots to a Starfray server and tells what they measured.')
  .version(manifest.version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this')
  .option('--url <address>', 'server or invitation', 'ws://localhost:8080')
  .addOption(flag('--count <number>', 'bots', 10, 1, 5000))
  .addOption(flag('--seconds <number>', 'time to play, once all are in', 30, 1, 86_400))
  .addOption(new Option('--brain <name>', 'who flies them').choices(BRAINS).default('mixed'))
  .option('--room <name>', 'room to join')
  .option('--join-code <code>', 'for a private server')
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
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'bots: ')) })
  .exitOverride()
  .action((flags: Flags) => run(flags));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : error.code === 'bots.unreachable' ? 1 : 2;
}

function flag(flags: string, description: string, fallback: number, least: number, most: number): Option {
  return wholeNumber(() => program, flags, description, least, most).default(fallback);
}

async function run({ url, room, json, ...flags }: Flags): Promise<void> {
  const address = readServerAddress(url);
  if (!address.ok) program.error(`bots: --url ${url}: ${address.fault}`);
  let isCancelled = false;
  process.on('SIGINT', () => {
    if (isCancelled) process.exit(1);
    isCancelled = true;
  });
  const target = { ...address.value, room: room ?? address.value.room };
  if (flags.fleet !== undefined)
    return fly(flags.fleet, { address: target, joinCode: flags.joinCode }, json, () => isCancelled);
  const report = await runSwarm({ ...flags, address: target }, () => isCancelled);
  if (json) console.log(JSON.stringify(report));
  else console.log(describe(report));
  const isWell = report.joined === flags.count && report.errors === 0 && report.desyncs === 0;
  // Sockets that take their time to close must not hold the verdict back.
  process.exit(isWell ? 0 : 1);
}

async function fly(path: string, target: FleetTarget, json: boolean, isCancelled: () => boolean): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => program.error(`bots: --fleet ${path}: cannot be read`));
  const file = readFleetFile(text);
  if (!file.ok) return program.error(file.fault.map((line) => `bots: --fleet ${path}: ${line}`).join('\n'));
  const report = await runFleet(file.value, target, isCancelled).catch((error: Error) =>
    program.error(`bots: ${error.message}`, { code: 'bots.unreachable' }),
  );
  console.log(json ? JSON.stringify(report) : describeFleet(report));
  process.exit(report.passed ? 0 : 1);
}

function describeFleet({ passed, complaints, honest, hostile, figures, kicks, seconds }: FleetReport): string {
  return [
    `${honest.joined} of ${honest.members} honest members played for ${seconds} s and came back ${honest.returns} times`,
    ...Object.entries(hostile).map(
      ([kind, { members, attempts, ends }]) =>
        `${kind.padEnd(20)} ${members} members, ${attempts} attempts, ended by ${JSON.stringify(ends)}`,
    ),
    ...Object.entries(figures).map(([name, figure]) => `${name.padEnd(20)} ${figure}`),
    ...kicks.map((kick) => `kicked               ${kick}`),
    ...complaints.map((complaint) => `broken               ${complaint}`),
    passed ? 'passed' : 'failed',
  ].join('\n');
}

function describe(report: SwarmReport): string {
  const { joined, refused, errors, desyncs, seconds, snapshotsPerSecond, bytesPerSnapshot } = report;
  const { visible, rttMs, corrections, reasons } = report;
  return [
    `${joined} joined, ${refused} refused, ${errors} lost, ${desyncs} desyncs in ${seconds} s`,
    `snapshots    ${snapshotsPerSecond.p50} a second (least ${snapshotsPerSecond.min})`,
    `size         ${bytesPerSnapshot.mean} bytes (95 % below ${bytesPerSnapshot.p95})`,
    `in view      ${visible.mean} other ships`,
    `round trip   ${rttMs.p50} ms (99 % below ${rttMs.p99})`,
    `corrections  ${corrections.count}, the largest ${corrections.maxPx} px`,
    ...reasons.map((reason) => `reason       ${reason}`),
  ].join('\n');
}
