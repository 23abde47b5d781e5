// `pnpm bench memory`: what a player costs in memory. The whole server as a process of its own, bots from another, and what the kernel counts
// as resident after each step.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lineOf, startStarfray, stopped } from './processes.ts';
import { median } from './statistics.ts';

const BOTS_CLI = join(import.meta.dirname, '../games/starfray/bots/cli.ts');
const KIB_PER_MIB = 1024;
/** The start's own garbage goes meanwhile. */
const SETTLE_MS = 5_000;
const LOOK_MS = 500;
const JOIN_MS = 60_000;

export interface MemoryOptions {
  /** How many play at each step, each more than before. */
  readonly players: readonly number[];
  /** How long each step lasts, once all are in. */
  readonly seconds: number;
  readonly isPinned: boolean;
}

export async function benchMemory({ players, seconds, isPinned }: MemoryOptions): Promise<object> {
  const most = Math.max(...players);
  const server = startStarfray(most, isPinned);
  const swarms: ChildProcess[] = [];
  try {
    const url = await lineOf(server, /ready: (\S+)/);
    await pause(SETTLE_MS);
    const idle = await residentMiB(server, seconds);
    const steps: { readonly players: number; readonly residentMiB: number; readonly perPlayerKiB: number }[] = [];
    let inside = 0;
    for (const count of players) {
      swarms.push(startBots(url, count - inside));
      inside = count;
      await untilIn(url, count);
      const resident = await residentMiB(server, seconds);
      const perPlayerKiB = Math.round(((resident - idle) * KIB_PER_MIB) / count);
      steps.push({ players: count, residentMiB: resident, perPlayerKiB });
    }
    return { idleMiB: idle, steps };
  } finally {
    for (const swarm of swarms) swarm.kill('SIGKILL');
    await stopped(server);
  }
}

function startBots(url: string, count: number): ChildProcess {
  const args = ['--url', url, '--count', String(count), '--seconds', '3600'];
  return spawn(process.execPath, [BOTS_CLI, ...args], { stdio: 'ignore' });
}

async function untilIn(url: string, count: number): Promise<void> {
  const deadlineMs = performance.now() + JOIN_MS;
  for (;;) {
    const { bots } = (await (await fetch(`${url}/api/status`)).json()) as { bots: number };
    if (bots === count) return;
    if (performance.now() > deadlineMs) throw new Error(`${bots} of ${count} bots are in`);
    await pause(LOOK_MS);
  }
}

/** The median of so many seconds, in MiB: the heap swings between two collections. */
async function residentMiB({ pid }: ChildProcess, seconds: number): Promise<number> {
  const seen: number[] = [];
  for (let i = 0; i < (seconds * 1000) / LOOK_MS; i += 1) {
    await pause(LOOK_MS);
    const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    seen.push(Number(kiB) / KIB_PER_MIB);
  }
  return Math.round(median(seen));
}
