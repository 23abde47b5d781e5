#!/usr/bin/env node

// The `netsim` command: a bad network in front of a server, to be played or tested through. Exit codes: 0 well, 2 something to
// put right.

import { type Conditions, LINE_PROFILES, type LineProfile } from '@starfray/shared/protocol';
import { Command, CommanderError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { wholeNumber } from '../cli-flags.ts';
import { startNetsim } from './proxy.ts';

interface Flags {
  readonly listen: number;
  readonly host: string;
  readonly to: { readonly host: string; readonly port: number };
  readonly profile: LineProfile;
  readonly latency?: number;
  readonly jitter?: number;
  readonly bandwidth?: number;
  readonly seed: number;
}

const NOTES = `
Profiles, each way:
${Object.entries(LINE_PROFILES)
  .map(([name, conditions]) => `  ${name.padEnd(14)} ${describe(conditions)}`)
  .join('\n')}

Example:
  netsim --listen 9001 --to 8080 --profile train
      then open http://localhost:9001 and play
`;

const program: Command = new Command('netsim')
  .description('Puts a bad network in front of a server: everything arrives, but late.')
  .version(manifest.version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this')
  .addOption(flag('--listen <port>', 'port to listen on, 0 for any that is free', 0, 65_535).default(9001))
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .addOption(
    new Option('--to <[host:]port>', 'the server')
      .default({ host: '127.0.0.1', port: 8080 }, '8080')
      .argParser(readTarget),
  )
  .addOption(
    new Option('--profile <name>', 'a line as people have them').choices(Object.keys(LINE_PROFILES)).default('mobile'),
  )
  .addOption(flag('--latency <ms>', "in place of the profile's, each way", 0, 10_000))
  .addOption(flag('--jitter <ms>', "in place of the profile's", 0, 10_000))
  .addOption(flag('--bandwidth <kbps>', "in place of the profile's", 1, 10_000_000))
  .addOption(flag('--seed <number>', 'of everything that is random', 0, 2 ** 31).default(1))
  .addHelpText('after', NOTES)
  .allowExcessArguments(false)
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'netsim: ')) })
  .exitOverride()
  .action((flags: Flags) => run(flags));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

async function run({ listen, host, to, profile, latency, jitter, bandwidth, seed }: Flags): Promise<void> {
  const base: Conditions = LINE_PROFILES[profile];
  const conditions: Conditions = {
    ...base,
    ...(latency === undefined ? {} : { latencyMs: latency }),
    ...(jitter === undefined ? {} : { jitterMs: jitter }),
    ...(bandwidth === undefined ? {} : { bandwidthKbps: bandwidth }),
  };
  const netsim = await startNetsim({
    host,
    port: listen,
    targetHost: to.host,
    targetPort: to.port,
    conditions,
    seed,
  }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? `port ${listen} is in use: choose another with --listen` : error.message;
    return program.error(`netsim: ${why}`);
  });
  console.log(`Netsim is ready: http://${host}:${netsim.port} leads to ${to.host}:${to.port} over "${profile}"`);
  console.log(`Each way: ${describe(conditions)}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void netsim.close());
}

function describe({ latencyMs, jitterMs, bandwidthKbps, stalls }: Conditions): string {
  const parts = [`${latencyMs} ms`];
  if (jitterMs > 0) parts.push(`up to ${jitterMs} ms more`);
  if (bandwidthKbps !== undefined) parts.push(`${bandwidthKbps} kbit/s`);
  if (stalls !== undefined) {
    parts.push(`stalls of ${stalls.leastMs} to ${stalls.mostMs} ms about every ${stalls.everyMs / 1000} s`);
  }
  return parts.join(', ');
}

function readTarget(text: string): Flags['to'] {
  const match = /^(?:(.+):)?(\d+)$/.exec(text.replace(/^(?:ws|http):\/\//, '').replace(/\/$/, ''));
  const port = Number(match?.[2]);
  if (match === null || port < 1 || port > 65_535) {
    return program.error(`netsim: --to ${text}: give a port, or host:port`);
  }
  return { host: match[1] ?? '127.0.0.1', port };
}

function flag(flags: string, description: string, least: number, most: number): Option {
  return wholeNumber(() => program, flags, description, least, most);
}
