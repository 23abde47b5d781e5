// The `starfray` command as a process whose streams, parents and terminal a test chooses. Whatever is left of it is ended with the test.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, vi } from 'vitest';
import { WebSocket } from 'ws';
import { COMMAND } from './command.ts';
import { type Closed, closed } from './hosted.ts';

/** For conditions that a busy machine takes long to meet. */
export const PATIENCE = { timeout: 240_000, interval: 25 };

export interface CliProcess {
  readonly child: ChildProcess;
  /** What came on those streams that are pipes. */
  readonly said: { stdout: string; stderr: string };
  /** Exit code, or the signal that ended it. */
  readonly end: Promise<number | string | null>;
}

/** Starts a program, by default the command itself, with the pinned Node first on its path. */
export function startCli(
  args: readonly string[],
  { program = [process.execPath, COMMAND], env = {}, ...options }: SpawnOptions & { program?: readonly string[] } = {},
): CliProcess {
  const [file = '', ...first] = program;
  const path = `${dirname(process.execPath)}:${env['PATH'] ?? process.env['PATH'] ?? ''}`;
  const child = spawn(file, [...first, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { ...process.env, ...env, PATH: path },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    said.stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    said.stderr += String(chunk);
  });
  const end = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  );
  return { child, said, end };
}

/** Ends what is left of it, children of its children included. */
export function endAll(processes: readonly CliProcess[]): void {
  for (const { child } of processes) {
    for (const pid of [child.pid, ...(child.pid === undefined ? [] : descendantsOf(child.pid))]) endOne(pid);
  }
}

export function endOne(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** All processes below one, nearest first; of Linux. */
export function descendantsOf(pid: number): readonly number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return children.flatMap((child) => [Number(child), ...descendantsOf(Number(child))]);
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return -1;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

/** Resolves once a server is ready at a port of this machine. */
export async function ready(port: number): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), PATIENCE);
}

/** A player at a server, and how its connection will end. */
export async function joinAt(port: number): Promise<{ readonly end: Promise<Closed> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?snapshots=full`, ['starfray']);
  const end = closed(socket);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('message', resolve));
  return { end };
}
