// What a server says of itself at /api/status, as far as a fleet judges it.

import type { ServerAddress } from '../server-address.ts';

/** As many as a server's p99 is taken over: that of fewer is the worst two or three ticks, as when a room opens and code is new. */
const JUDGED_TICKS = 1024;

export interface ServerSample {
  /** Of the room that keeps time worst, of those that run for long enough if there are any. */
  readonly intervalP99Ms: number;
  readonly heapBytes: number;
  readonly desyncs: number;
  /** Players and spectators that are not the server's own. */
  readonly outsiders: number;
}

/** @throws Error when nothing answers there, or something else than a Starfray server does. */
export async function readStatus({ server }: ServerAddress): Promise<ServerSample> {
  const url = `${server.replace(/^ws/, 'http')}/api/status`;
  let answer: unknown;
  try {
    answer = await (await fetch(url)).json();
  } catch (error) {
    throw new Error(`${url} does not answer: is the server running?`, { cause: error });
  }
  const sample = readSample(answer);
  if (sample === undefined) throw new Error(`${url} is not the status of a Starfray server`);
  return sample;
}

/** What a server's status says; undefined for something else. */
export function readSample(answer: unknown): ServerSample | undefined {
  const rooms = fieldOf(answer, 'rooms');
  if (!Array.isArray(rooms)) return undefined;
  const settled = rooms.filter((room) => numberAt(room, 'tick') >= JUDGED_TICKS);
  const judged = settled.length > 0 ? settled : rooms;
  return {
    intervalP99Ms: Math.max(0, ...judged.map((room) => numberAt(room, 'intervalMs', 'p99'))),
    heapBytes: numberAt(answer, 'memory', 'heapBytes'),
    desyncs: numberAt(answer, 'desyncs'),
    outsiders: numberAt(answer, 'humans') + numberAt(answer, 'bots') + numberAt(answer, 'spectators'),
  };
}

/** By how much a count of the server's rose above its first sample: what was there before is not this fleet's. */
export function grown([first = 0, ...later]: readonly number[]): number {
  return Math.max(0, ...later.map((count) => count - first));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = path.reduce(fieldOf, value);
  return typeof found === 'number' ? found : 0;
}
