import { describe, expect, it } from 'vitest';
import { SeatMemory, type TabChannel, type TabLocks } from './seat-memory.ts';
import type { Memory } from './storage.ts';

/** Locks as a browser has them: one holder at a time. */
class Locks implements TabLocks {
  private readonly holders = new Map<string, Promise<void>>();

  async request(
    name: string,
    _options: { ifAvailable: true },
    run: (lock: object | null) => Promise<void> | undefined,
  ): Promise<void> {
    if (this.holders.has(name)) {
      void run(null);
      return;
    }
    const held = run({}) ?? Promise.resolve();
    this.holders.set(name, held);
    await held;
    this.holders.delete(name);
  }
}

/** Tabs that know of each other, each with a memory of its own. */
class Browser {
  private readonly listeners: ((event: { data: unknown }) => void)[] = [];
  private readonly locks: Locks | undefined;

  constructor(hasLocks: boolean) {
    this.locks = hasLocks ? new Locks() : undefined;
  }

  open(kept: Record<string, string> = {}): { seat: SeatMemory; kept: Record<string, string> } {
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
        for (const listener of this.listeners) if (listener !== own) queueMicrotask(() => listener({ data }));
      },
    };
    return { seat: new SeatMemory(memory, { scope: 'toy', channel, locks: this.locks }), kept };
  }
}

describe.each([
  ['with locks', true],
  ['by asking the others', false],
])('the seat of a tab, %s', (_how, hasLocks) => {
  it('[C11] is come back to after a reload', async () => {
    const browser = new Browser(hasLocks);
    const before = browser.open();
    before.seat.hold('token');
    // The page of before is gone, its memory is not.
    expect(await new Browser(hasLocks).open(before.kept).seat.claim()).toBe('token');
  });

  it('[C11] is not taken over by a duplicate of the tab, which forgets it', async () => {
    const browser = new Browser(hasLocks);
    const first = browser.open();
    first.seat.hold('token');
    const second = browser.open({ ...first.kept });
    expect(await second.seat.claim()).toBeUndefined();
    expect([second.kept.seat, first.kept.seat]).toEqual(['', 'token']);
  });

  it('[C11] is free again when the other tab has left it', async () => {
    const browser = new Browser(hasLocks);
    const first = browser.open();
    first.seat.hold('token');
    const second = browser.open({ ...first.kept });
    first.seat.drop();
    expect(await second.seat.claim()).toBe('token');
  });

  it('is none where nothing was kept, and needs no other tabs', async () => {
    expect(await new Browser(hasLocks).open().seat.claim()).toBeUndefined();
    const kept: Record<string, string> = { seat: 'token' };
    const memory: Memory = { read: (key) => kept[key], write: () => undefined };
    expect(await new SeatMemory(memory, { scope: 'toy', channel: undefined, locks: undefined }).claim()).toBe('token');
  });
});
