// How many messages a peer may send: a bucket that refills steadily, and the patience with one that stays empty.

export interface BucketLimits {
  readonly perSecond: number;
  readonly capacity: number;
  /** A bucket found empty again and again for this long is an offence. */
  readonly floodMs: number;
}

export type BucketAnswer = 'taken' | 'empty' | 'flood';

export class TokenBucket {
  private readonly limits: BucketLimits;
  private tokens: number;
  private filledMs: number;
  private emptySinceMs: number | undefined;

  constructor(limits: BucketLimits, nowMs: number) {
    this.limits = limits;
    this.tokens = limits.capacity;
    this.filledMs = nowMs;
  }

  /** Takes a token for one message. */
  take(nowMs: number): BucketAnswer {
    const { perSecond, capacity, floodMs } = this.limits;
    this.tokens = Math.min(capacity, this.tokens + ((nowMs - this.filledMs) * perSecond) / 1000);
    this.filledMs = nowMs;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      // Only a bucket with some way to the bottom again has recovered: one that drips is as good as empty.
      if (this.tokens >= perSecond) this.emptySinceMs = undefined;
      return 'taken';
    }
    this.emptySinceMs ??= nowMs;
    return nowMs - this.emptySinceMs >= floodMs ? 'flood' : 'empty';
  }
}
