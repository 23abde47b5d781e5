// `pnpm bench packed`: what a snapshot costs the whole server, over sockets, when everybody is in one view, beside the same players spread out.

import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { canPin, cpuMsOf, lineOf, pinned, stopped } from './processes.ts';
import { median } from './statistics.ts';

const SERVER = join(import.meta.dirname, 'packed-server.ts');
const REAL_CLIENTS = 8;
const WARM_UP_MS = 5000;
const MEASURED_MS = 10_000;
const MOST_RATIO = 2;
const SCENES = ['spread', 'packed'] as const;

interface Load {
  readonly snapshots: number;
  readonly bytesMean: number;
  readonly cpuShare: number;
  readonly desyncs: number;
}

interface Run extends Load {
  /** Server CPU for each snapshot. */
  readonly micros: number;
}

export interface PackedOptions {
  readonly players: number;
  readonly pairs: number;
}

export async function benchPacked({ players, pairs }: PackedOptions): Promise<{ readonly passed: boolean }> {
  const runs: Record<(typeof SCENES)[number], Run[]> = { spread: [], packed: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const scene of SCENES) runs[scene].push(await measure(scene, players));
  }
  const side = (of: readonly Run[]) => ({
    cpuMicrosPerSnapshot: round(median(of.map(({ micros }) => micros))),
    bytesMean: round(median(of.map(({ bytesMean }) => bytesMean))),
    loadCpuShare: round(Math.max(...of.map(({ cpuShare }) => cpuShare))),
    desyncs: of.reduce((sum, { desyncs }) => sum + desyncs, 0),
  });
  const ratio = median(runs.packed.map(({ micros }, i) => micros / (runs.spread[i]?.micros ?? micros)));
  const passed = ratio <= MOST_RATIO && [...runs.spread, ...runs.packed].every(({ desyncs }) => desyncs === 0);
  return { passed, ...{ players, ratio: round(ratio), spread: side(runs.spread), packed: side(runs.packed) } };
}

async function measure(scene: (typeof SCENES)[number], players: number): Promise<Run> {
  const isPinned = canPin();
  const server: ChildProcess = pinned([SERVER, String(players), scene], isPinned, 0);
  const port = await lineOf(server, /^port (\d+)$/);
  const options = {
    url: `ws://127.0.0.1:${port}`,
    lean: players - REAL_CLIENTS,
    real: REAL_CLIENTS,
    warmUpMs: WARM_UP_MS,
    measuredMs: MEASURED_MS,
    sendsChangesOnly: true,
  };
  const load = pinned(['bench/ws-load.ts', JSON.stringify(options)], isPinned, 1);
  const result = lineOf(load, /^(\{.*\})$/);
  await lineOf(load, /^(measuring|\{.*)$/);
  const before = cpuMsOf(server);
  const seen: Load | { error: string } = JSON.parse(await result);
  const cpuMs = cpuMsOf(server) - before;
  await stopped(server);
  if ('error' in seen) throw new Error(`the load failed: ${seen.error}`);
  return { ...seen, micros: (cpuMs * 1000) / seen.snapshots };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
