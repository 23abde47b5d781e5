// When a client must be skipped: never queue snapshots on one that does not acknowledge them. The transport's own buffer says
// nothing in time: a kernel swallows megabytes before it moves.

import { at, atFloat64 } from '@starfray/shared/core';
import { MAX_BUFFERED_BYTES, MAX_UNACKNOWLEDGED, STALL_SLACK_MS } from '@starfray/shared/net';

/** Weight of a new sample in the smoothed RTT, as TCP has it (RFC 6298). */
const RTT_GAIN = 1 / 8;

export class FlowControl {
  /** Smoothed time from sending a snapshot to its acknowledgement; 0 before the first. */
  rttMs = 0;
  /** Snapshots not sent because the client was behind. */
  skipped = 0;
  private readonly ticks = new Int32Array(MAX_UNACKNOWLEDGED);
  private readonly sentMs = new Float64Array(MAX_UNACKNOWLEDGED);
  private first = 0;
  private count = 0;

  private newestTick = 0;

  /** The newest tick that the client said it applied. */
  acknowledgedTick = 0;

  /** May a snapshot go out now? Counts a skip when not. */
  maySend(nowMs: number, bufferedBytes: number): boolean {
    const isBehind = this.count > 0 && nowMs - atFloat64(this.sentMs, this.first) > this.rttMs + STALL_SLACK_MS;
    if (!isBehind && this.count < MAX_UNACKNOWLEDGED && bufferedBytes <= MAX_BUFFERED_BYTES) return true;
    this.skipped += 1;
    return false;
  }

  sent(tick: number, nowMs: number): void {
    const place = (this.first + this.count) % MAX_UNACKNOWLEDGED;
    this.ticks[place] = tick;
    this.sentMs[place] = nowMs;
    this.count += 1;
    this.newestTick = tick;
  }

  /** Takes an acknowledgement; false when it names a tick that nothing was sent for yet. */
  acknowledge(tick: number, nowMs: number): boolean {
    if (tick > this.newestTick) return false;
    while (this.count > 0 && at(this.ticks, this.first) <= tick) {
      const sample = nowMs - atFloat64(this.sentMs, this.first);
      if (at(this.ticks, this.first) === tick) {
        this.rttMs = this.rttMs === 0 ? sample : this.rttMs + (sample - this.rttMs) * RTT_GAIN;
      }
      this.first = (this.first + 1) % MAX_UNACKNOWLEDGED;
      this.count -= 1;
    }
    if (tick > this.acknowledgedTick) this.acknowledgedTick = tick;
    return true;
  }
}
