// The seat that this tab may come back to. Its token lives as long as the tab, through reloads. A duplicate of a tab has it too, so a page
// comes back only where the page of before left it a mark as it went, or where no other tab sits in the seat: a lock shows that, where the
// browser has them (in a secure context), else the other tabs are asked.

import type { Memory } from './storage.ts';

const KEY = 'seat';
/** The seat that a page of this tab sat in when it went, and the number of that page. A duplicate is made of a page that is still there, and has none. */
const LEFT_KEY = 'left';
/** The number of the page that this tab shows; the tab counts its pages. */
const PAGE_KEY = 'page';
/** How often the others are asked, and how long one has to answer; a tab may be busy for a second. */
const ANSWER_MS = 100;
const ASKS = 20;
/** How often it is looked whether a page that ended without a mark has freed its lock, this far apart. */
const TRY_MS = 50;
const TRIES = 20;

/** The part of a BroadcastChannel that is used. */
export interface TabChannel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The part of a LockManager that is used. */
export interface TabLocks {
  /** Where another holds the lock, `run` is given null at once if `ifAvailable`, else the lock as soon as it is free. */
  request(
    name: string,
    options: { readonly ifAvailable: boolean },
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
  /** The numbers of the page of before and of this one. */
  private readonly before: number;
  private readonly page: number;
  private held: string | undefined;
  private isTaken = false;
  private release: () => void = () => undefined;

  /** `view` is the window, which says when the page goes. */
  constructor(tab: Memory, means: TabMeans, view: EventTarget) {
    this.tab = tab;
    this.means = means;
    this.before = pageOf(tab);
    this.page = this.before + 1;
    tab.write(PAGE_KEY, String(this.page));
    means.channel?.addEventListener('message', ({ data }) => this.hear(data));
    // It may be heard after the next page has begun. The number then shows that the mark is no longer of the last page, and a duplicate heeds it not.
    view.addEventListener('pagehide', () =>
      this.tab.write(LEFT_KEY, this.held === undefined ? '' : mark(this.held, this.page)),
    );
    // Also where a page comes back that the browser had kept as it was.
    view.addEventListener('pageshow', () => {
      this.tab.write(LEFT_KEY, '');
      this.tab.write(PAGE_KEY, String(this.page));
    });
  }

  /** The token of the seat to come back to; undefined when there is none, another tab sits there, or this one has taken a seat meanwhile. */
  async claim(): Promise<string | undefined> {
    const token = this.tab.read(KEY);
    if (token === undefined || token === '') return undefined;
    const isOwn = this.tab.read(LEFT_KEY) === mark(token, this.before);
    this.tab.write(LEFT_KEY, '');
    if (isOwn) {
      // The page of before may take seconds to go, and keeps the lock until then.
      this.held = token;
      this.keep(token);
      return token;
    }
    const { locks } = this.means;
    const isFree = locks === undefined ? await this.ask(token) : await this.tryLock(locks, token, TRIES);
    if (this.held !== undefined) return undefined;
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
    this.keep(token);
  }

  /** This tab has left its seat for good. */
  drop(): void {
    this.held = undefined;
    this.release();
    this.tab.write(KEY, '');
  }

  // Takes the lock of a seat once it is free, until the seat is dropped or the page ends.
  private keep(token: string): void {
    this.release();
    const keep = () => (this.held === token ? this.untilReleased() : undefined);
    this.means.locks?.request(this.lockOf(token), { ifAvailable: false }, keep).catch(() => undefined);
  }

  // By tries and not by the clock: a page that begins is busy for seconds on a slow machine, and an answer that waits is not a refusal.
  private async tryLock(locks: TabLocks, token: string, tries: number): Promise<boolean> {
    const isHeld = await new Promise<boolean | 'refused'>((resolve) => {
      const keep = (lock: object | null): Promise<void> | undefined => {
        resolve(lock !== null);
        return lock === null || this.held !== undefined ? undefined : this.untilReleased();
      };
      locks.request(this.lockOf(token), { ifAvailable: true }, keep).catch(() => resolve('refused'));
    });
    // Refused as a whole, as where site data is blocked, is not held by another tab.
    if (isHeld === 'refused') return this.ask(token);
    if (isHeld || tries === 0) return isHeld;
    await wait(TRY_MS);
    return this.tryLock(locks, token, tries - 1);
  }

  private lockOf(token: string): string {
    return `${this.means.scope}.${token}`;
  }

  private untilReleased(): Promise<void> {
    return new Promise<void>((done) => {
      this.release = done;
    });
  }

  // Whether nobody says that it sits there.
  private async ask(token: string): Promise<boolean> {
    const { channel } = this.means;
    this.isTaken = false;
    for (let asks = 0; channel !== undefined && asks < ASKS && !this.isTaken; asks += 1) {
      channel.postMessage({ ask: token });
      await wait(ANSWER_MS);
    }
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

/** Marks a seat as left by the page that this tab showed last, which was at another address. */
export function markLeft(tab: Memory, token: string): void {
  tab.write(LEFT_KEY, mark(token, pageOf(tab)));
}

function mark(token: string, page: number): string {
  return `${token} ${page}`;
}

function pageOf(tab: Memory): number {
  return Number(tab.read(PAGE_KEY) ?? 0);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
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
