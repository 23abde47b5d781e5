// How fast counters grow, from looking at them now and then.

interface Sample {
  readonly count: number;
  readonly atMs: number;
}

export class Rates {
  private before = new Map<string, Sample>();
  private after = new Map<string, Sample>();

  /** Growth a second since the last look; undefined at the first, and where a counter has begun again. */
  perSecond(key: string, count: number, atMs: number): number | undefined {
    this.after.set(key, { count, atMs });
    const last = this.before.get(key);
    if (last === undefined || count < last.count || atMs <= last.atMs) return undefined;
    return ((count - last.count) / (atMs - last.atMs)) * 1000;
  }

  /** Ends one look at all counters; those that it did not see are forgotten. */
  endLook(): void {
    this.before = this.after;
    this.after = new Map();
  }
}
