// `pnpm bench ws`: the whole server over real sockets, against a bare ws server that sends the same sizes at the same rate.
// Server and load are pinned to a core each; what counts is the ratio of the two servers' CPU per snapshot delivered.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { item } from '@starfray/shared/core';
import { mean, median } from './statistics.ts';

const REAL_CLIENTS = 8;
const WARM_UP_MS = 5_000;
const MEASURED_MS = 10_000;
/** The two sides must deliver and receive alike, or the comparison is void. */
const MAX_DIFFERENCE = 0.02;
const MAX_LOAD_SHARE = 0.9;
/** Linux counts process time in hundredths of a second. */
const MS_PER_JIFFY = 10;
const SERVER_CLI = join(import.meta.dirname, '../packages/server/src/cli.ts');

interface Load {
  readonly snapshots: number;
  readonly leanSnapshots: number;
  readonly inputs: number;
  readonly bytesMean: number;
  readonly cpuShare: number;
  readonly desyncs: number;
  readonly corrections: number;
  readonly sizes: readonly number[];
}

interface Run extends Load {
  readonly serverCpuMs: number;
  /** Server CPU per snapshot delivered. */
  readonly micros: number;
}

export interface WsBenchOptions {
  readonly players: number;
  readonly pairs: number;
}

export async function benchWs({ players, pairs }: WsBenchOptions): Promise<object> {
  const directory = mkdtempSync(join(tmpdir(), 'starfray-bench-'));
  const sizesFile = join(directory, 'sizes');
  const isPinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  const starfrayRuns: Run[] = [];
  const bareRuns: Run[] = [];
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      const starfray = await measure(startStarfray(players, isPinned), players, REAL_CLIENTS, isPinned);
      writeFileSync(sizesFile, starfray.sizes.join('\n'));
      starfrayRuns.push(starfray);
      const bare = pinned(['bench/bare-server.ts', sizesFile], isPinned, 0);
      bareRuns.push(await measure(bare, players, 0, isPinned));
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return summarise(players, isPinned, starfrayRuns, bareRuns);
}

function startStarfray(players: number, isPinned: boolean): ChildProcess {
  const flags = { port: 0, host: '127.0.0.1', bots: 0, 'room-players': players, 'max-players': players, seed: 1 };
  const args = Object.entries({ ...flags, 'connections-per-address': 0, 'log-level': 'warn' });
  return pinned([SERVER_CLI, 'serve', ...args.flatMap(([name, value]) => [`--${name}`, String(value)])], isPinned, 0);
}

function pinned(args: readonly string[], isPinned: boolean, core: number): ChildProcess {
  const command = [process.execPath, ...args];
  const [program = '', ...rest] = isPinned ? ['taskset', '-c', String(core), ...command] : command;
  return spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function measure(server: ChildProcess, players: number, real: number, isPinned: boolean): Promise<Run> {
  const port = await lineOf(server, /(?:port |localhost:|127\.0\.0\.1:)(\d+)/);
  const options = {
    url: `ws://127.0.0.1:${port}`,
    lean: players - real,
    real,
    warmUpMs: WARM_UP_MS,
    measuredMs: MEASURED_MS,
  };
  const load = pinned(['bench/ws-load.ts', JSON.stringify(options)], isPinned, 1);
  const result = lineOf(load, /^(\{.*\})$/);
  await lineOf(load, /^(measuring|\{.*)$/);
  const before = cpuMsOf(server);
  const seen: Load | { error: string } = JSON.parse(await result);
  const serverCpuMs = cpuMsOf(server) - before;
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  if ('error' in seen) throw new Error(`the load failed: ${seen.error}`);
  return { ...seen, serverCpuMs, micros: (serverCpuMs * 1000) / seen.snapshots };
}

// The first group of the first line that matches.
function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('no output to read');
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const match = pattern.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said ${pattern}`)));
  });
}

// User and system time of a process and its threads, from the kernel.
function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_JIFFY;
}

function summarise(players: number, isPinned: boolean, starfray: readonly Run[], bare: readonly Run[]): object {
  const ratios = starfray.map((run, i) => run.micros / item(bare, i).micros);
  const side = (runs: readonly Run[]) => ({
    snapshotsSent: Math.round(mean(runs.map((run) => run.snapshots))),
    inputsReceived: Math.round(mean(runs.map((run) => run.inputs))),
    bytesMean: round(mean(runs.map((run) => run.bytesMean))),
    cpuMicrosPerSnapshot: round(median(runs.map((run) => run.micros))),
    loadCpuShare: round(Math.max(...runs.map((run) => run.cpuShare))),
  });
  const sides = { starfray: side(starfray), bareWs: side(bare) };
  const faults = [
    ...(differ(sides.starfray.snapshotsSent, sides.bareWs.snapshotsSent) ? ['snapshots differ'] : []),
    ...(differ(sides.starfray.inputsReceived, sides.bareWs.inputsReceived) ? ['inputs differ'] : []),
    ...(Math.max(sides.starfray.loadCpuShare, sides.bareWs.loadCpuShare) > MAX_LOAD_SHARE
      ? ['load generator busy']
      : []),
  ];
  return {
    players,
    isPinned,
    ratioToBareWs: {
      median: round(median(ratios)),
      least: round(Math.min(...ratios)),
      most: round(Math.max(...ratios)),
    },
    ...sides,
    desyncs: starfray.reduce((sum, run) => sum + run.desyncs, 0),
    isVoid: faults.length > 0,
    faults,
  };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

function differ(a: number, b: number): boolean {
  return Math.abs(a / b - 1) > MAX_DIFFERENCE;
}
