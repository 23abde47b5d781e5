// Bots as processes: whatever ends them, the server hears of it, and no ship is left in the arena.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, startStarfray } from '../support/started.ts';
import { askStatus } from '../support/status.ts';

const LIFE_MS = 240_000;

let server: Started;
beforeAll(async () => {
  server = await startStarfray();
});
afterAll(() => server.stop());

interface Seats {
  readonly bots: number;
  readonly reserved: number;
}

async function seats(): Promise<Seats> {
  const { rooms } = await askStatus<{ rooms: Seats[] }>(`http://127.0.0.1:${server.host.port}`);
  const { bots, reserved } = rooms[0] ?? { bots: -1, reserved: -1 };
  return { bots, reserved };
}

async function until(isThere: (seats: Seats) => boolean): Promise<Seats> {
  for (;;) {
    const now = await seats();
    if (isThere(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function start(program: string, ...args: string[]): { readonly child: ChildProcess; readonly stderr: () => string } {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: LIFE_MS, killSignal: 'SIGKILL' });
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += String(chunk);
  });
  return { child, stderr: () => text };
}

const NODE = process.execPath;
const SDK = ['test/support/sdk-bot.ts', 'ADDRESS'];
const SWARM = ['games/starfray/bots/cli.ts', '--url', 'ADDRESS', '--count', '1', '--seconds', '60'];
const PYTHON = ['test/full_snapshots.py', '--url', 'ADDRESS', '--seconds', '60'];

it.each<[string, NodeJS.Signals, string, readonly string[]]>([
  ['of the SDK', 'SIGINT', NODE, SDK],
  ['of the SDK', 'SIGTERM', NODE, SDK],
  ['of the bots command', 'SIGINT', NODE, SWARM],
  ['of the bots command', 'SIGTERM', NODE, SWARM],
  ['in Python', 'SIGINT', 'python3', PYTHON],
  ['in Python', 'SIGTERM', 'python3', PYTHON],
])('[Z11] a bot %s leaves the arena at %s', async (_what, signal, program, args) => {
  const address = `ws://127.0.0.1:${server.host.port}`;
  const { child } = start(program, ...args.map((arg) => (arg === 'ADDRESS' ? address : arg)));
  const ended = once(child, 'exit');
  await until(({ bots }) => bots === 1);
  child.kill(signal);
  await ended;
  expect(await until(({ bots }) => bots === 0)).toEqual({ bots: 0, reserved: 0 });
});

it('[Z10] [Z11] a mistake in a bot ends it with a word, and its ship with it', async () => {
  const { child, stderr } = start(NODE, 'test/support/sdk-bot.ts', `ws://127.0.0.1:${server.host.port}`, 'mistake');
  const [code] = await once(child, 'close');
  expect([code, stderr()]).toEqual([
    1,
    expect.stringContaining('controls.thrust = 9: give a whole number from 0 to 8'),
  ]);
  expect(await until(({ bots }) => bots === 0)).toEqual({ bots: 0, reserved: 0 });
});
