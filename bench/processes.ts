// Servers and loads as processes of their own, each on its own core where that can be had, and what they cost.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Linux counts process time in hundredths of a second. */
const MS_PER_JIFFY = 10;
const ROOT = join(import.meta.dirname, '..');

/** Can processes be pinned to cores here? */
export function canPin(): boolean {
  return spawnSync('taskset', ['-c', '0', 'true']).status === 0;
}

/** The whole server of a build with room for so many in one room, no bots of its own, and a fixed seed; of this build by default. */
export function startStarfray(players: number, isPinned: boolean, folder = ROOT): ChildProcess {
  const flags = { port: 0, host: '127.0.0.1', bots: 0, 'room-players': players, 'max-players': players, seed: 1 };
  const args = Object.entries({ ...flags, 'connections-per-address': 0, 'log-level': 'warn' });
  const command = [commandOf(folder), 'serve'];
  return pinned([...command, ...args.flatMap(([name, value]) => [`--${name}`, String(value)])], isPinned, 0);
}

/** Node, or another runtime, with these arguments, on one core if it can be had. */
export function pinned(
  args: readonly string[],
  isPinned: boolean,
  core: number,
  runtime = process.execPath,
): ChildProcess {
  const command = [runtime, ...args];
  const [program = '', ...rest] = isPinned ? ['taskset', '-c', String(core), ...command] : command;
  return spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The first group of the first line that matches. */
export function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('no output to read');
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const match = pattern.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said ${pattern}`)));
  });
}

/** User and system time of a process and its threads, from the kernel. */
export function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_JIFFY;
}

/** Asks a process to end, and waits until it has. */
export async function stopped(child: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}

/** The bots' SDK of a checkout, this one or an older one. */
export function botsOf(folder: string): string {
  const path = join(folder, 'games/starfray/bots/index.ts');
  return existsSync(path) ? path : join(folder, 'packages/bots/src/index.ts');
}

/** The `starfray` command of a build: of a package, of sources, or of older sources, where it has lain elsewhere. */
export function commandOf(folder: string): string {
  const places = ['lib/starfray.js', 'games/cli.ts', 'packages/server/src/cli.ts'].map((path) => join(folder, path));
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${folder} holds no build of the server: give its package or its sources`);
  return found;
}
