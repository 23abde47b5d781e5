// `pnpm bench ws`: the whole server over real sockets, against a bare ws server that sends the same sizes at the same rate.
// Server and load are pinned to a core each; what counts is the ratio of the two servers' CPU per snapshot delivered.

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { item } from '@starfray/shared/core';
import { canPin, cpuMsOf, lineOf, pinned, startStarfray, stopped } from './processes.ts';
import { mean, median } from './statistics.ts';

const REAL_CLIENTS = 8;
const WARM_UP_MS = 5_000;
const MEASURED_MS = 10_000;
/** The two sides must deliver and receive alike, or the comparison is void. */
const MAX_DIFFERENCE = 0.02;
const MAX_LOAD_SHARE = 0.9;

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
  const isPinned = canPin();
  const starfrayRuns: Run[] = [];
  const changesRuns: Run[] = [];
  const bareRuns: Run[] = [];
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      const starfray = await measure(startStarfray(players, isPinned), players, REAL_CLIENTS, isPinned);
      writeFileSync(sizesFile, starfray.sizes.join('\n'));
      starfrayRuns.push(starfray);
      const bare = pinned(['bench/bare-server.ts', sizesFile], isPinned, 0);
      bareRuns.push(await measure(bare, players, 0, isPinned));
      changesRuns.push(await measure(startStarfray(players, isPinned), players, REAL_CLIENTS, isPinned, true));
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return summarise(players, isPinned, starfrayRuns, bareRuns, changesRuns);
}

async function measure(
  server: ChildProcess,
  players: number,
  real: number,
  isPinned: boolean,
  sendsChangesOnly = false,
): Promise<Run> {
  const port = await lineOf(server, /(?:port |localhost:|127\.0\.0\.1:)(\d+)/);
  const options = {
    url: `ws://127.0.0.1:${port}`,
    lean: players - real,
    real,
    warmUpMs: WARM_UP_MS,
    measuredMs: MEASURED_MS,
    sendsChangesOnly,
  };
  const load = pinned(['bench/ws-load.ts', JSON.stringify(options)], isPinned, 1);
  const result = lineOf(load, /^(\{.*\})$/);
  await lineOf(load, /^(measuring|\{.*)$/);
  const before = cpuMsOf(server);
  const seen: Load | { error: string } = JSON.parse(await result);
  const serverCpuMs = cpuMsOf(server) - before;
  await stopped(server);
  if ('error' in seen) throw new Error(`the load failed: ${seen.error}`);
  return { ...seen, serverCpuMs, micros: (serverCpuMs * 1000) / seen.snapshots };
}

function summarise(
  players: number,
  isPinned: boolean,
  starfray: readonly Run[],
  bare: readonly Run[],
  changes: readonly Run[],
): object {
  const ratios = starfray.map((run, i) => run.micros / item(bare, i).micros);
  const side = (runs: readonly Run[]) => ({
    snapshotsSent: Math.round(mean(runs.map((run) => run.snapshots))),
    inputsReceived: Math.round(mean(runs.map((run) => run.inputs))),
    bytesMean: round(mean(runs.map((run) => run.bytesMean))),
    cpuMicrosPerSnapshot: round(median(runs.map((run) => run.micros))),
    loadCpuShare: round(Math.max(...runs.map((run) => run.cpuShare))),
  });
  const cpuRatios = changes.map((run, i) => run.serverCpuMs / item(bare, i).serverCpuMs);
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
    ratioToBareWs: spread(ratios),
    cpuVsBareAt30Inputs: spread(cpuRatios),
    ...sides,
    starfrayChangesOnly: side(changes),
    desyncs: [...starfray, ...changes].reduce((sum, run) => sum + run.desyncs, 0),
    isVoid: faults.length > 0,
    faults,
  };
}

function spread(values: readonly number[]): object {
  return { median: round(median(values)), least: round(Math.min(...values)), most: round(Math.max(...values)) };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

function differ(a: number, b: number): boolean {
  return Math.abs(a / b - 1) > MAX_DIFFERENCE;
}
