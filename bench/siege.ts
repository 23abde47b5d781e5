// `pnpm bench siege`: people play while the server is besieged by connections that never finish their handshake, that never say a word,
// that all want in at once, and that never read. Are they played with as before, and is all memory given back?

import type { ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { RunningBot } from '@starfray/bots';
import { createBot } from '@starfray/starfray/bots';
import { lineOf, pinned, stopped } from './processes.ts';

const SERVER_CLI = join(import.meta.dirname, '../games/cli.ts');
const MEMORY = join(import.meta.dirname, 'memory-on-demand.ts');
const WIRE_PERIOD_MS = 1000 / 30;
const MAX_PERIODS = 1.5;
const MAX_GROWTH = 0.1;
const STATUS_MS = 500;
const JOIN_MS = 60_000;
/** Players come at this pace, so that none is refused. */
const JOIN_PACE_MS = 30;
/** Besiegers come from so many addresses of loopback, each within what one address may. */
const ADDRESSES = 50;

export interface SiegeOptions {
  /** Who play. */
  readonly players: number;
  /** Connections that begin a request and never end it. */
  readonly halfOpen: number;
  /** Connections that ask to join, and say nothing from then on, not even to pings. */
  readonly silent: number;
  /** Joins, all within a few seconds, by who leaves at once. */
  readonly joins: number;
  /** Players who never read. */
  readonly slowReaders: number;
  readonly seconds: number;
  /** What the server gets to forget all it kept of them, before its memory is looked at. */
  readonly recoverySeconds: number;
  readonly isPinned: boolean;
}

export interface SiegeResult {
  readonly passed: boolean;
  readonly complaints: readonly string[];
  readonly players: number;
  /** Players who lost their connection, for whatever reason. */
  readonly kicked: number;
  readonly besiegers: Readonly<Record<string, number>>;
  /** Of the server, over the last seconds, at its worst moment. */
  readonly tickIntervalP99Ms: number;
  readonly heapAndExternalMiB: { readonly before: number; readonly after: number };
  readonly growth: number;
}

export async function benchSiege(options: SiegeOptions): Promise<SiegeResult> {
  const server = startServer(options);
  const sockets = new Set<Socket>();
  const bots: RunningBot[] = [];
  try {
    const port = Number(await lineOf(server, /(?:localhost|127\.0\.0\.1):(\d+)/));
    await sendPlayers(bots, port, options.players);
    // What a server gets to know once is no growth: some play first, and a siege of a tenth.
    await besiege(sockets, port, tenthOf(options));
    await recover(sockets, options);
    const before = await memoryOf(server);
    const settled = bots.map(({ status }) => status);
    const watch = watchIntervals(port);
    const besiegers = await besiege(sockets, port, options);
    await recover(sockets, options);
    const tickIntervalP99Ms = await watch.end();
    const after = await memoryOf(server);
    const kicked = bots.filter(({ status }, i) => status !== settled[i]).length;
    return judge({ options, kicked, besiegers, tickIntervalP99Ms, before, after });
  } finally {
    for (const bot of bots) bot.close();
    for (const socket of sockets) socket.destroy();
    await stopped(server);
  }
}

function judge({
  options,
  kicked,
  besiegers,
  tickIntervalP99Ms,
  before,
  after,
}: {
  readonly options: SiegeOptions;
  readonly kicked: number;
  readonly besiegers: Readonly<Record<string, number>>;
  readonly tickIntervalP99Ms: number;
  readonly before: number;
  readonly after: number;
}): SiegeResult {
  const growth = after / before - 1;
  const complaints = [
    ...(kicked > 0 ? [`${kicked} players lost their connection`] : []),
    ...(tickIntervalP99Ms > MAX_PERIODS * WIRE_PERIOD_MS
      ? [`p99 of the tick interval is ${tickIntervalP99Ms} ms`]
      : []),
    ...(growth > MAX_GROWTH ? [`${Math.round(growth * 100)} % more memory than before`] : []),
  ];
  return {
    passed: complaints.length === 0,
    complaints,
    players: options.players,
    kicked,
    besiegers,
    tickIntervalP99Ms,
    heapAndExternalMiB: { before: mib(before), after: mib(after) },
    growth: Number(growth.toFixed(3)),
  };
}

function startServer({ players, slowReaders, isPinned }: SiegeOptions): ChildProcess {
  const seats = 2 * (players + slowReaders);
  const flags = { port: 0, host: '127.0.0.1', bots: 0, 'room-players': seats, 'max-players': seats };
  const args = Object.entries({ ...flags, seed: 1, 'log-level': 'error' }).flatMap(([name, of]) => [
    `--${name}`,
    `${of}`,
  ]);
  return pinned(['--expose-gc', '--import', MEMORY, SERVER_CLI, 'serve', ...args], isPinned, 0);
}

async function sendPlayers(bots: RunningBot[], port: number, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const think = (_view: object, controls: { thrust: number; fire: number }): void => {
      controls.thrust = 1 + (i % 8);
      controls.fire = 1;
    };
    bots.push(createBot({ url: `ws://127.0.0.1:${port}`, name: `Player ${i}`, think, seed: i }));
    await pause(JOIN_PACE_MS);
  }
  const endMs = performance.now() + JOIN_MS;
  while (!bots.every(({ status }) => status.state === 'joined')) {
    if (performance.now() > endMs) throw new Error('not everybody could join');
    await pause(100);
  }
}

function tenthOf(options: SiegeOptions): SiegeOptions {
  const tenth = (of: number) => Math.ceil(of / 10);
  const { halfOpen, silent, joins, slowReaders } = options;
  return {
    ...options,
    halfOpen: tenth(halfOpen),
    silent: tenth(silent),
    joins: tenth(joins),
    slowReaders: tenth(slowReaders),
  };
}

/** All kinds at once, spread over the first half of the time; answers how many of each could connect. */
async function besiege(sockets: Set<Socket>, port: number, options: SiegeOptions): Promise<Record<string, number>> {
  const { halfOpen, silent, joins, slowReaders, seconds } = options;
  const connected: Record<string, number> = { halfOpen: 0, silent: 0, joins: 0, slowReaders: 0 };
  const outcomes: Promise<void>[] = [];
  let next = 0;
  const open = (kind: string, request: string, then: (socket: Socket) => void): void => {
    next += 1;
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (next % ADDRESSES)}` });
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    outcomes.push(new Promise((resolve) => socket.once('connect', resolve).once('close', () => resolve())));
    socket.once('connect', () => {
      connected[kind] = (connected[kind] ?? 0) + 1;
      socket.write(request);
      then(socket);
    });
  };
  const nothing = (): void => undefined;
  const kinds: readonly [number, () => void][] = [
    [halfOpen, () => open('halfOpen', 'GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgra', nothing)],
    [silent, () => open('silent', upgrade('kind=spectator&snapshots=full'), (socket) => socket.resume())],
    [joins, () => open('joins', upgrade('kind=human&snapshots=full'), (socket) => void leaveSoon(socket))],
    // Without a listener nothing is read: the kernel's buffers fill, and the server's after them.
    [slowReaders, () => open('slowReaders', upgrade('kind=bot&snapshots=full'), (socket) => socket.pause())],
  ];
  const steps = seconds * 10;
  for (let step = 0; step < steps; step += 1) {
    for (const [count, act] of kinds) {
      for (let i = shareAt(count, step, steps / 2); i < shareAt(count, step + 1, steps / 2); i += 1) act();
    }
    await pause(100);
  }
  // On a busy machine the last of them may still be on their way.
  await Promise.all(outcomes);
  return connected;
}

/** How many of `count` are there after `step` of `steps`. */
function shareAt(count: number, step: number, steps: number): number {
  return Math.min(count, Math.floor((count * step) / steps));
}

async function leaveSoon(socket: Socket): Promise<void> {
  socket.resume();
  await pause(500);
  socket.destroy();
}

async function recover(sockets: ReadonlySet<Socket>, { recoverySeconds }: SiegeOptions): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await pause(recoverySeconds * 1000);
}

function upgrade(query: string): string {
  const lines = [
    `GET /ws?${query} HTTP/1.1`,
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: starfray',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function watchIntervals(port: number): { end(): Promise<number> } {
  let worst = 0;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/status`);
    const { rooms } = (await answer.json()) as { rooms: { intervalMs: { p99: number } }[] };
    worst = Math.max(worst, ...rooms.map(({ intervalMs }) => intervalMs.p99));
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, STATUS_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await looking;
      return worst;
    },
  };
}

async function memoryOf(server: ChildProcess): Promise<number> {
  const said = lineOf(server, /^(\{"heapAndExternalBytes.*\})$/);
  server.kill('SIGUSR2');
  return (JSON.parse(await said) as { heapAndExternalBytes: number }).heapAndExternalBytes;
}

function mib(bytes: number): number {
  return Number((bytes / 2 ** 20).toFixed(1));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
