// A server under the load of many sockets for some seconds, and what that cost it: what `bench ws` and `bench packed` compare.

import type { ChildProcess } from 'node:child_process';
import { cpuMsOf, lineOf, pinned, stopped } from './processes.ts';

const WARM_UP_MS = 5_000;
const MEASURED_MS = 10_000;

/** What the clients saw while measuring: the last line of `ws-load.ts`. */
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

export interface MeasuredLoad extends Load {
  readonly serverCpuMs: number;
  /** Server CPU per snapshot delivered. */
  readonly micros: number;
}

export interface LoadSettings {
  readonly players: number;
  /** Of them, real headless clients. */
  readonly real: number;
  readonly isPinned: boolean;
  /** Inputs are sent when they change; with every snapshot by default. */
  readonly sendsChangesOnly?: boolean;
  /** What the server asks of its clients, where it is another build's; its wire must be this one's. */
  readonly version?: string | undefined;
}

/** Loads a server that has just been started, and ends it. @throws Error when the load could not be kept up. */
export async function measureLoad(
  server: ChildProcess,
  { players, real, isPinned, sendsChangesOnly = false, version }: LoadSettings,
): Promise<MeasuredLoad> {
  const port = await lineOf(server, /(?:port |localhost:|127\.0\.0\.1:)(\d+)/);
  const options = {
    url: `ws://127.0.0.1:${port}`,
    lean: players - real,
    real,
    warmUpMs: WARM_UP_MS,
    measuredMs: MEASURED_MS,
    sendsChangesOnly,
    version,
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
