// One room of one size on one build, for `bench scale`: served, filled, measured, judged.

import { type ChildProcess, spawn } from 'node:child_process';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { type Build, onCores, startServer } from './builds.ts';
import { complaintsOf, doubtsOf, figuresOf, type RoomStatus, type StepFigures } from './scale-figures.ts';
import type { FromLoad, ScaleLoadOptions, ScaleSeen, ToLoad } from './scale-messages.ts';
import { residentMiB, threadsBetween, threadsOf } from './thread-cpu.ts';

/** From the last join on: longer than what the server remembers of tick intervals takes to be of this time alone. */
const SETTLE_MS = 6000;
const JOINS_PER_SECOND = 150;
const JOIN_SLACK_MS = 15_000;
const ANSWER_MS = 15_000;
const END_MS = 5000;

/** Which cores servers and loads have; undefined where they share all. */
export interface Cores {
  readonly server: string;
  readonly load: readonly string[];
}

export interface StepOptions {
  readonly build: Build;
  readonly players: number;
  readonly real: number;
  readonly loads: number;
  readonly cores: Cores | undefined;
  readonly measuredMs: number;
  readonly addresses: readonly string[];
}

export interface StepReport {
  readonly build: string;
  readonly players: number;
  readonly holds: boolean;
  readonly complaints: readonly string[];
  /** What makes the figures worth less than they look. */
  readonly doubts: readonly string[];
  readonly figures?: StepFigures;
}

/** As far as it is read here. */
interface Status {
  readonly version: string;
  readonly rooms: readonly RoomStatus[];
}

/** How long a step takes, at most a little more. */
export function stepMs(players: number, measuredMs: number): number {
  return (players * 1000) / JOINS_PER_SECOND + SETTLE_MS + measuredMs + 6000;
}

export async function runStep(options: StepOptions): Promise<StepReport> {
  const children: ChildProcess[] = [];
  const { build, players } = options;
  try {
    return { build: build.name, players, ...(await measureStep(options, children)) };
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error);
    return { build: build.name, players, holds: false, complaints: [complaint], doubts: [] };
  } finally {
    await Promise.all(children.reverse().map(ended));
  }
}

async function measureStep(
  options: StepOptions,
  children: ChildProcess[],
): Promise<Omit<StepReport, 'build' | 'players'>> {
  const { players, measuredMs, cores } = options;
  const { server, port } = await startServer(options.build, players, cores?.server);
  children.push(server);
  const died = new Promise<never>((_, reject) => {
    server.once('exit', (code, signal) => reject(new Error(`the server ended with ${code ?? signal}`)));
  });
  died.catch(() => undefined);
  const { version } = await statusOf(port);
  const pid = server.pid ?? 0;
  const emptyMiB = residentMiB(pid);
  // Real clients of another version would be refused.
  const real = version === versionHash(starfray) ? options.real : 0;
  const loads = startLoads(options, port, version, real);
  children.push(...loads);
  const failed = firstFailure(loads);
  const or = <T>(wanted: Promise<T>): Promise<T> => Promise.race([wanted, died, failed]);

  await or(Promise.all(loads.map((load) => messageOf(load, 'in'))));
  await or(pause(SETTLE_MS));
  const threadsBefore = threadsOf(pid);
  const tickBefore = roomOf(await or(statusOf(port))).tick;
  const startMs = performance.now();
  for (const load of loads) order(load, 'measure');
  await or(pause(measuredMs));
  const reports = loads.map((load) => messageOf(load, 'seen'));
  const threads = threadsBetween(threadsBefore, threadsOf(pid));
  for (const load of loads) order(load, 'report');
  const room = roomOf(await or(statusOf(port)));
  const seconds = (performance.now() - startMs) / 1000;
  const seen = (await or(Promise.all(reports))) as readonly ScaleSeen[];
  const memoryMiB = { empty: emptyMiB, full: residentMiB(pid) };
  const figures = figuresOf({ room, ticks: room.tick - tickBefore, seconds, threads, seen, players, real, memoryMiB });
  const complaints = [
    ...(room.humans < players ? [`${room.humans} of ${players} are in one room`] : []),
    ...complaintsOf(figures),
  ];
  return { holds: complaints.length === 0, complaints, doubts: doubtsOf(figures, cores !== undefined), figures };
}

function startLoads(options: StepOptions, port: number, version: string, real: number): ChildProcess[] {
  const { players, loads, cores, addresses } = options;
  const script = join(import.meta.dirname, `scale-load${extname(import.meta.filename)}`);
  const joinWithinMs = (players * 1000) / JOINS_PER_SECOND + JOIN_SLACK_MS;
  let firstIndex = 0;
  return Array.from({ length: loads }, (_, i) => {
    const share = Math.floor((players - real) / loads) + (i < (players - real) % loads ? 1 : 0);
    const load: ScaleLoadOptions = {
      port,
      version,
      lean: share,
      // All in one process: they are few.
      real: i === 0 ? real : 0,
      firstIndex,
      joinsPerSecond: JOINS_PER_SECOND / loads,
      joinWithinMs,
      addresses,
    };
    firstIndex += share;
    return spawn(...onCores([script, JSON.stringify(load)], cores?.load[i]), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  });
}

function firstFailure(loads: readonly ChildProcess[]): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    for (const load of loads) {
      load.on('message', (message: FromLoad) => {
        if (message.kind === 'failed') reject(new Error(message.reason));
      });
      load.once('exit', (code, signal) => reject(new Error(`a load process ended with ${code ?? signal}`)));
    }
  });
  failed.catch(() => undefined);
  return failed;
}

function messageOf(load: ChildProcess, kind: FromLoad['kind']): Promise<FromLoad> {
  return new Promise((resolve) => {
    load.on('message', (message: FromLoad) => {
      if (message.kind === kind) resolve(message);
    });
  });
}

function order(load: ChildProcess, what: ToLoad): void {
  if (load.connected) load.send(what);
}

async function statusOf(port: number): Promise<Status> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/status`, { signal: AbortSignal.timeout(ANSWER_MS) });
  return (await answer.json()) as Status;
}

/** The room that most players are in. */
function roomOf({ rooms }: Status): RoomStatus {
  const [room] = rooms.toSorted((a, b) => b.humans - a.humans);
  if (room === undefined) throw new Error('the server has no room');
  return room;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await exit;
  clearTimeout(patience);
}
