// `pnpm bench crowd`: one room with a thousand players on real sockets, and whether it keeps its time. The server has one core, the
// load another.

import { item } from '@starfray/shared/core';
import { canPin, cpuMsOf, lineOf, pinned, startStarfray, stopped } from './processes.ts';
import { quantile } from './statistics.ts';

const REAL_CLIENTS = 8;
const WARM_UP_MS = 15_000;
const STATUS_MS = 1000;
const TICKS_PER_SECOND = 60;
const WIRE_PERIOD_MS = 2000 / TICKS_PER_SECOND;
const MIN_SNAPSHOTS = 15;

interface Load {
  readonly seconds: number;
  readonly snapshots: number;
  readonly inputs: number;
  readonly bytesMean: number;
  readonly cpuShare: number;
  readonly desyncs: number;
  readonly rates: readonly number[];
}

interface Status {
  readonly rooms: readonly {
    readonly tick: number;
    readonly bots: number;
    readonly lostMs: number;
    readonly tickMs: { readonly p50: number; readonly p99: number };
    readonly intervalMs: { readonly p50: number; readonly p99: number };
  }[];
  readonly load: { readonly level: number; readonly utilization: number };
}

export interface CrowdOptions {
  readonly players: number;
  readonly seconds: number;
}

export async function benchCrowd({ players, seconds }: CrowdOptions): Promise<{ readonly passed: boolean }> {
  const isPinned = canPin();
  const server = startStarfray(players, isPinned);
  const port = await lineOf(server, /(?:port |localhost:|127\.0\.0\.1:)(\d+)/);
  const load = pinned(
    [
      'bench/ws-load.ts',
      JSON.stringify({
        url: `ws://127.0.0.1:${port}`,
        lean: players - REAL_CLIENTS,
        real: REAL_CLIENTS,
        warmUpMs: WARM_UP_MS,
        measuredMs: seconds * 1000,
        sendsChangesOnly: true,
      }),
    ],
    isPinned,
    1,
  );
  const result = lineOf(load, /^(\{.*\})$/);
  await lineOf(load, /^(measuring|\{.*)$/);
  const cpuBefore = cpuMsOf(server);
  const before = await statusOf(port);
  const startMs = performance.now();
  const seen: { status: Status; atMs: number }[] = [];
  const timer = setInterval(
    async () => seen.push({ status: await statusOf(port), atMs: performance.now() }),
    STATUS_MS,
  );
  const told: Load | { error: string } = JSON.parse(await result);
  clearInterval(timer);
  const cpuMs = cpuMsOf(server) - cpuBefore;
  await stopped(server);
  if ('error' in told) throw new Error(`the load failed: ${told.error}`);
  const last = item(seen, seen.length - 1);
  const ticks = item(last.status.rooms, 0).tick - item(before.rooms, 0).tick;
  const ticksPerSecond = (ticks * 1000) / (last.atMs - startMs);
  const intervalP99Ms = Math.max(...seen.map(({ status }) => item(status.rooms, 0).intervalMs.p99));
  const snapshotsLeast = quantile(told.rates, 0);
  const complaints = [
    ...(ticksPerSecond < TICKS_PER_SECOND * 0.99 ? [`${ticksPerSecond.toFixed(1)} ticks a second`] : []),
    ...(intervalP99Ms > 1.5 * WIRE_PERIOD_MS ? [`p99 of the tick interval is ${intervalP99Ms} ms`] : []),
    ...(snapshotsLeast < MIN_SNAPSHOTS * 0.95 ? [`somebody got ${snapshotsLeast} snapshots a second`] : []),
    ...(told.desyncs > 0 ? [`${told.desyncs} desyncs`] : []),
  ];
  const report = {
    passed: complaints.length === 0,
    complaints,
    players,
    isPinned,
    ticksPerSecond: round(ticksPerSecond),
    tickMs: item(last.status.rooms, 0).tickMs,
    tickIntervalMs: { p50: item(last.status.rooms, 0).intervalMs.p50, p99: intervalP99Ms },
    snapshotsPerSecond: {
      least: round(snapshotsLeast),
      p5: round(quantile(told.rates, 0.05)),
      p50: round(quantile(told.rates, 0.5)),
    },
    loadLevels: [...new Set(seen.map(({ status }) => status.load.level))],
    bytesMean: round(told.bytesMean),
    inputsPerClientAndSecond: round(told.inputs / told.seconds / players),
    serverCpuShare: round(cpuMs / 1000 / told.seconds),
    cpuMicrosPerSnapshot: round((cpuMs * 1000) / told.snapshots),
    loadCpuShare: round(told.cpuShare),
    desyncs: told.desyncs,
  };
  return report;
}

async function statusOf(port: string): Promise<Status> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/status`);
  return (await answer.json()) as Status;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
