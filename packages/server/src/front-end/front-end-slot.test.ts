import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Log, SILENT_LOG } from '../log.ts';
import { FrontEndSlot, type SlotThread } from './front-end-slot.ts';
import type { ThreadEvents } from './front-end-thread.ts';

interface FakeThread extends SlotThread {
  beats: number;
  readonly events: ThreadEvents;
}

function createSlot() {
  const threads: FakeThread[] = [];
  const logged: string[] = [];
  const note = (_fields: object, message: string) => void logged.push(message);
  const log: Log = { ...SILENT_LOG, warn: note, error: note };
  const onGivenUp = vi.fn();
  const start = (events: ThreadEvents): FakeThread => {
    const thread = {
      events,
      beats: 0,
      connections: 0,
      load: undefined,
      isOver: false,
      doorway: () => undefined,
      use: () => undefined,
      stopListening: () => undefined,
      finish: () => undefined,
      terminate: vi.fn((why: string) => events.ended(why)),
    };
    threads.push(thread);
    return thread;
  };
  const slot = new FrontEndSlot({ frontEnd: 0, start, log, onGivenUp });
  const newest = () => threads.at(-1) as FakeThread;
  return { slot, threads, newest, logged, onGivenUp };
}

/** Lets seconds pass in which a thread beats. */
function live(thread: FakeThread, seconds: number): void {
  for (let i = 0; i < seconds; i += 1) {
    thread.beats += 4;
    vi.advanceTimersByTime(1000);
  }
}

describe('a slot of a front end', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[TH30] ends a thread whose beat stands still for ten looks, and starts another', async () => {
    const { slot, threads, newest, logged } = createSlot();
    const begun = slot.begin();
    newest().events.listening(4000);
    expect(await begun).toBe(4000);
    const [first] = threads as [FakeThread];
    live(first, 30);
    vi.advanceTimersByTime(9000);
    expect(first.terminate).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(first.terminate).toHaveBeenCalledExactlyOnceWith('it hangs');
    expect(slot.thread).toBeUndefined();
    vi.advanceTimersByTime(500);
    newest().events.listening(4000);
    expect(threads).toHaveLength(2);
    expect(slot.thread).toBe(newest());
    expect(logged).toEqual(['a front end has ended: it is started again']);
  });

  it('[TH30] leaves a thread in peace that stood still for less', async () => {
    const { slot, newest } = createSlot();
    void slot.begin();
    newest().events.listening(4000);
    for (let i = 0; i < 5; i += 1) {
      live(newest(), 1);
      vi.advanceTimersByTime(9000);
    }
    expect(newest().terminate).not.toHaveBeenCalled();
  });

  it('[TH31] pauses longer each time that a thread ends, at most half a minute, and a moment again after one that lasted', () => {
    const { slot, threads, newest } = createSlot();
    void slot.begin();
    const pauses: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      newest().events.listening(4000);
      const before = threads.length;
      newest().events.ended('a bug');
      let pauseMs = 0;
      for (; threads.length === before; pauseMs += 500) vi.advanceTimersByTime(500);
      pauses.push(pauseMs);
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    newest().events.listening(4000);
    live(newest(), 61);
    newest().events.ended('a bug');
    const before = threads.length;
    vi.advanceTimersByTime(500);
    expect(threads).toHaveLength(before + 1);
  });

  it('[TH31] is given up after three starts that failed', async () => {
    const { slot, threads, newest, logged, onGivenUp } = createSlot();
    const begun = slot.begin();
    for (let i = 0; i < 3; i += 1) {
      newest().events.ended('a bug');
      vi.advanceTimersByTime(60_000);
    }
    expect(await begun).toBeUndefined();
    expect(threads).toHaveLength(3);
    expect(slot.isGivenUp).toBe(true);
    expect(onGivenUp).toHaveBeenCalledOnce();
    expect(logged.at(-1)).toBe('a front end does not start: the server goes on without it');
  });

  it('[TH31] counts a thread that does not come up within a minute as a failed start', () => {
    const { slot, threads } = createSlot();
    void slot.begin();
    vi.advanceTimersByTime(62_000);
    expect(threads[0]?.terminate).toHaveBeenCalledExactlyOnceWith('it does not come up');
    expect(threads).toHaveLength(2);
  });

  it('[TH31] starts nothing any more once it is stopped', () => {
    const { slot, threads, newest } = createSlot();
    void slot.begin();
    newest().events.listening(4000);
    newest().events.ended('a bug');
    expect(slot.stop()).toBeUndefined();
    vi.advanceTimersByTime(60_000);
    expect(threads).toHaveLength(1);
  });
});
