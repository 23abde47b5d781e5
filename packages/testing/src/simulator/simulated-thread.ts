// One front end of another thread in a simulation. It does what a thread does, message by message and line by line, in an order that the
// seed chooses; it may stand still or end at any moment, in the middle of a tick too.

import { type FarFrontEnd, type FarFrontEnds, ThreadRooms, TickBellListener } from '@starfray/server/room';
import type { Game, World } from '@starfray/shared/contract';
import { item, type RandomState, randomBelow } from '@starfray/shared/core';
import type { Link, MemoryPair } from '@starfray/shared/protocol';
import { ModelPort } from '../model-port.ts';

/** What the clocks of threads are ahead of the main thread's. */
const CLOCK_OFFSET_MS = 5000;

/** Ends the thread's stack, wherever it is. */
class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

export interface SimulatedThreadDeps {
  readonly now: () => number;
  readonly random: RandomState;
  /** Called wherever the thread may be interrupted within a tick. */
  readonly interrupted: () => void;
}

type Request = Parameters<FarFrontEnd<ModelPort>['expect']>[1]['request'];

export class SimulatedThread<W extends World, A> {
  /** It dies in the middle of its next tick. */
  isDoomed = false;
  isDead = false;
  /** The main thread knows that it is dead. */
  isReported = false;
  /** It does nothing before this moment. */
  stuckUntilMs = 0;
  private readonly deps: SimulatedThreadDeps;
  private readonly main: ModelPort;
  private readonly port: ModelPort;
  private readonly far: FarFrontEnd<ModelPort>;
  private readonly rooms: ThreadRooms<W, A, ModelPort>;
  /** Handshakes that are on their way, and what the event loop will call. */
  private readonly arrivals: (() => void)[] = [];
  private readonly jobs: (() => void)[] = [];
  private readonly pairs: MemoryPair[] = [];
  /** What the bell calls once it rings; undefined while the thread does not wait for it. */
  private waiter: (() => void) | undefined;
  private bell: Int32Array | undefined;
  private heardCount = 0;
  private isBusy = false;
  private isInTick = false;

  constructor(game: Game<W, A>, frontEnds: FarFrontEnds<ModelPort>, frontEnd: number, deps: SimulatedThreadDeps) {
    const { now } = deps;
    this.deps = deps;
    [this.main, this.port] = ModelPort.pair();
    this.far = frontEnds.open({ frontEnd, port: this.main });
    this.rooms = new ThreadRooms<W, A, ModelPort>(game, {
      frontEnd,
      port: this.port,
      takeMessage: (port) => port.take(),
      now: () => {
        this.mayBeInterrupted();
        return now() + CLOCK_OFFSET_MS;
      },
      sharedNow: now,
      utilization: () => 0,
      listen: (bell, heard) => {
        this.bell = new Int32Array(bell.count);
        new TickBellListener(
          bell,
          () => this.hear(heard),
          (callback) => void this.jobs.push(callback),
          (ints, count, rung) => this.wait(ints, count, rung),
        );
      },
    });
  }

  /** Main thread: a client was let in, and its handshake is done here next. `seat` is called once it has arrived. */
  expect(join: number, pair: MemoryPair, request: Request, seat: (link: Link) => void): void {
    this.far.expect(join, { request, seat, none: () => pair.cut() });
    this.arrivals.push(() => {
      if (!pair.b.isOpen) return;
      this.pairs.push(pair);
      this.watch(pair.b);
      this.rooms.take(pair.b, join);
    });
  }

  /** Main thread: handles its next message; false where there is none. */
  deliverBack(): boolean {
    return this.main.deliver();
  }

  /** Main thread: learns that the thread is gone. */
  reportEnd(): void {
    this.isReported = true;
    this.far.ended();
  }

  /** The lines that end here. */
  get lines(): readonly MemoryPair[] {
    return this.pairs;
  }

  /** The bell was rung. */
  rung(): void {
    if (this.waiter !== undefined) this.jobs.push(this.waiter);
    this.waiter = undefined;
  }

  /** May it run now? Not within itself. */
  get canRun(): boolean {
    return !this.isDead && !this.isBusy && this.deps.now() >= this.stuckUntilMs;
  }

  /** All that there is to do, in any order. */
  run(): void {
    const { random } = this.deps;
    const parts = [() => this.read(), () => this.runMessages(), () => this.runJobs()];
    this.enter(() => {
      while (parts.length > 0) parts.splice(randomBelow(random, parts.length), 1)[0]?.();
    });
  }

  /** One thing of it. */
  runLittle(): void {
    const acts = [() => this.read(), () => void this.port.deliver(), () => this.runJobs()];
    this.enter(() => item(acts, randomBelow(this.deps.random, acts.length))());
  }

  /** What it has missed for good, in words; undefined while nothing is. */
  get fault(): string | undefined {
    if (this.bell === undefined || this.waiter === undefined || this.isDead) return undefined;
    return this.heardCount === Atomics.load(this.bell, 0) ? undefined : 'a front end sleeps through a tick';
  }

  /** It ends, and with it all its connections. */
  die(): void {
    this.isDead = true;
    this.port.close();
    for (const pair of this.pairs) pair.cut();
  }

  private enter(act: () => void): void {
    if (!this.canRun) return;
    this.isBusy = true;
    try {
      act();
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error;
    } finally {
      this.isBusy = false;
      this.isInTick = false;
    }
  }

  private read(): void {
    for (const arrive of this.arrivals.splice(0)) arrive();
    for (const pair of this.pairs) pair.pumpTo('b', this.deps.now());
    for (let i = this.pairs.length - 1; i >= 0; i -= 1) if (this.pairs[i]?.b.isOpen === false) this.pairs.splice(i, 1);
  }

  private runMessages(): void {
    while (!this.isDead && this.port.deliver());
  }

  private runJobs(): void {
    for (const job of this.jobs.splice(0)) if (!this.isDead) job();
  }

  private hear(heard: () => void): void {
    if (this.bell !== undefined) this.heardCount = Atomics.load(this.bell, 0);
    this.isInTick = true;
    heard();
    this.isInTick = false;
  }

  private wait(ints: Int32Array, count: number, rung: () => void): boolean {
    if (Atomics.load(ints, 0) !== count) return false;
    this.waiter = rung;
    return true;
  }

  // Each client's line is looked at before it is sent anything.
  private watch(link: Link): void {
    const measure = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(link), 'bufferedBytes')?.get;
    Object.defineProperty(link, 'bufferedBytes', {
      get: () => {
        this.mayBeInterrupted();
        return measure?.call(link);
      },
    });
  }

  private mayBeInterrupted(): void {
    if (!this.isInTick) return;
    if (this.isDoomed && !this.isDead) this.die();
    if (this.isDead) throw new ThreadEnded();
    this.deps.interrupted();
  }
}
