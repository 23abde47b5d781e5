// One direction of a network line as TCP shows it: everything arrives, whole and in order, but late. Seeded, so that a bad
// network is the same one each time.

import { type RandomState, randomBetween } from '../core/index.ts';

/** What is left out is perfect. */
export interface Conditions {
  /** One-way delay of everything. */
  readonly latencyMs: number;
  /** Up to so much more, by chance each time; order is kept. */
  readonly jitterMs: number;
  /** Kilobits a second that fit through. */
  readonly bandwidthKbps?: number;
  /** Times at which nothing moves, as when packets are lost and sent again, or a train is in a tunnel. */
  readonly stalls?: {
    /** Mean time between the beginnings of two. */
    readonly everyMs: number;
    readonly leastMs: number;
    readonly mostMs: number;
  };
}

export const PERFECT: Conditions = { latencyMs: 0, jitterMs: 0 };

/** Lines as people have them, each way: half of the round trip. */
export const LINE_PROFILES = {
  perfect: PERFECT,
  lan: { latencyMs: 1, jitterMs: 1 },
  cable: { latencyMs: 10, jitterMs: 4, bandwidthKbps: 20_000 },
  wifi: {
    latencyMs: 10,
    jitterMs: 14,
    bandwidthKbps: 15_000,
    stalls: { everyMs: 15_000, leastMs: 60, mostMs: 220 },
  },
  mobile: {
    latencyMs: 35,
    jitterMs: 30,
    bandwidthKbps: 6000,
    stalls: { everyMs: 12_000, leastMs: 100, mostMs: 500 },
  },
  transatlantic: { latencyMs: 60, jitterMs: 30, bandwidthKbps: 20_000 },
  satellite: { latencyMs: 290, jitterMs: 25, bandwidthKbps: 10_000 },
  train: {
    latencyMs: 45,
    jitterMs: 60,
    bandwidthKbps: 2000,
    stalls: { everyMs: 20_000, leastMs: 400, mostMs: 4000 },
  },
  dialup: { latencyMs: 80, jitterMs: 20, bandwidthKbps: 56 },
} as const satisfies Readonly<Record<string, Conditions>>;

export type LineProfile = keyof typeof LINE_PROFILES;

export class Line {
  private readonly conditions: Conditions;
  private readonly random: RandomState | undefined;
  private lastDueMs = 0;
  private clearMs = 0;
  private stallFromMs = Number.POSITIVE_INFINITY;
  private stalledUntilMs = 0;

  /** @param random Draws jitter and stalls; without it there are none. */
  constructor(conditions: Conditions, random: RandomState | undefined, nowMs: number) {
    this.conditions = conditions;
    this.random = random;
    this.planStall(nowMs);
  }

  /** Puts bytes on the line; answers when they arrive. To be called in the order of time. */
  send(bytes: number, nowMs: number): number {
    const { latencyMs, jitterMs, bandwidthKbps } = this.conditions;
    this.passStalls(nowMs);
    if (bandwidthKbps !== undefined) this.clearMs = Math.max(this.clearMs, nowMs) + (bytes * 8) / bandwidthKbps;
    const leftMs = Math.max(nowMs, this.clearMs, this.stalledUntilMs);
    this.lastDueMs = Math.max(this.lastDueMs, leftMs + latencyMs + this.draw(0, jitterMs));
    return this.lastDueMs;
  }

  /** Nothing arrives before `untilMs`. */
  stall(untilMs: number): void {
    this.lastDueMs = Math.max(this.lastDueMs, untilMs);
  }

  /** Bytes that were put on it and have not fitted through yet. */
  backlogBytes(nowMs: number): number {
    const { bandwidthKbps } = this.conditions;
    return bandwidthKbps === undefined ? 0 : (Math.max(0, this.clearMs - nowMs) * bandwidthKbps) / 8;
  }

  private passStalls(nowMs: number): void {
    const { stalls } = this.conditions;
    while (stalls !== undefined && this.stallFromMs <= nowMs) {
      this.stalledUntilMs = this.stallFromMs + this.draw(stalls.leastMs, stalls.mostMs);
      this.planStall(this.stalledUntilMs);
    }
  }

  private planStall(fromMs: number): void {
    const { stalls } = this.conditions;
    if (stalls === undefined || this.random === undefined) return;
    this.stallFromMs = fromMs + this.draw(stalls.everyMs / 2, (stalls.everyMs * 3) / 2);
  }

  private draw(least: number, most: number): number {
    if (this.random === undefined || most <= least) return least;
    return randomBetween(this.random, Math.round(least), Math.round(most));
  }
}
