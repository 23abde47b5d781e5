// The one way out of a running server: players and store are closed in good order, the log is written, and the process ends. Each step
// has a deadline, whatever is stuck.

import type { LineSink } from '../line-sink.ts';
import type { Log } from '../log.ts';
import { endProcess } from './end-process.ts';

/** What a stop closes. */
export interface Closable {
  /** Resolves when everything is closed. `drains` is false where players are not to be moved elsewhere first. */
  close(options: { readonly drains: boolean }): Promise<void>;
}

export interface WayOutDeps {
  readonly log: Log;
  /** What is written before the process ends. */
  readonly sinks: readonly LineSink[];
  /** Called once, when a stop begins. */
  readonly onStop: () => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** A close without a drain takes at most so long: players' connections, then requests under way, then the store. */
const CLOSE_MS = 8000;
/** And what is left of the log so long. */
const FLUSH_MS = 1000;
/** One Ctrl-C comes twice where npx passes it on: within this it is one wish. */
const SAME_SIGNAL_MS = 500;

type State = { readonly kind: 'running' } | { readonly kind: 'stopping'; readonly sinceMs: number; code: number };

export class WayOut {
  private readonly deps: WayOutDeps;
  private readonly drainMs: number;
  private state: State = { kind: 'running' };
  private subject: Closable | undefined;

  /** `drainMs`: how long the players' way to other nodes may take. */
  constructor(deps: WayOutDeps, drainMs: number) {
    this.deps = deps;
    this.drainMs = drainMs;
  }

  get isStopping(): boolean {
    return this.state.kind === 'stopping';
  }

  /** What has been opened. Where a stop has begun already it is closed at once. */
  holds(subject: Closable): void {
    this.subject = subject;
    if (this.state.kind === 'stopping') void this.finish(subject.close({ drains: false }), CLOSE_MS);
  }

  /** Ends in good order, with exit code 0; at once, with 1, where a stop is under way. */
  stop(why: string): void {
    const { log, now } = this.deps;
    if (this.state.kind === 'stopping') {
      if (now() - this.state.sinceMs >= SAME_SIGNAL_MS) void this.end(1, false, 0);
      return;
    }
    log.info({ why }, 'stopping');
    this.begin(0, true);
  }

  /** A bug: nobody knows what still works. Ends in as good an order as there can be, with exit code 1. */
  fail(error: unknown): void {
    const { log } = this.deps;
    if (this.state.kind === 'stopping') {
      this.state.code = 1;
      log.error({ err: error }, 'another bug, while stopping');
      return;
    }
    log.error({ err: error }, 'a bug that no part of the server has caught: it stops');
    this.begin(1, false);
  }

  private begin(code: number, drains: boolean): void {
    this.state = { kind: 'stopping', sinceMs: this.deps.now(), code };
    this.deps.onStop();
    const { subject } = this;
    // Before it has started there is nobody to wait for.
    if (subject === undefined) void this.end(code, false, FLUSH_MS);
    else void this.finish(closed(subject, drains), CLOSE_MS + (drains ? this.drainMs : 0));
  }

  private async finish(closing: Promise<void>, mostMs: number): Promise<void> {
    let isSettled = false;
    try {
      isSettled = await within(
        closing.then(() => true),
        mostMs,
      );
      if (!isSettled)
        this.deps.log.error({ seconds: mostMs / 1000 }, 'something does not close: the server ends without it');
    } catch (error) {
      this.deps.log.error({ err: error }, 'something could not be closed');
    }
    const code = this.state.kind === 'stopping' ? this.state.code : 0;
    await this.end(isSettled ? code : 1, isSettled, FLUSH_MS);
  }

  private async end(code: number, isSettled: boolean, flushMs: number): Promise<void> {
    if (flushMs > 0) await Promise.all(this.deps.sinks.map((sink) => sink.settle(flushMs)));
    endProcess(code, isSettled);
  }
}

// What throws at once rejects, too.
async function closed(subject: Closable, drains: boolean): Promise<void> {
  await subject.close({ drains });
}

async function within(work: Promise<boolean>, mostMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), mostMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
