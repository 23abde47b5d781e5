// When a client must be skipped: never queue snapshots on one that does not acknowledge them. The transport's own buffer says
// nothing in time: a kernel swallows megabytes before it moves.

import { at, atFloat64 } from '@starfray/shared/core';
import {
  MAX_BUFFERED_BYTES,
  MAX_PROBE_MS,
  MAX_UNACKNOWLEDGED,
  MIN_PROBE_MS,
  STALL_SLACK_MS,
} from '@starfray/shared/protocol';
import { Runs } from './runs.ts';

/** Weight of a new sample in the smoothed RTT, as TCP has it (RFC 6298). */
const RTT_GAIN = 1 / 8;
/** Ticks whose time is remembered, a power of two: 17 s at 60 a second. */
const REMEMBERED_TICKS = 1024;

/** What the flow controls of one room share: when each tick was sent, and the memory of who was sent which. */
export class FlowLedger {
  readonly sentTicks = new Runs(MAX_UNACKNOWLEDGED);
  private readonly sentMs = new Float64Array(REMEMBERED_TICKS);
  private newestTick = 0;

  /** Notes when the snapshots of a tick go out; once a tick, before any. */
  note(tick: number, nowMs: number): void {
    this.sentMs[tick % REMEMBERED_TICKS] = nowMs;
    this.newestTick = tick;
  }

  /** When the snapshots of a tick went out; -Infinity when that is forgotten. */
  timeOf(tick: number): number {
    if (this.newestTick - tick >= REMEMBERED_TICKS) return Number.NEGATIVE_INFINITY;
    return atFloat64(this.sentMs, tick % REMEMBERED_TICKS);
  }
}

export class FlowControl {
  /** Smoothed time from sending a snapshot to its acknowledgement, in microseconds; 0 before the first. */
  rttMicros = 0;
  /** Snapshots not sent because the client was behind. */
  skipped = 0;
  /** The newest tick that the client said it applied. */
  acknowledgedTick = 0;
  private readonly ledger: FlowLedger;
  /** Ring of the ticks whose snapshots are unacknowledged: where it lies, its oldest, how many. */
  private readonly base: number;
  private first = 0;
  private count = 0;
  private newestTick = 0;
  /** A client that is behind gets one snapshot all the same, this long after the last one. */
  private probeMs = MIN_PROBE_MS;

  constructor(ledger: FlowLedger) {
    this.ledger = ledger;
    this.base = ledger.sentTicks.claim(0);
  }

  /**
   * May a snapshot go out now? Counts a skip when not. To a client that is behind one goes out now and then, each time after twice as long:
   * it may have read everything and have no reason to say so again, and would wait for ever.
   */
  maySend(nowMs: number, transport: { readonly bufferedBytes: number }): boolean {
    const isBehind =
      this.count > 0 && nowMs - this.ledger.timeOf(this.oldest()) > this.rttMicros / 1000 + STALL_SLACK_MS;
    const isFull = this.count >= MAX_UNACKNOWLEDGED;
    // Acknowledgements of unread data show up as a mismatch with the bytes that the transport still holds.
    if (transport.bufferedBytes <= MAX_BUFFERED_BYTES && ((!isBehind && !isFull) || this.mayProbe(nowMs))) return true;
    this.skipped += 1;
    return false;
  }

  private mayProbe(nowMs: number): boolean {
    if (nowMs - this.ledger.timeOf(this.newestTick) < this.probeMs) return false;
    this.probeMs = Math.min(MAX_PROBE_MS, 2 * this.probeMs);
    return true;
  }

  /** Notes that the snapshot of a tick went out. */
  sent(tick: number): void {
    // Of more than can be remembered the oldest is forgotten: to acknowledge any later one acknowledges it, too.
    if (this.count === MAX_UNACKNOWLEDGED) this.dropOldest();
    this.ledger.sentTicks.ints[this.base + ((this.first + this.count) % MAX_UNACKNOWLEDGED)] = tick;
    this.count += 1;
    this.newestTick = tick;
  }

  /** Takes an acknowledgement; false when it names a tick that nothing was sent for yet. */
  acknowledge(tick: number, nowMs: number): boolean {
    if (tick > this.newestTick) return false;
    while (this.count > 0 && this.oldest() <= tick) {
      if (this.oldest() === tick) this.learn(nowMs - this.ledger.timeOf(tick));
      this.dropOldest();
      this.probeMs = MIN_PROBE_MS;
    }
    if (tick > this.acknowledgedTick) this.acknowledgedTick = tick;
    return true;
  }

  /** Gives its memory back: it is not used any more. */
  end(): void {
    this.ledger.sentTicks.release(this.base);
  }

  private dropOldest(): void {
    this.first = (this.first + 1) % MAX_UNACKNOWLEDGED;
    this.count -= 1;
  }

  private oldest(): number {
    return at(this.ledger.sentTicks.ints, this.base + this.first);
  }

  private learn(sampleMs: number): void {
    if (sampleMs === Number.POSITIVE_INFINITY) return;
    const sample = Math.round(sampleMs * 1000);
    this.rttMicros = this.rttMicros === 0 ? sample : Math.round(this.rttMicros + (sample - this.rttMicros) * RTT_GAIN);
  }
}
