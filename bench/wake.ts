// `pnpm bench wake`: what it costs to wake front ends in other threads when a tick is published, and how soon they begin, in three ways.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createTickBell, TickBell } from '../packages/server/src/room/shared/tick-bell.ts';
import { quantile } from './statistics.ts';
import type { WakeFigures, WakeMethod, WakeTask } from './wake-thread.ts';

const TICK_MS = 1000 / 60;
const THREAD = new URL('./wake-thread.ts', import.meta.url);

export interface WakeOptions {
  readonly frontEnds: number;
  /** At the first front end. */
  readonly clients: number;
  readonly seconds: number;
}

const clockMs = () => Number(process.hrtime.bigint()) / 1e6;

/** Each way in turn: latency from before the publication to the callback, CPU of the first front end, cost of a publication. */
export async function benchWake({ frontEnds, clients, seconds }: WakeOptions): Promise<object> {
  const options = { frontEnds, clients, seconds };
  const ways: Record<string, object> = {};
  for (const method of ['bell', 'message', 'timer'] as const) ways[method] = await measure(method, options);
  return { ...options, ways };
}

async function measure(method: WakeMethod, { frontEnds, clients, seconds }: WakeOptions): Promise<object> {
  const bellMemory = createTickBell();
  const tick = new Int32Array(new SharedArrayBuffer(4));
  const times = new Float64Array(new SharedArrayBuffer(16));
  const ends = await Promise.all(
    Array.from({ length: frontEnds }, async () => {
      const { port1, port2 } = new MessageChannel();
      const task: WakeTask = { method, bell: bellMemory, tick, times, port: port2 };
      const worker = new Worker(THREAD, { workerData: task, transferList: [port2] });
      const [address] = (await once(worker, 'message')) as [AddressInfo];
      return { worker, port: port1, address };
    }),
  );
  const [first] = ends;
  if (first === undefined) throw new RangeError('there must be a front end');
  const load = new Worker(THREAD, { workerData: { port: first.address.port, clients } });
  await once(load, 'online');
  for (const { worker } of ends) worker.postMessage('begin');
  const bell = new TickBell(bellMemory);
  const wake = {
    bell: () => bell.ring(),
    message: () => {
      for (const { port } of ends) port.postMessage(tick[0]);
    },
    timer: () => undefined,
  }[method];
  const costMicros = await publishTicks(seconds, tick, times, wake);
  const answer = once(first.worker, 'message') as Promise<[WakeFigures]>;
  first.worker.postMessage('end');
  const [{ latencyMs, missed, cpuMs }] = await answer;
  await Promise.all([load, ...ends.map(({ worker }) => worker)].map((worker) => worker.terminate()));
  for (const { port } of ends) port.close();
  return {
    latencyMs: { p50: round(quantile(latencyMs, 0.5)), p99: round(quantile(latencyMs, 0.99)) },
    missedTicks: missed,
    frontEndCpuPercent: round(cpuMs / (seconds * 10)),
    publicationMicros: { p50: round(quantile(costMicros, 0.5)), p90: round(quantile(costMicros, 0.9)) },
  };
}

// Sixty ticks a second; answers what each publication took.
async function publishTicks(
  seconds: number,
  tick: Int32Array,
  times: Float64Array,
  wake: () => void,
): Promise<number[]> {
  const costs: number[] = [];
  let dueMs = clockMs();
  for (let i = 1; i <= seconds * 60; i += 1) {
    dueMs += TICK_MS;
    await new Promise((done) => setTimeout(done, Math.max(0, dueMs - clockMs())));
    const startMs = clockMs();
    times[0] = startMs;
    times[1] = dueMs + TICK_MS;
    Atomics.store(tick, 0, i);
    wake();
    costs.push((clockMs() - startMs) * 1000);
  }
  return costs;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
