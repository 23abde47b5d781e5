// Logs every refusal's reason, but not every refusal: a flood must not fill the disk.

import type { Log } from '../log.ts';

/** Refusals of one kind that are logged one by one in each window; the rest are counted. */
const LOGGED_ONE_BY_ONE = 5;
const WINDOW_MS = 10_000;

interface Tally {
  count: number;
  readonly reason: string;
}

export class RefusalLog {
  private readonly log: Log;
  private readonly now: () => number;
  private readonly heard: (code: number) => void;
  private readonly tallies = new Map<number, Tally>();
  private windowEndsMs = 0;

  /** `heard` gets the code of every refusal, of those that go unlogged too. */
  constructor(log: Log, now: () => number, heard: (code: number) => void = () => undefined) {
    this.log = log;
    this.now = now;
    this.heard = heard;
  }

  /** `code` is the HTTP status or close code; there are few of them, which bounds the tallies. `facts` are logged with it. */
  note(code: number, reason: string, facts: Readonly<Record<string, string>> = {}): void {
    this.heard(code);
    if (this.now() >= this.windowEndsMs) this.flush();
    const tally = this.tallies.get(code) ?? { count: 0, reason };
    tally.count += 1;
    this.tallies.set(code, tally);
    if (tally.count <= LOGGED_ONE_BY_ONE) this.log.info({ code, reason, ...facts }, 'refused');
  }

  /** Logs how many went unmentioned, and begins a new window. */
  flush(): void {
    for (const [code, { count, reason }] of this.tallies) {
      const more = count - LOGGED_ONE_BY_ONE;
      if (more > 0) this.log.warn({ code, reason, more }, 'refused more of the same');
    }
    this.tallies.clear();
    this.windowEndsMs = this.now() + WINDOW_MS;
  }
}
