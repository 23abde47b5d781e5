// `pnpm bench ws`: the whole server over real sockets, against a bare ws server that sends the same sizes at the same rate.
// Server and load are pinned to a core each; what counts is the ratio of the two servers' CPU per snapshot delivered. With --before, another
// build's in the same turns, by its ratio to this one's.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { item } from '@starfray/shared/core';
import { type MeasuredLoad, measureLoad } from './measured-load.ts';
import { canPin, lineOf, pinned, startStarfray, stopped } from './processes.ts';
import { mean, median } from './statistics.ts';

const REAL_CLIENTS = 8;
/** The two sides must deliver and receive alike, or the comparison is void. */
const MAX_DIFFERENCE = 0.02;
const MAX_LOAD_SHARE = 0.9;

export interface WsBenchOptions {
  readonly players: number;
  readonly pairs: number;
  /** Sources or package of another build that speaks the same wire. */
  readonly before?: string | undefined;
}

export async function benchWs({ players, pairs, before }: WsBenchOptions): Promise<object> {
  const directory = mkdtempSync(join(tmpdir(), 'starfray-bench-'));
  const sizesFile = join(directory, 'sizes');
  const isPinned = canPin();
  const starfrayRuns: MeasuredLoad[] = [];
  const changesRuns: MeasuredLoad[] = [];
  const bareRuns: MeasuredLoad[] = [];
  const beforeRuns: MeasuredLoad[] = [];
  const version = before === undefined ? undefined : await versionOf(before);
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      const settings = { players, real: REAL_CLIENTS, isPinned };
      if (before !== undefined) {
        // No real clients: they would look for desyncs by this build's rules.
        const lean = { players, real: 0, isPinned, version };
        beforeRuns.push(await measureLoad(startStarfray(players, isPinned, before), lean));
      }
      const starfray = await measureLoad(startStarfray(players, isPinned), settings);
      writeFileSync(sizesFile, starfray.sizes.join('\n'));
      starfrayRuns.push(starfray);
      const bare = pinned(['bench/bare-server.ts', sizesFile], isPinned, 0);
      bareRuns.push(await measureLoad(bare, { players, real: 0, isPinned }));
      changesRuns.push(await measureLoad(startStarfray(players, isPinned), { ...settings, sendsChangesOnly: true }));
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  const summary = summarise(players, isPinned, starfrayRuns, bareRuns, changesRuns);
  return before === undefined ? summary : { ...summary, ratioToBefore: spread(ratiosOf(starfrayRuns, beforeRuns)) };
}

/** What a build asks of its clients. */
async function versionOf(folder: string): Promise<string> {
  const server = startStarfray(1, false, folder);
  try {
    const port = await lineOf(server, /(?:localhost|127\.0\.0\.1):(\d+)/);
    const answer = await fetch(`http://127.0.0.1:${port}/api/status`);
    return ((await answer.json()) as { version: string }).version;
  } finally {
    await stopped(server);
  }
}

function ratiosOf(runs: readonly MeasuredLoad[], others: readonly MeasuredLoad[]): number[] {
  return runs.map((run, i) => run.micros / item(others, i).micros);
}

function summarise(
  players: number,
  isPinned: boolean,
  starfray: readonly MeasuredLoad[],
  bare: readonly MeasuredLoad[],
  changes: readonly MeasuredLoad[],
): object {
  const side = (runs: readonly MeasuredLoad[]) => ({
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
    ratioToBareWs: spread(ratiosOf(starfray, bare)),
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
