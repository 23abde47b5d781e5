import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SeatMemory, type TabChannel, type TabLocks } from './seat-memory.ts';
import type { Memory } from './storage.ts';

/** Locks as a browser has them: one holder at a time, and those who wait for it. */
class Locks implements TabLocks {
  private readonly holders = new Map<string, Promise<void>>();

  async request(
    name: string,
    { ifAvailable }: { ifAvailable: boolean },
    run: (lock: object | null) => Promise<void> | undefined,
  ): Promise<void> {
    const holder = this.holders.get(name);
    if (holder !== undefined && ifAvailable) {
      void run(null);
      return;
    }
    const held = Promise.resolve(holder).then(() => run({}));
    this.holders.set(name, held);
    await held;
    if (this.holders.get(name) === held) this.holders.delete(name);
  }
}

interface Tab {
  readonly seat: SeatMemory;
  readonly kept: Record<string, string>;
  /** The page goes, as at a reload. */
  hide(): void;
}

/** Tabs that know of each other, each with a memory of its own; they answer after so long. */
class Browser {
  private readonly listeners: ((event: { data: unknown }) => void)[] = [];
  private readonly locks: Locks | undefined;
  private readonly answerMs: number;

  constructor(hasLocks: boolean, answerMs = 0) {
    this.locks = hasLocks ? new Locks() : undefined;
    this.answerMs = answerMs;
  }

  open(kept: Record<string, string> = {}): Tab {
    const memory: Memory = {
      read: (key) => kept[key],
      write: (key, value) => {
        kept[key] = value;
      },
    };
    let own: ((event: { data: unknown }) => void) | undefined;
    const channel: TabChannel = {
      addEventListener: (_type, listener) => {
        own = listener;
        this.listeners.push(listener);
      },
      postMessage: (data) => {
        for (const listener of this.listeners) {
          if (listener !== own) setTimeout(() => listener({ data }), this.answerMs);
        }
      },
    };
    const view = new EventTarget();
    const seat = new SeatMemory(memory, { scope: 'toy', channel, locks: this.locks }, view);
    return { seat, kept, hide: () => void view.dispatchEvent(new Event('pagehide')) };
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a claim comes to, however long it takes. */
async function claimed({ seat }: Pick<Tab, 'seat'>): Promise<string | undefined> {
  const claim = seat.claim();
  await vi.runAllTimersAsync();
  return claim;
}

describe.each([
  ['with locks', true],
  ['by asking the others', false],
])('the seat of a tab, %s', (_how, hasLocks) => {
  it('[C11] is come back to after a crash, which leaves no mark', async () => {
    const before = new Browser(hasLocks).open();
    before.seat.hold('token');
    // The page of before is gone, its memory is not.
    expect(await claimed(new Browser(hasLocks).open(before.kept))).toBe('token');
  });

  it('[E30] is come back to at once after a reload, whatever the page of before still holds and says', async () => {
    const browser = new Browser(hasLocks);
    const before = browser.open();
    before.seat.hold('token');
    before.hide();
    const { seat, kept } = browser.open({ ...before.kept });
    let token: string | undefined;
    void seat.claim().then((claimed) => {
      token = claimed;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(token).toBe('token');
    // It leaves no mark to a duplicate of itself.
    expect(kept).toEqual({ seat: 'token', left: '', page: '2' });
  });

  it('[E30] is not left to a duplicate where the page of before says that it goes after the next one has begun', async () => {
    const browser = new Browser(hasLocks);
    const before = browser.open();
    before.seat.hold('token');
    before.hide();
    const reloaded = browser.open(before.kept);
    expect(await claimed(reloaded)).toBe('token');
    before.hide();
    expect(await claimed(browser.open({ ...reloaded.kept }))).toBeUndefined();
    // A reload leads back all the same.
    reloaded.hide();
    expect(await claimed(browser.open(reloaded.kept))).toBe('token');
  });

  it('[E30] stays the own one where a reloaded page is duplicated, once the page of before is gone', async () => {
    const browser = new Browser(hasLocks);
    const before = browser.open();
    before.seat.hold('token');
    before.hide();
    const reloaded = browser.open({ ...before.kept });
    await reloaded.seat.claim();
    // A page that goes frees its locks and falls silent.
    before.seat.drop();
    expect(await claimed(browser.open({ ...reloaded.kept }))).toBeUndefined();
  });

  it('[E30] is not taken over by a duplicate of a tab that answers after a second, and the duplicate forgets it', async () => {
    const browser = new Browser(hasLocks, 500);
    const first = browser.open();
    first.seat.hold('token');
    const second = browser.open({ ...first.kept });
    expect(await claimed(second)).toBeUndefined();
    expect([second.kept['seat'], first.kept['seat']]).toEqual(['', 'token']);
  });

  it('[C11] is free again when the other tab has left it', async () => {
    const browser = new Browser(hasLocks);
    const first = browser.open();
    first.seat.hold('token');
    const second = browser.open({ ...first.kept });
    first.seat.drop();
    await vi.runAllTimersAsync();
    expect(await claimed(second)).toBe('token');
  });

  it('[E30] that is taken while the old one is still looked for is not forgotten', async () => {
    const browser = new Browser(hasLocks);
    const first = browser.open();
    first.seat.hold('token');
    const second = browser.open({ ...first.kept });
    const claim = second.seat.claim();
    second.seat.hold('new');
    await vi.runAllTimersAsync();
    expect([await claim, second.kept['seat']]).toEqual([undefined, 'new']);
  });

  it('is none where nothing was kept, and needs no other tabs', async () => {
    expect(await new Browser(hasLocks).open().seat.claim()).toBeUndefined();
    const kept: Record<string, string> = { seat: 'token' };
    const memory: Memory = { read: (key) => kept[key], write: () => undefined };
    const alone = new SeatMemory(memory, { scope: 'toy', channel: undefined, locks: undefined }, new EventTarget());
    expect(await alone.claim()).toBe('token');
  });
});
