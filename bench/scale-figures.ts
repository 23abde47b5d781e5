// What one step of `bench scale` comes to: figures, whether the room held, and what makes the figures worth less than they look.

import type { ScaleSeen } from './scale-messages.ts';
import { quantile } from './statistics.ts';
import type { ThreadCpu } from './thread-cpu.ts';

const TICKS_PER_SECOND = 60;
const MIN_SNAPSHOTS = 29;
const MAX_INTERVAL_MS = 50;
/** A core that is busy for longer than this share may itself be what does not hold. */
const BUSY = 0.9;
const LATE_MS = 20;
/** Threads that V8 and libuv start in any process, by the beginning of their names. */
const HELPERS = /^(node-V8Worker|DelayedTask|SignalInspector|libuv-worker|V8)/;

interface MemoryMiB {
  readonly empty: number | undefined;
  readonly full: number | undefined;
}

export interface StepFigures {
  readonly ticksPerSecond: number;
  readonly tickIntervalMs: { readonly p50: number; readonly p99: number };
  readonly tickMs: { readonly p50: number; readonly p99: number };
  readonly snapshotsPerSecond: { readonly least: number; readonly p50: number };
  readonly bytesMean: number;
  readonly inputsPerClientAndSecond: number;
  readonly realClients: number;
  readonly desyncs: number;
  /** CPU for each snapshot that reached a client. */
  readonly cpuMicrosPerSnapshot: { readonly simulation: number; readonly all: number };
  /** Of one core, by thread. */
  readonly threadShares: readonly { readonly name: string; readonly share: number }[];
  /** Resident memory of the server before the first client, and with all; undefined where the system does not say. */
  readonly memoryMiB: MemoryMiB;
  readonly load: { readonly processes: number; readonly cpuShares: readonly number[]; readonly loopDelayMs: number };
}

/** Of `/api/status`, as far as it is read here. */
export interface RoomStatus {
  readonly tick: number;
  readonly humans: number;
  readonly tickMs: { readonly p50: number; readonly p99: number };
  readonly intervalMs: { readonly p50: number; readonly p99: number };
}

interface Measured {
  readonly room: RoomStatus;
  readonly ticks: number;
  readonly seconds: number;
  readonly threads: readonly ThreadCpu[];
  readonly seen: readonly ScaleSeen[];
  readonly players: number;
  readonly real: number;
  readonly memoryMiB: MemoryMiB;
}

export function figuresOf(measured: Measured): StepFigures {
  const { room, ticks, seconds, threads, seen, players, real, memoryMiB } = measured;
  const total = (of: (one: ScaleSeen) => number) => seen.reduce((sum, one) => sum + of(one), 0);
  const snapshots = total((one) => one.snapshots);
  const rates = seen.flatMap((one) => one.rates);
  const measuredSeconds = total((one) => one.seconds) / seen.length;
  const [main] = threads;
  const micros = (ms: number) => round((ms * 1000) / Math.max(1, snapshots));
  return {
    ticksPerSecond: round(ticks / seconds),
    tickIntervalMs: room.intervalMs,
    tickMs: room.tickMs,
    snapshotsPerSecond: { least: round(quantile(rates, 0)), p50: round(quantile(rates, 0.5)) },
    bytesMean: round(total((one) => one.bytes * one.snapshots) / Math.max(1, snapshots)),
    inputsPerClientAndSecond: round(total((one) => one.inputs) / measuredSeconds / players),
    realClients: real,
    desyncs: total((one) => one.desyncs),
    cpuMicrosPerSnapshot: {
      simulation: micros(main?.ms ?? 0),
      all: micros(threads.reduce((sum, { ms }) => sum + ms, 0)),
    },
    threadShares: sharesOf(threads, measuredSeconds),
    memoryMiB,
    load: {
      processes: seen.length,
      cpuShares: seen.map((one) => round(one.cpuShare)),
      loopDelayMs: round(Math.max(...seen.map((one) => one.loopDelayMs))),
    },
  };
}

/** The simulation, each thread with a name of its own, and what V8 and libuv start together. */
function sharesOf(threads: readonly ThreadCpu[], seconds: number): { name: string; share: number }[] {
  const share = (ms: number) => round(ms / 1000 / seconds);
  const [main, ...others] = threads;
  const helpersMs = others.filter(({ name }) => HELPERS.test(name)).reduce((sum, { ms }) => sum + ms, 0);
  return [
    { name: 'simulation', share: share(main?.ms ?? 0) },
    ...others.filter(({ name }) => !HELPERS.test(name)).map(({ name, ms }) => ({ name, share: share(ms) })),
    { name: "V8's and libuv's", share: share(helpersMs) },
  ];
}

/** Why the room does not hold; nothing where it does. */
export function complaintsOf(figures: StepFigures): string[] {
  const { ticksPerSecond, tickIntervalMs, snapshotsPerSecond, desyncs } = figures;
  return [
    ...(ticksPerSecond < TICKS_PER_SECOND * 0.99 ? [`${ticksPerSecond} ticks a second`] : []),
    ...(tickIntervalMs.p99 >= MAX_INTERVAL_MS ? [`p99 of the tick interval is ${tickIntervalMs.p99} ms`] : []),
    ...(snapshotsPerSecond.least < MIN_SNAPSHOTS
      ? [`a client got ${snapshotsPerSecond.least} snapshots a second`]
      : []),
    ...(desyncs > 0 ? [`${desyncs} desyncs`] : []),
  ];
}

export function doubtsOf({ load, realClients }: StepFigures, isPinned: boolean): string[] {
  const busiest = Math.max(...load.cpuShares);
  return [
    ...(!isPinned ? ['server and load share all cores'] : []),
    ...(realClients === 0 ? ['no real clients, which would see a desync: this build speaks another version'] : []),
    ...(busiest > BUSY ? [`a load process took ${busiest} of its core`] : []),
    ...(load.loopDelayMs > LATE_MS ? [`a load process was ${load.loopDelayMs} ms late (p99)`] : []),
  ];
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
