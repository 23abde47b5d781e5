// `pnpm bench joins`: a crowd arrives within some seconds where some play already. When are all in, and do those who play notice? With
// --before, the same of another build, in turn with this one.

import { join } from 'node:path';
import { botsOf, commandOf, lineOf, pinned, stopped } from './processes.ts';
import { quantile } from './statistics.ts';

const ROOT = join(import.meta.dirname, '..');
const LOAD = join(import.meta.dirname, 'joins-load.ts');
const PLAYER = join(import.meta.dirname, 'visitor-player.ts');
/** After the last arrival: nobody waits for longer than this for a seat, and all are to be in. */
const LAST_MS = 28_000;
const ALL_IN_MS = 3000;
const SETTLE_MS = 3000;
const MAX_INTERVAL_MS = 50;
const TOGETHER_MS = 3;

export interface JoinsOptions {
  readonly players: number;
  /** In which they arrive. */
  readonly seconds: number;
  /** A folder with another build's sources, its packages installed. */
  readonly before?: string | undefined;
  readonly isPinned: boolean;
}

interface Crowd {
  readonly joinedInTime: number;
  readonly joined: number;
  readonly lastJoinedMs: number;
  readonly attempts: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** Of the core that the crowd shares with the one who played before, and the p99 by which that crowd's own loop was late. */
  readonly crowdCpuShare: number;
  readonly crowdLoopDelayMs: number;
}

interface Arrival extends Crowd {
  /** Between two ticks that serve the same clients, while the crowd came. */
  readonly tickIntervalMs: { readonly p50: number; readonly p99: number };
  /** Between two snapshots at one who played before, until all are to be in. */
  readonly snapshotIntervalMs: { readonly p50: number; readonly p99: number };
  readonly lostGameMs: number;
}

export async function benchJoins(
  options: JoinsOptions,
): Promise<{ readonly passed: boolean; readonly complaints: readonly string[] }> {
  const before = options.before === undefined ? undefined : await measure(options.before, options);
  const now = await measure(ROOT, options);
  const complaints = [
    ...(now.joinedInTime < options.players ? [`${now.joinedInTime} were in after ${allInMs(options)} ms`] : []),
    ...(now.tickIntervalMs.p99 >= MAX_INTERVAL_MS ? [`p99 of the tick interval is ${now.tickIntervalMs.p99} ms`] : []),
  ];
  const ratio = before === undefined ? {} : { before, timesFaster: round(before.lastJoinedMs / now.lastJoinedMs) };
  const result = { passed: complaints.length === 0, complaints, players: options.players, now, ...ratio };
  return result;
}

/** From the first arrival. */
function allInMs({ seconds }: JoinsOptions): number {
  return seconds * 1000 + ALL_IN_MS;
}

async function measure(folder: string, options: JoinsOptions): Promise<Arrival> {
  const { players, seconds, isPinned } = options;
  const inTimeMs = allInMs(options);
  const seats = players + 10;
  const flags = { port: 0, host: '127.0.0.1', bots: 0, 'room-players': seats, 'max-players': seats, seed: 1 };
  const args = Object.entries({ ...flags, 'connections-per-address': 0, 'log-level': 'error' });
  const command = [commandOf(folder), 'serve'];
  const server = pinned([...command, ...args.flatMap(([name, value]) => [`--${name}`, `${value}`])], isPinned, 0);
  const port = await lineOf(server, /(?:localhost|127\.0\.0\.1):(\d+)/);
  const player = pinned([PLAYER, botsOf(folder), port], isPinned, 1);
  const children = [server, player];
  try {
    const arrivals: { readonly at: number; readonly seenMs: number }[] = [];
    player.stdout?.on('data', (chunk: Buffer) => {
      for (const line of String(chunk).trim().split('\n')) {
        arrivals.push({ at: Number(line), seenMs: performance.now() });
      }
    });
    await pause(SETTLE_MS);
    const load = pinned(
      [LOAD, port, ...[players, seconds * 1000, inTimeMs, inTimeMs + LAST_MS].map(String)],
      isPinned,
      1,
    );
    children.push(load);
    const result = lineOf(load, /^(\{.*\})$/);
    await lineOf(load, /^(ready)$/);
    const startMs = performance.now();
    await pause(inTimeMs + 500);
    const { intervalMs, lostMs } = await roomOf(port);
    const crowd = JSON.parse(await result) as Crowd;
    const during = arrivals.filter(({ seenMs }) => seenMs > startMs && seenMs < startMs + inTimeMs).map(({ at }) => at);
    const gaps = during.slice(1).map((at, i) => at - (during[i] ?? at));
    const intervals = gaps.filter((gap) => gap > TOGETHER_MS);
    return {
      ...crowd,
      tickIntervalMs: { p50: round(intervalMs.p50), p99: round(intervalMs.p99) },
      snapshotIntervalMs: { p50: round(quantile(intervals, 0.5)), p99: round(quantile(intervals, 0.99)) },
      lostGameMs: Math.round(lostMs),
    };
  } finally {
    await Promise.all(children.map((child) => (child.exitCode === null ? stopped(child) : undefined)));
  }
}

interface RoomFigures {
  readonly intervalMs: { readonly p50: number; readonly p99: number };
  readonly lostMs: number;
}

async function roomOf(port: string): Promise<RoomFigures> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/status`);
  const { rooms } = (await answer.json()) as { rooms: RoomFigures[] };
  return rooms[0] ?? { intervalMs: { p50: 0, p99: 0 }, lostMs: 0 };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
