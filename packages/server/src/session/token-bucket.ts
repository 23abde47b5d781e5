// How many messages a peer may send: a bucket that refills steadily, and the patience with one that stays empty.

export interface BucketLimits {
  readonly perSecond: number;
  readonly capacity: number;
  /** A bucket found empty again and again for this long is an offence. */
  readonly floodMs: number;
  /** So many messages that found it empty, before it has recovered, are one, too. */
  readonly mostExcess: number;
}

export type BucketAnswer = 'taken' | 'empty' | 'flood';

export class TokenBucket {
  private readonly limits: BucketLimits;
  // Whole milliseconds and thousandths of a token: whole numbers lie in the object itself, others would be objects of their own.
  private milliTokens: number;
  private filledMs: number;
  private emptySinceMs: number | undefined;
  private excess = 0;

  constructor(limits: BucketLimits, nowMs: number) {
    this.limits = limits;
    this.milliTokens = Math.trunc(limits.capacity * 1000);
    this.filledMs = Math.trunc(nowMs);
  }

  /** Would `take` answer 'taken' now? */
  has(nowMs: number): boolean {
    return this.milliTokensAt(Math.trunc(nowMs)) >= 1000;
  }

  /** Takes a token for one message. */
  take(nowMs: number): BucketAnswer {
    const { perSecond, floodMs, mostExcess } = this.limits;
    const ms = Math.trunc(nowMs);
    this.milliTokens = this.milliTokensAt(ms);
    this.filledMs = ms;
    if (this.milliTokens >= 1000) {
      this.milliTokens -= 1000;
      // Only a bucket with some way to the bottom again has recovered: one that drips is as good as empty.
      if (this.milliTokens >= perSecond * 1000) {
        this.emptySinceMs = undefined;
        this.excess = 0;
      }
      return 'taken';
    }
    this.emptySinceMs ??= ms;
    this.excess += 1;
    return ms - this.emptySinceMs >= floodMs || this.excess > mostExcess ? 'flood' : 'empty';
  }
  // Tokens a second are thousandths a millisecond.
  private milliTokensAt(ms: number): number {
    const { perSecond, capacity } = this.limits;
    const filled = this.milliTokens + Math.trunc((ms - this.filledMs) * perSecond);
    return Math.trunc(Math.min(capacity * 1000, filled));
  }
}
