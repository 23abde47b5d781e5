// `pnpm bench visitor`: one player plays while another address asks for more than its share, in turn by three ways. How late do the
// player's snapshots come, and how much game time is lost? With --before, the same of another build, in turn with this one.

import type { ChildProcess } from 'node:child_process';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { botsOf, commandOf, cpuMsOf, lineOf, pinned, stopped } from './processes.ts';
import { quantile } from './statistics.ts';

const ROOT = join(import.meta.dirname, '..');
const PLAYER = join(import.meta.dirname, 'visitor-player.ts');
const VISITOR = '127.0.0.2';
const STEP_MS = 10;
/** Before the first figure: the player joins, and code gets warm. */
const SETTLE_MS = 3000;
/** A message apart from the one before by less is of the same snapshot. */
const TOGETHER_MS = 3;

export interface VisitorOptions {
  readonly seconds: number;
  /** A folder with another build's sources, its packages installed. */
  readonly before?: string | undefined;
  readonly isPinned: boolean;
}

interface Figures {
  readonly snapshotIntervalMs: { readonly p50: number; readonly p99: number; readonly most: number };
  readonly lostGameMs: number;
  /** What was answered, or sent, in all. */
  readonly answers: number;
  /** CPU time of the server, in cores. */
  readonly cores: number;
}

type Ways = 'nobody' | 'pipelined' | 'requests' | 'messages';

export interface VisitorResult {
  readonly seconds: number;
  readonly now: Readonly<Record<Ways, Figures>>;
  readonly before?: Readonly<Record<Ways, Figures>> | undefined;
}

/** What one visitor does; answers what came back, and how to end it. */
interface Visit {
  readonly answers: () => number;
  readonly end: () => void;
}

const WAYS: Readonly<Record<Ways, (port: number) => Visit>> = {
  nobody: () => ({ answers: () => 0, end: () => undefined }),
  /** 15,000 requests a second on one connection. */
  pipelined: (port) => visit(port, 1, () => request.repeat(150), 'whatever'),
  /** 4,400 requests a second on 20 connections, each after the last answer. */
  requests: (port) => visit(port, 20, () => request.repeat(2), 'answered'),
  /** 1.6 million messages a second on five connections, in what a client says anyway. */
  messages: (port) => visit(port, 5, () => messages, 'whatever', handshake),
};

export async function benchVisitor(options: VisitorOptions): Promise<VisitorResult> {
  const { seconds, before } = options;
  const now: Partial<Record<Ways, Figures>> = {};
  const then: Partial<Record<Ways, Figures>> = {};
  for (const way of Object.keys(WAYS) as Ways[]) {
    if (before !== undefined) then[way] = await measure(before, way, options);
    now[way] = await measure(ROOT, way, options);
  }
  const result = { seconds, now: now as Record<Ways, Figures> };
  return before === undefined ? result : { ...result, before: then as Record<Ways, Figures> };
}

async function measure(folder: string, way: Ways, { seconds, isPinned }: VisitorOptions): Promise<Figures> {
  const server = pinned([commandOf(folder), 'serve', ...flags], isPinned, 0);
  let player: ChildProcess | undefined;
  try {
    const port = Number(await lineOf(server, /(?:localhost|127\.0\.0\.1):(\d+)/));
    player = pinned([PLAYER, botsOf(folder), String(port)], isPinned, 1);
    const arrivals: number[] = [];
    player.stdout?.on('data', (chunk: Buffer) => arrivals.push(...String(chunk).trim().split('\n').map(Number)));
    await pause(SETTLE_MS);
    const lostBefore = await lostMsOf(port);
    const cpuBefore = cpuMsOf(server);
    arrivals.length = 0;
    const visitor = WAYS[way](port);
    await pause(seconds * 1000);
    visitor.end();
    const cores = (cpuMsOf(server) - cpuBefore) / 1000 / seconds;
    // What was late is to arrive.
    await pause(500);
    const gaps = arrivals.slice(1).map((at, i) => at - (arrivals[i] ?? at));
    const intervals = gaps.filter((gap) => gap > TOGETHER_MS);
    return {
      snapshotIntervalMs: {
        p50: Math.round(quantile(intervals, 0.5)),
        p99: Math.round(quantile(intervals, 0.99)),
        most: Math.round(Math.max(0, ...intervals)),
      },
      lostGameMs: Math.round((await lostMsOf(port)) - lostBefore),
      answers: visitor.answers(),
      cores: Number(cores.toFixed(2)),
    };
  } finally {
    if (player !== undefined) await stopped(player);
    await stopped(server);
  }
}

const flags = ['--port', '0', '--host', '127.0.0.1', '--seed', '1', '--log-level', 'error'];
const request = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
const handshake = [
  'GET /ws?kind=bot&snapshots=full HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');
/** 3,200 times askPing of player 1, masked with zeros. */
const messages = Buffer.concat(
  Array.from({ length: 3200 }, () => Buffer.from([0x82, 0x83, 0, 0, 0, 0, 0x92, 0x06, 0x01])),
);

/** Keeps `connections` open from one address and sends `what` on each every 10 ms, or for those `answered` since. */
function visit(
  port: number,
  connections: number,
  what: () => string | Buffer,
  when: 'whatever' | 'answered',
  hello = '',
): Visit {
  let answers = 0;
  const sockets = new Map<number, { readonly socket: Socket; isOwed: boolean }>();
  const open = (i: number): void => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: VISITOR });
    const entry = { socket, isOwed: hello !== '' };
    sockets.set(i, entry);
    socket.on('error', () => undefined);
    if (hello !== '') socket.write(hello);
    socket.on('data', (chunk) => {
      entry.isOwed = false;
      if (hello === '') answers += String(chunk).split('HTTP/1.1 ').length - 1;
    });
    socket.on('close', () => setTimeout(() => sockets.delete(i), 100));
  };
  const timer = setInterval(() => {
    for (let i = 0; i < connections; i += 1) {
      const entry = sockets.get(i);
      if (entry === undefined) open(i);
      else if (entry.socket.writable && !entry.socket.writableNeedDrain && !entry.isOwed) {
        entry.isOwed = when === 'answered';
        entry.socket.write(what());
      }
    }
  }, STEP_MS);
  return {
    answers: () => answers,
    end: () => {
      clearInterval(timer);
      for (const { socket } of sockets.values()) socket.destroy();
    },
  };
}

/** From an address of its own. */
function lostMsOf(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', localAddress: '127.0.0.3', path: '/api/status', agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => {
        const { rooms } = JSON.parse(text) as { rooms: { lostMs: number }[] };
        resolve(rooms[0]?.lostMs ?? 0);
      });
    }).on('error', reject);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
