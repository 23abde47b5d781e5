// How old the picture is that a player sees, as far as the server believes it: what is claimed only counts within what an honest
// client can see at its latency.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at, atFloat32 } from '@starfray/shared/core';
import { MAX_DRAW_DELAY_TICKS, MAX_REWIND_TICKS, SEEN_STEPS } from '@starfray/shared/net';

const LAG_MOST = MAX_REWIND_TICKS * SEEN_STEPS;
/**
 * A client draws a frame behind and some of the jitter of its line. The jitter of its frames' arrival is a measure of that. Nothing is
 * added: a tick more was worth a tenth more hits to whoever claimed it always, and nothing to anybody honest.
 */
const JITTER_ALLOWANCE = 3;
const DEVIATION_GAIN = 1 / 16;
const IDS = MAX_PLAYER_ID + 1;

export class SightBounds {
  /** By player: claims that were not believed as they came. */
  readonly bounded = new Uint32Array(IDS);
  /** By player: the last input frame's tick, and how old its picture was, in 1/8 tick. */
  private readonly ticks = new Int32Array(IDS);
  private readonly lags = new Int32Array(IDS);
  /** By player: how early its frames arrive, and the mean deviation from that. */
  private readonly meanEarlyMs = new Float32Array(IDS);
  private readonly jitterMs = new Float32Array(IDS);
  private readonly tickMs: number;
  /** Ticks between two snapshots to a client. */
  snapshotTicks: number;

  constructor(tickMs: number, snapshotTicks: number) {
    this.tickMs = tickMs;
    this.snapshotTicks = snapshotTicks;
  }

  /** Begins with a player, of whose line nothing is known yet. */
  open(playerId: number): void {
    this.bounded[playerId] = 0;
    this.ticks[playerId] = -1;
    this.lags[playerId] = LAG_MOST;
    this.meanEarlyMs[playerId] = 0;
    this.jitterMs[playerId] = MAX_DRAW_DELAY_TICKS * this.tickMs;
  }

  /** Notes how early a frame arrived: on a restless line older pictures are believed. */
  arrived(playerId: number, earlyMs: number): void {
    const mean = atFloat32(this.meanEarlyMs, playerId);
    const jitter = atFloat32(this.jitterMs, playerId);
    this.meanEarlyMs[playerId] = mean + (earlyMs - mean) * DEVIATION_GAIN;
    this.jitterMs[playerId] = jitter + (Math.abs(earlyMs - mean) - jitter) * DEVIATION_GAIN;
  }

  /**
   * The picture, in 1/8 tick, that a frame for `tick` was made from: it claims to lie `behind` the snapshot of tick
   * `acknowledged`. Not newer than that snapshot, not further behind it than anybody with such a line draws, not older than MAX_REWIND_TICKS; and its age
   * grows by at most 1/8 tick a tick, so that nobody turns to an old picture when it suits.
   */
  bound(playerId: number, tick: number, acknowledged: number, behind: number): number {
    const now = tick * SEEN_STEPS;
    const newest = acknowledged * SEEN_STEPS;
    const claimed = newest - behind;
    const last = at(this.ticks, playerId);
    const slowest = last < 0 ? LAG_MOST : at(this.lags, playerId) + (tick - last);
    const oldest = Math.max(newest - this.delayMost(playerId), now - Math.min(LAG_MOST, slowest));
    const seen = Math.min(now, Math.max(claimed, oldest));
    this.ticks[playerId] = tick;
    this.lags[playerId] = now - seen;
    if (seen !== claimed && acknowledged > 0) this.bounded[playerId] = (this.bounded[playerId] ?? 0) + 1;
    return seen;
  }

  private delayMost(playerId: number): number {
    const ticks = this.snapshotTicks + (JITTER_ALLOWANCE * atFloat32(this.jitterMs, playerId)) / this.tickMs;
    return Math.trunc(Math.min(MAX_DRAW_DELAY_TICKS, ticks) * SEEN_STEPS);
  }
}
