// `pnpm bench packed`: what a snapshot costs the whole server, over sockets, when everybody is in one view, beside the same players spread out.

import { join } from 'node:path';
import { type MeasuredLoad, measureLoad } from './measured-load.ts';
import { canPin, pinned } from './processes.ts';
import { median } from './statistics.ts';

const SERVER = join(import.meta.dirname, 'packed-server.ts');
const REAL_CLIENTS = 8;
const MAX_RATIO = 2;
const SCENES = ['spread', 'packed'] as const;

export interface PackedOptions {
  readonly players: number;
  readonly pairs: number;
}

export async function benchPacked({ players, pairs }: PackedOptions): Promise<{ readonly passed: boolean }> {
  const isPinned = canPin();
  const runs: Record<(typeof SCENES)[number], MeasuredLoad[]> = { spread: [], packed: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const scene of SCENES) {
      const server = pinned([SERVER, String(players), scene], isPinned, 0);
      runs[scene].push(await measureLoad(server, { players, real: REAL_CLIENTS, isPinned, sendsChangesOnly: true }));
    }
  }
  const side = (of: readonly MeasuredLoad[]) => ({
    cpuMicrosPerSnapshot: round(median(of.map(({ micros }) => micros))),
    bytesMean: round(median(of.map(({ bytesMean }) => bytesMean))),
    loadCpuShare: round(Math.max(...of.map(({ cpuShare }) => cpuShare))),
    desyncs: of.reduce((sum, { desyncs }) => sum + desyncs, 0),
  });
  const ratio = median(runs.packed.map(({ micros }, i) => micros / (runs.spread[i]?.micros ?? micros)));
  const passed = ratio <= MAX_RATIO && [...runs.spread, ...runs.packed].every(({ desyncs }) => desyncs === 0);
  return { passed, ...{ players, ratio: round(ratio), spread: side(runs.spread), packed: side(runs.packed) } };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
