// The front ends of a simulated server that are in other threads: which of them takes a client, when each of them runs, when one is
// interrupted or ends, and when another one begins in its place. All of it as the seed says; nothing that real threads could not do.

import { FarFrontEnds, type Rooms } from '@starfray/server/room';
import type { Game, World } from '@starfray/shared/contract';
import { item, type RandomState, randomBelow, randomBetween } from '@starfray/shared/core';
import type { MemoryPair } from '@starfray/shared/protocol';
import type { ModelPort } from '../model-port.ts';
import { SimulatedThread } from './simulated-thread.ts';

/** Small, so that they wrap around all the time, and are full when the main thread stands still. */
const RING_RECORDS = 64;
/** Within this the main thread learns of the end of another one, and starts one in its place. */
const MAX_END_MS = 300;
const MAX_START_MS = 1500;
/** In how many moments of a tick one thread is interrupted, and in how many of those for longer than ticks are kept. */
const INTERRUPTED = 400;
const INTERRUPTED_LONG = 6;
/** Steps of the simulation: 130 to 600 ms, of which ticks are kept for 250. */
const LONG_STEPS = [19, 86] as const;
const SHORT_STEPS = [1, 8] as const;

export interface SimulatedThreadsDeps {
  readonly now: () => number;
  readonly random: RandomState;
  /** Time goes on by a step, in which the main thread runs and clients do not. */
  readonly pass: () => void;
  /** These lines broke, since their thread ended. */
  readonly lost: (pairs: readonly MemoryPair[]) => void;
  /** Counts what happened by name. */
  readonly count: (what: string) => void;
}

interface Ending {
  readonly frontEnd: number;
  readonly endedMs: number;
  readonly startMs: number;
}

export class SimulatedThreads<W extends World, A> {
  private readonly game: Game<W, A>;
  private readonly deps: SimulatedThreadsDeps;
  private readonly frontEnds: FarFrontEnds<ModelPort>;
  private readonly threads: SimulatedThread<W, A>[];
  private readonly endings = new Map<SimulatedThread<W, A>, Ending>();
  private joins = 0;
  private isMainRunning = false;
  private isInterrupting = false;

  constructor(game: Game<W, A>, count: number, deps: SimulatedThreadsDeps) {
    const { now } = deps;
    this.game = game;
    this.deps = deps;
    this.frontEnds = new FarFrontEnds<ModelPort>({
      now,
      sharedNow: now,
      takeMessage: (port) => port.take(),
      ringRecords: RING_RECORDS,
    });
    this.threads = Array.from({ length: count }, (_, frontEnd) => this.start(frontEnd));
  }

  /** The thread that the system gives a new connection to; undefined where none listens. */
  choose(): SimulatedThread<W, A> | undefined {
    const alive = this.threads.filter(({ isDead }) => !isDead);
    return alive.length === 0 ? undefined : item(alive, randomBelow(this.deps.random, alive.length));
  }

  /** A number for the next client. */
  nextJoin(): number {
    this.joins += 1;
    return this.joins;
  }

  /** Rings the bell. */
  wake(): void {
    this.frontEnds.ring();
    for (const thread of this.threads) thread.rung();
  }

  /** Lets the main thread run: it hears what threads have said and what became of them, then does what is given. */
  runMain(rooms: Rooms<W, A>): void {
    const { random } = this.deps;
    this.isMainRunning = true;
    try {
      this.settleEndings();
      for (const thread of this.threads) {
        // Seldom not all of it: a message may be late.
        let left = randomBelow(random, 8) === 0 ? randomBelow(random, 3) : Number.POSITIVE_INFINITY;
        while (left > 0 && thread.deliverBack()) left -= 1;
      }
      rooms.update();
    } finally {
      this.isMainRunning = false;
    }
  }

  /** Within the publication of a tick: now and then another thread does something. */
  runWithin(): void {
    const { random } = this.deps;
    if (randomBelow(random, 16) !== 0) return;
    const thread = item(this.threads, randomBelow(random, this.threads.length));
    if (thread.canRun) thread.runLittle();
  }

  /** Lets all threads run that have time. Returns what is wrong with one of them, if anything. */
  runAll(): string | undefined {
    const { random } = this.deps;
    const first = randomBelow(random, this.threads.length);
    for (let i = 0; i < this.threads.length; i += 1) {
      const thread = item(this.threads, (first + i) % this.threads.length);
      if (randomBelow(random, 8) === 0) continue;
      thread.run();
      this.noteDeath(thread);
    }
    return this.threads.find(({ fault }) => fault !== undefined)?.fault;
  }

  /** One of them stands still. Answers which lines end there. */
  hold(untilMs: number): readonly MemoryPair[] {
    const thread = item(this.threads, randomBelow(this.deps.random, this.threads.length));
    thread.stuckUntilMs = untilMs;
    return thread.lines;
  }

  /** One of them ends: at once, or in the middle of its next tick. */
  end(): void {
    const { random } = this.deps;
    const thread = item(this.threads, randomBelow(random, this.threads.length));
    if (randomBelow(random, 2) === 0) thread.isDoomed = true;
    else if (!thread.isDead) thread.die();
    this.noteDeath(thread);
  }

  private start(frontEnd: number): SimulatedThread<W, A> {
    const { now, random } = this.deps;
    return new SimulatedThread(this.game, this.frontEnds, frontEnd, {
      now,
      random,
      interrupted: () => this.interrupt(),
    });
  }

  private noteDeath(thread: SimulatedThread<W, A>): void {
    if (!thread.isDead || this.endings.has(thread)) return;
    const { now, random, count, lost } = this.deps;
    count('thread died');
    lost(thread.lines);
    const endedMs = now() + randomBelow(random, MAX_END_MS);
    const startMs = endedMs + randomBelow(random, MAX_START_MS);
    this.endings.set(thread, { frontEnd: this.threads.indexOf(thread), endedMs, startMs });
  }

  private settleEndings(): void {
    const nowMs = this.deps.now();
    for (const [thread, { frontEnd, endedMs, startMs }] of this.endings) {
      if (nowMs >= endedMs && !thread.isReported) thread.reportEnd();
      if (nowMs < startMs) continue;
      this.endings.delete(thread);
      this.threads[frontEnd] = this.start(frontEnd);
    }
  }

  // A thread stands in the middle of a tick, and the others go on.
  private interrupt(): void {
    const { random, pass, count } = this.deps;
    if (this.isMainRunning || this.isInterrupting || randomBelow(random, INTERRUPTED) !== 0) return;
    const isLong = randomBelow(random, INTERRUPTED_LONG) === 0;
    count(isLong ? 'long interruption' : 'interruption');
    this.isInterrupting = true;
    try {
      const [least, most] = isLong ? LONG_STEPS : SHORT_STEPS;
      for (let steps = randomBetween(random, least, most); steps > 0; steps -= 1) {
        pass();
        this.runAll();
      }
    } finally {
      this.isInterrupting = false;
    }
  }
}
