// Servers of this build and of others, each in a process of its own.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { commandOf, lineOf } from './processes.ts';

export interface Build {
  readonly name: 'now' | 'before';
  /** Sources or a package. */
  readonly folder: string;
  /** Undefined for a build that has no such option. */
  readonly threads: string | undefined;
}

/** @param threads What a build that has the option gets. */
export function buildOf(name: Build['name'], folder: string, threads: string): Build {
  return { name, folder, threads: knowsThreads(folder) ? threads : undefined };
}

/** @throws Error when it does not start, with what it said. */
export async function startServer(
  build: Build,
  players: number,
  cores: string | undefined,
): Promise<{ server: ChildProcess; port: number }> {
  const flags = {
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    'room-players': players,
    'max-players': players,
    seed: 1,
    'connections-per-address': 0,
    'log-level': 'error',
    'drain-seconds': 0,
    ...(build.threads === undefined ? {} : { threads: build.threads }),
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(...onCores([commandOf(build.folder), 'serve', ...args], cores), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  server.stderr?.on('data', (chunk) => {
    // What a server says over and over in the end is not its reason.
    if (said.length < 2000) said += String(chunk);
  });
  try {
    return { server, port: Number(await lineOf(server, /(?:localhost|127\.0\.0\.1):(\d+)/)) };
  } catch {
    throw new Error(`the server does not start with ${players} players: ${said.trim()}`);
  }
}

/** Program and arguments of Node on these cores, or on any. */
export function onCores(args: readonly string[], cores: string | undefined): [string, string[]] {
  if (cores === undefined) return [process.execPath, [...args]];
  return ['taskset', ['-c', cores, process.execPath, ...args]];
}

/** Does the server of a build know `--threads`? */
function knowsThreads(folder: string): boolean {
  const { stdout } = spawnSync(process.execPath, [commandOf(folder), 'serve', '--help'], { encoding: 'utf8' });
  return stdout.includes('--threads');
}
