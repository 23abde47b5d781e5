// The seat that this tab may come back to. Its token lives as long as the tab; and since a tab that is duplicated takes its memory
// along, it is found out first whether another one sits there: by a lock, where the browser has them (in a secure context), else by
// asking the other tabs.

import type { Memory } from './storage.ts';

const KEY = 'seat';
/** How long another tab has to answer; and how often it is looked whether the page of before is gone, this far apart. */
const ANSWER_MS = 100;
const TRY_MS = 50;
const TRIES = 20;

/** The part of a BroadcastChannel that is used. */
export interface TabChannel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The part of a LockManager that is used. */
export interface TabLocks {
  /** `run` is given null at once when another holds the lock. */
  request(
    name: string,
    options: { readonly ifAvailable: true },
    run: (lock: object | null) => Promise<void> | undefined,
  ): Promise<void>;
}

/** How tabs of one browser know of each other; where there is nothing, the server ends the older of two connections. */
export interface TabMeans {
  /** First part of the names of locks: those of other games on the same host have another. */
  readonly scope: string;
  readonly channel: TabChannel | undefined;
  readonly locks: TabLocks | undefined;
}

export class SeatMemory {
  private readonly tab: Memory;
  private readonly means: TabMeans;
  private held: string | undefined;
  private isTaken = false;
  private release: () => void = () => undefined;

  constructor(tab: Memory, means: TabMeans) {
    this.tab = tab;
    this.means = means;
    means.channel?.addEventListener('message', ({ data }) => this.hear(data));
  }

  /** The token of the seat to come back to; undefined when there is none or another tab sits there. */
  async claim(): Promise<string | undefined> {
    const token = this.tab.read(KEY);
    if (token === undefined || token === '') return undefined;
    const isFree = this.means.locks === undefined ? await this.ask(token) : await this.lock(token);
    if (!isFree) {
      this.tab.write(KEY, '');
      return undefined;
    }
    this.held = token;
    return token;
  }

  /** This tab sits in the seat of a token. */
  hold(token: string): void {
    if (this.held === token) return;
    this.held = token;
    this.tab.write(KEY, token);
    void this.lock(token);
  }

  /** This tab has left its seat for good. */
  drop(): void {
    this.held = undefined;
    this.release();
    this.tab.write(KEY, '');
  }

  // Answers whether the lock of a seat was to be had; it is kept until the seat is dropped or the page ends.
  private lock(token: string): Promise<boolean> {
    const { locks } = this.means;
    this.release();
    if (locks === undefined) return Promise.resolve(true);
    return this.tryLock(locks, `${this.means.scope}.${token}`, TRIES);
  }

  // By tries and not by the clock: a page that begins is busy for seconds on a slow machine, and an answer that waits is not a refusal.
  private async tryLock(locks: TabLocks, name: string, tries: number): Promise<boolean> {
    const isHeld = await new Promise<boolean | 'refused'>((resolve) => {
      const keep = (lock: object | null): Promise<void> | undefined => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((done) => {
          this.release = done;
        });
      };
      locks.request(name, { ifAvailable: true }, keep).catch(() => resolve('refused'));
    });
    // Refused as a whole, as where site data is blocked, is not held by another tab.
    if (isHeld === 'refused') return this.ask(name.slice(this.means.scope.length + 1));
    if (isHeld || tries === 0) return isHeld;
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
    return this.tryLock(locks, name, tries - 1);
  }

  private async ask(token: string): Promise<boolean> {
    if (this.means.channel === undefined) return true;
    this.isTaken = false;
    this.means.channel.postMessage({ ask: token });
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return !this.isTaken;
  }

  private hear(data: unknown): void {
    if (typeof data !== 'object' || data === null) return;
    if ('ask' in data && data.ask === this.held && this.held !== undefined) {
      this.means.channel?.postMessage({ held: this.held });
    }
    if ('held' in data && data.held === this.tab.read(KEY) && this.held === undefined) this.isTaken = true;
  }
}

/** What this browser has. `scope` keeps it apart from that of other games on the same host. */
export function findTabMeans(scope: string): TabMeans {
  return {
    scope,
    channel: openChannel(scope),
    // Only in a secure context, whatever the types say.
    locks: (navigator as { readonly locks?: TabLocks }).locks,
  };
}

// Where site data is blocked, some browsers refuse it.
function openChannel(scope: string): TabChannel | undefined {
  try {
    return new BroadcastChannel(scope);
  } catch {
    return undefined;
  }
}
