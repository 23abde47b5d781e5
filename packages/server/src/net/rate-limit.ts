// How many connections an address may hold, and how fast it may try for new ones. Live players are never touched.

import { MAX_COUNTED_ADDRESSES, UPGRADE_BURST_RATIO, UPGRADE_REFILL_RATIO } from '@starfray/shared/protocol';

export type LimitVerdict = 'admitted' | 'too many connections' | 'too many attempts';

const OLDEST_LOOKED_AT = 8;

interface Count {
  open: number;
  /** Attempts left; refilled by the clock. */
  tokens: number;
  countedAtMs: number;
}

/** Attempts of one address: how many at once after a quiet time, and how many a second in the long run. */
export interface AttemptRates {
  readonly burst: number;
  readonly perSecond: number;
}

/** Counts by address key; holds at most MAX_COUNTED_ADDRESSES of them and forgets the longest quiet first. */
export class AddressLimits {
  private readonly connections: number;
  private readonly now: () => number;
  private readonly rates: AttemptRates;
  private readonly counts = new Map<string, Count>();

  /** `connections` per address, 0 for no limit of any kind; `now` in milliseconds. The default rates are those of upgrades. */
  constructor(
    connections: number,
    now: () => number,
    rates: AttemptRates = {
      burst: connections * UPGRADE_BURST_RATIO,
      perSecond: connections * UPGRADE_REFILL_RATIO,
    },
  ) {
    this.connections = connections;
    this.now = now;
    this.rates = rates;
  }

  get addresses(): number {
    return this.counts.size;
  }

  /** Counts an attempt; when it answers 'admitted' a connection is open and `release` must follow once. */
  admit(key: string): LimitVerdict {
    if (this.connections === 0) return 'admitted';
    const count = this.touch(key);
    if (count === undefined || count.tokens < 1) return 'too many attempts';
    count.tokens -= 1;
    if (count.open >= this.connections) return 'too many connections';
    count.open += 1;
    return 'admitted';
  }

  /** What `admit` would answer now; counts nothing. */
  ask(key: string): LimitVerdict {
    if (this.connections === 0) return 'admitted';
    const count = this.counts.get(key);
    if (count === undefined) return this.hasRoom() ? 'admitted' : 'too many attempts';
    if (this.tokensOf(count) < 1) return 'too many attempts';
    return count.open >= this.connections ? 'too many connections' : 'admitted';
  }

  /** Counts an attempt that opens nothing; false for one too many. */
  spend(key: string): boolean {
    if (this.connections === 0) return true;
    const count = this.touch(key);
    if (count === undefined || count.tokens < 1) return false;
    count.tokens -= 1;
    return true;
  }

  /** Takes an attempt out of the count again. */
  forgive(key: string): void {
    const count = this.counts.get(key);
    if (count !== undefined) count.tokens = Math.min(this.rates.burst, count.tokens + 1);
  }

  release(key: string): void {
    const count = this.counts.get(key);
    if (count !== undefined && count.open > 0) count.open -= 1;
  }

  // Moves the key to the young end of the map, which keeps insertion order.
  private touch(key: string): Count | undefined {
    const known = this.counts.get(key);
    if (known === undefined && !this.makeRoom()) return undefined;
    const now = this.now();
    const count = known ?? { open: 0, tokens: this.rates.burst, countedAtMs: now };
    count.tokens = this.tokensOf(count);
    count.countedAtMs = now;
    this.counts.delete(key);
    this.counts.set(key, count);
    return count;
  }

  private tokensOf({ tokens, countedAtMs }: Count): number {
    const refill = ((this.now() - countedAtMs) / 1000) * this.rates.perSecond;
    return Math.min(this.rates.burst, tokens + refill);
  }

  // Would `makeRoom` find a place?
  private hasRoom(): boolean {
    if (this.counts.size < MAX_COUNTED_ADDRESSES) return true;
    let looked = 0;
    for (const { open } of this.counts.values()) {
      if (open === 0) return true;
      looked += 1;
      if (looked === OLDEST_LOOKED_AT) return false;
    }
    return false;
  }

  // Looks at a few of the oldest only, so that an attempt costs the same under any flood.
  private makeRoom(): boolean {
    for (let tries = 0; this.counts.size >= MAX_COUNTED_ADDRESSES && tries < OLDEST_LOOKED_AT; tries += 1) {
      const oldest = this.counts.entries().next().value;
      if (oldest === undefined) break;
      const [key, count] = oldest;
      this.counts.delete(key);
      if (count.open > 0) this.counts.set(key, count);
    }
    return this.counts.size < MAX_COUNTED_ADDRESSES;
  }
}
