// A thread of `bench wake`: a front end that waits for ticks in one of three ways while its sockets bring messages, or the clients that send them.

import { connect, createServer, type Socket } from 'node:net';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { TickBellListener, type TickBellMemory } from '../packages/server/src/room/shared/tick-bell.ts';

export type WakeMethod = 'bell' | 'message' | 'timer';
export interface WakeTask {
  readonly method: WakeMethod;
  readonly bell: TickBellMemory;
  /** The newest tick, and when it was published and the next is due, in ms of the clock of all threads. */
  readonly tick: Int32Array;
  readonly times: Float64Array;
  readonly port: MessagePort;
}
export interface WakeFigures {
  readonly latencyMs: readonly number[];
  readonly missed: number;
  readonly cpuMs: number;
}

const MESSAGES_PER_SECOND = 30;
const MESSAGE_BYTES = 40;

const clockMs = () => Number(process.hrtime.bigint()) / 1e6;

/** Answers what the sockets bring; says its port, begins at the first message, and answers its figures at the second. */
function runFrontEnd({ method, bell, tick, times, port }: WakeTask): void {
  const server = createServer((socket) => socket.on('data', (data) => socket.write(data)).on('error', () => undefined));
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage(server.address()));
  const latencyMs: number[] = [];
  let [seen, missed] = [0, 0];
  const look = (): boolean => {
    const newest = Atomics.load(tick, 0);
    if (newest === seen) return false;
    latencyMs.push(clockMs() - (times[0] ?? 0));
    missed += newest - seen - 1;
    seen = newest;
    return true;
  };
  const poll = (): void => {
    const waitMs = look() ? (times[1] ?? 0) - clockMs() : 1;
    setTimeout(poll, Math.max(1, waitMs));
  };
  parentPort?.once('message', () => {
    const before = process.threadCpuUsage();
    if (method === 'bell') new TickBellListener(bell, look, (callback) => void setImmediate(callback));
    else if (method === 'message') port.on('message', look);
    else poll();
    parentPort?.once('message', () => {
      const { user, system } = process.threadCpuUsage(before);
      parentPort?.postMessage({ latencyMs, missed, cpuMs: (user + system) / 1000 } satisfies WakeFigures);
    });
  });
}

/** So many clients, each of which sends 30 messages a second, spread evenly. */
function runClients({ port, clients }: { readonly port: number; readonly clients: number }): void {
  const message = new Uint8Array(MESSAGE_BYTES);
  const sockets: Socket[] = [];
  let turn = 0;
  for (let i = 0; i < clients; i += 1) sockets.push(connect(port, '127.0.0.1').on('data', () => undefined));
  setInterval(
    () => {
      for (let i = turn; i < sockets.length; i += 8) sockets[i]?.write(message);
      turn = (turn + 1) % 8;
    },
    1000 / (8 * MESSAGES_PER_SECOND),
  );
}

const task: WakeTask | { readonly port: number; readonly clients: number } = workerData;
if ('clients' in task) runClients(task);
else runFrontEnd(task);
