// `pnpm bench store`: results written to the embedded store at a steady rate, beside a loop that ticks. Does writing disturb it?

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore, type VisitResult } from '@starfray/server/store';
import { calibrationMs, quantile } from './statistics.ts';

const TICKS_PER_SECOND = 60;
const TICK_MS = 1000 / TICKS_PER_SECOND;
/** What a tick of a busy room takes. */
const WORK_MS = 3;
const WARM_UP_SECONDS = 1;
const PILOTS = 1000;
/** Later than that without the writes, and the comparison is void. */
const MAX_QUIET_MS = TICK_MS * 1.5;
/** How much later than without the writes one tick in a hundred may be. */
const MAX_DELAY_MS = TICK_MS / 4;
/** Of the rate asked for: the last group's commit falls outside. */
const MIN_SHARE = 0.95;

export interface StoreBenchOptions {
  readonly perSecond: number;
  readonly seconds: number;
}

/** What came of the writes so far. */
interface Tally {
  offered: number;
  committed: number;
  refused: number;
  /** The last one's outcome. */
  last: Promise<void>;
  readonly acknowledgedMs: number[];
}

interface Ticks {
  /** Milliseconds between the starts of ticks. */
  readonly intervals: readonly number[];
  /** Of this thread alone. */
  readonly cpuMs: number;
}

interface Report {
  readonly passed: boolean;
  readonly [figure: string]: unknown;
}

export async function benchStore({ perSecond, seconds }: StoreBenchOptions): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'starfray-bench-'));
  const store = await openSqliteStore(join(directory, 'starfray.db'));
  try {
    await tick(WARM_UP_SECONDS, () => undefined);
    // Half of the quiet before the writes and half after, so that a machine that slows down is no fault of theirs.
    const before = await tick(seconds / 2, () => undefined);
    const tally: Tally = { offered: 0, committed: 0, refused: 0, last: Promise.resolve(), acknowledgedMs: [] };
    const startMs = performance.now();
    const during = await tick(seconds, (elapsedMs) => write(store, tally, (elapsedMs * perSecond) / 1000));
    // Groups are committed in order, so with the last all are.
    await tally.last;
    const tookMs = performance.now() - startMs;
    const after = await tick(seconds / 2, () => undefined);
    const quiet = { intervals: [...before.intervals, ...after.intervals], cpuMs: before.cpuMs + after.cpuMs };
    return report({ perSecond, seconds }, tally, tookMs, quiet, during);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
}

/** Starts ticks on an absolute schedule. */
function tick(seconds: number, work: (elapsedMs: number) => void): Promise<Ticks> {
  const startMs = performance.now();
  const cpuBefore = process.threadCpuUsage();
  const intervals: number[] = [];
  let lastMs = startMs;
  return new Promise((resolve) => {
    const wake = () => {
      const nowMs = performance.now();
      intervals.push(nowMs - lastMs);
      lastMs = nowMs;
      work(nowMs - startMs);
      while (performance.now() < nowMs + WORK_MS) Math.hypot(nowMs, lastMs);
      const dueMs = startMs + (intervals.length + 1) * TICK_MS;
      if (nowMs - startMs >= seconds * 1000) resolve({ intervals, cpuMs: cpuMsSince(cpuBefore) });
      else setTimeout(wake, Math.max(0, dueMs - performance.now()));
    };
    setTimeout(wake, TICK_MS);
  });
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function write(store: SqliteStore, tally: Tally, due: number): void {
  while (tally.offered < Math.floor(due)) {
    const startMs = performance.now();
    tally.last = store.addResult(resultOf(tally.offered)).then(
      () => {
        tally.committed += 1;
        tally.acknowledgedMs.push(performance.now() - startMs);
      },
      () => {
        tally.refused += 1;
      },
    );
    tally.offered += 1;
  }
}

function resultOf(number: number): VisitResult {
  const pilot = number % PILOTS;
  return {
    id: `result-${number}-of-this-run`,
    pilot: `account:${pilot}`,
    isIdentified: true,
    name: `Pilot ${pilot}`,
    mode: 'ffa',
    // Spread, so that some visits are bests and most are not.
    score: (number * 7919) % 10_007,
    tallies: { kills: number % 20, deaths: number % 7 },
    seconds: 300,
    endedAtMs: Date.now(),
  };
}

function report(options: StoreBenchOptions, tally: Tally, tookMs: number, quiet: Ticks, writing: Ticks): Report {
  const quietP99Ms = quantile(quiet.intervals, 0.99);
  const delayMs = quantile(writing.intervals, 0.99) - quietP99Ms;
  const committedPerSecond = (tally.committed * 1000) / tookMs;
  const complaints = [
    ...(quietP99Ms > MAX_QUIET_MS ? ['the machine is busy: ticks are late without the writes, too'] : []),
    ...(tally.refused > 0 ? [`${tally.refused} refused`] : []),
    ...(committedPerSecond < options.perSecond * MIN_SHARE ? [`${round(committedPerSecond)} committed a second`] : []),
    ...(delayMs > MAX_DELAY_MS ? [`p99 of the tick interval is ${round(delayMs)} ms longer with the writes`] : []),
  ];
  return {
    passed: complaints.length === 0,
    complaints,
    ...options,
    offered: tally.offered,
    accepted: tally.offered - tally.refused,
    refused: tally.refused,
    committedPerSecond: round(committedPerSecond),
    acknowledgedMs: spread(tally.acknowledgedMs),
    tickIntervalMs: { quiet: spread(quiet.intervals), writing: spread(writing.intervals) },
    cpuMsPerTick: { quiet: cpuMsPerTick(quiet), writing: cpuMsPerTick(writing) },
    calibrationMs: round(calibrationMs()),
  };
}

function cpuMsPerTick({ intervals, cpuMs }: Ticks): number {
  return round(cpuMs / intervals.length);
}

function spread(values: readonly number[]): object {
  return { p50: round(quantile(values, 0.5)), p99: round(quantile(values, 0.99)), most: round(quantile(values, 1)) };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
