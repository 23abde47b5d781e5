// When ticks are due: an absolute schedule, a bounded catch-up, and an honest count of the time that was lost.

/** Ticks that may be made up for at once; time beyond that is given up. */
const MAX_CATCH_UP_TICKS = 4;
const KEPT = 1024;

export class TickLoop {
  /** Milliseconds by which the game runs behind the clock since the start: each was announced as slow. */
  lostMs = 0;
  readonly tickMs: number;
  private epochMs: number;
  private due = 0;
  private readonly durations = new Float64Array(KEPT);
  private durationCount = 0;
  /** When the last ticks began: as many as a snapshot's period has. */
  private readonly starts: Float64Array;
  private startCount = 0;
  private readonly intervals = new Float64Array(KEPT);
  private intervalCount = 0;

  constructor(ticksPerSecond: number, nowMs: number, ticksPerFrame = 1) {
    this.tickMs = 1000 / ticksPerSecond;
    this.epochMs = nowMs;
    this.starts = new Float64Array(ticksPerFrame);
  }

  /** Starts afresh after a pause: nothing is owed. */
  restart(nowMs: number): void {
    this.epochMs = nowMs;
    this.due = 0;
    this.startCount = 0;
  }

  /** How many ticks are due now, at most MAX_CATCH_UP_TICKS; time beyond them moves the schedule. */
  ticksDue(nowMs: number): number {
    const owed = Math.floor((nowMs - this.epochMs) / this.tickMs + 1e-6) - this.due;
    if (owed <= MAX_CATCH_UP_TICKS) return Math.max(0, owed);
    const givenUp = owed - MAX_CATCH_UP_TICKS;
    this.epochMs += givenUp * this.tickMs;
    this.lostMs += givenUp * this.tickMs;
    return MAX_CATCH_UP_TICKS;
  }

  /** When the next tick is due, on the clock that `ticksDue` is asked with. */
  nextDueMs(): number {
    return this.epochMs + (this.due + 1) * this.tickMs;
  }

  /** Notes that a tick begins. */
  began(nowMs: number): void {
    const place = this.startCount % this.starts.length;
    if (this.startCount >= this.starts.length) {
      this.intervals[this.intervalCount % KEPT] = nowMs - (this.starts[place] ?? nowMs);
      this.intervalCount += 1;
    }
    this.starts[place] = nowMs;
    this.startCount += 1;
  }

  /** Notes that a tick was run and how long it took. */
  ran(durationMs: number): void {
    this.due += 1;
    this.durations[this.durationCount % KEPT] = durationMs;
    this.durationCount += 1;
  }

  /** A quantile (0..1) of the last ticks' durations, in ms; 0 before the first. */
  durationMs(quantile: number): number {
    return quantileOf(this.durations, this.durationCount, quantile);
  }

  /** A quantile (0..1) of the time between the starts of ticks that serve the same clients, in ms; 0 before the first. */
  intervalMs(quantile: number): number {
    return quantileOf(this.intervals, this.intervalCount, quantile);
  }
}

function quantileOf(ring: Float64Array, count: number, quantile: number): number {
  const kept = Math.min(count, KEPT);
  if (kept === 0) return 0;
  const sorted = ring.slice(0, kept).sort();
  return sorted[Math.min(kept - 1, Math.floor(quantile * kept))] ?? 0;
}
