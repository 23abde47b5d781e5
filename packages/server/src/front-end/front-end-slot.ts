// Keeps one front end running: a thread that ends or hangs is replaced, after a pause that grows while starts fail.

import type { Log } from '../log.ts';
import type { FrontEndThread, ThreadEvents } from './front-end-thread.ts';

/** What is read and asked of a thread. */
export type SlotThread = Pick<
  FrontEndThread,
  'beats' | 'connections' | 'load' | 'isOver' | 'doorway' | 'use' | 'stopListening' | 'finish' | 'terminate'
>;

/** How often it is looked whether a thread still lives, and for how many looks in a row it may not: a main thread that slept counts once. */
const LOOK_MS = 1000;
const SILENT_LOOKS = 10;
/** Looks that a start may take. */
const START_LOOKS = 60;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Threads in a row that ended before they listened. */
const MAX_FAILED_STARTS = 3;
/** A thread that has run for so many looks has started well: the next pause is short again. */
const STEADY_LOOKS = 60;

type State =
  | { readonly kind: 'starting'; readonly thread: SlotThread; looks: number }
  | { readonly kind: 'running'; readonly thread: SlotThread; looks: number; silent: number; beats: number }
  | { readonly kind: 'pausing'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'given up' }
  | { readonly kind: 'stopped' };

export interface SlotDeps {
  readonly frontEnd: number;
  readonly start: (events: ThreadEvents) => SlotThread;
  readonly log: Log;
  readonly onGivenUp: () => void;
}

export class FrontEndSlot {
  private readonly deps: SlotDeps;
  private state: State = { kind: 'stopped' };
  private failedStarts = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private readonly timer: NodeJS.Timeout;
  private settled: ((port: number | undefined) => void) | undefined;

  constructor(deps: SlotDeps) {
    this.deps = deps;
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  get thread(): SlotThread | undefined {
    return this.state.kind === 'running' ? this.state.thread : undefined;
  }

  get isGivenUp(): boolean {
    return this.state.kind === 'given up';
  }

  /** Starts a thread; resolves with the port that it listens on, or with undefined once the slot is given up. */
  begin(): Promise<number | undefined> {
    return new Promise((resolve) => {
      this.settled = resolve;
      this.start();
    });
  }

  /** Replaces no thread any more; answers that of now. */
  stop(): SlotThread | undefined {
    const { state } = this;
    clearInterval(this.timer);
    if (state.kind === 'pausing') clearTimeout(state.timer);
    this.state = { kind: 'stopped' };
    this.settle(undefined);
    return state.kind === 'running' || state.kind === 'starting' ? state.thread : undefined;
  }

  private start(): void {
    try {
      const thread: SlotThread = this.deps.start({
        listening: (port) => this.listens(thread, port),
        ended: (why) => this.ended(thread, why),
      });
      this.state = { kind: 'starting', thread, looks: 0 };
    } catch (error) {
      // The system has no thread left.
      this.fail(String(error));
    }
  }

  private listens(thread: SlotThread, port: number): void {
    if (this.state.kind !== 'starting') return;
    this.state = { kind: 'running', thread, looks: 0, silent: 0, beats: thread.beats };
    this.failedStarts = 0;
    this.settle(port);
  }

  private ended(thread: SlotThread, why: string): void {
    const { state } = this;
    if (state.kind === 'starting' && state.thread === thread) this.fail(why);
    if (state.kind === 'running' && state.thread === thread) this.again(why);
  }

  private fail(why: string): void {
    this.failedStarts += 1;
    if (this.failedStarts < MAX_FAILED_STARTS) {
      this.again(why);
      return;
    }
    const { log, frontEnd, onGivenUp } = this.deps;
    log.error(
      { frontEnd, why, starts: this.failedStarts },
      'a front end does not start: the server goes on without it',
    );
    this.state = { kind: 'given up' };
    clearInterval(this.timer);
    this.settle(undefined);
    onGivenUp();
  }

  private again(why: string): void {
    const { log, frontEnd } = this.deps;
    log.warn({ frontEnd, why, pauseMs: this.pauseMs }, 'a front end has ended: it is started again');
    const timer = setTimeout(() => this.start(), this.pauseMs).unref();
    this.state = { kind: 'pausing', timer };
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * this.pauseMs);
  }

  private look(): void {
    const { state } = this;
    if (state.kind === 'starting') {
      state.looks += 1;
      if (state.looks > START_LOOKS) state.thread.terminate('it does not come up');
    }
    if (state.kind !== 'running') return;
    state.looks += 1;
    if (state.looks === STEADY_LOOKS) this.pauseMs = FIRST_PAUSE_MS;
    const { beats } = state.thread;
    state.silent = beats === state.beats ? state.silent + 1 : 0;
    state.beats = beats;
    if (state.silent >= SILENT_LOOKS) state.thread.terminate('it hangs');
  }

  private settle(port: number | undefined): void {
    this.settled?.(port);
    this.settled = undefined;
  }
}
