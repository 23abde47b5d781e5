// How old the picture is that a player sees, as far as the server believes it: what is claimed only counts within what an honest
// client can see at its latency.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';
import { MAX_BELIEVED_JITTER_TICKS, MAX_REWIND_TICKS, SEEN_STEPS } from '@starfray/shared/net';

const LAG_MOST = MAX_REWIND_TICKS * SEEN_STEPS;
/**
 * A client draws a frame behind and some of the jitter of its line. The jitter of its frames' arrival is a measure of that. Nothing is
 * added: a tick more was worth a tenth more hits to whoever claimed it always, and nothing to anybody honest.
 */
const JITTER_ALLOWANCE = 3;
/**
 * Ticks, beside a frame, by which a snapshot that was just sent may be older than a ping's round trip tells when it is acknowledged: pictures
 * are drawn between two of them.
 */
const ACKNOWLEDGING_TICKS = 1;
/** A frame may claim to be for a tick years away: beyond this it says no more of its line. */
const EARLY_MOST_MS = 250;
/** The weight of a new sample in means is one of so many. */
const MEAN_OF = 16;

// What there is of one player lies together in a row, by player.
/** The last input frame's tick, and how old its picture was, in 1/8 tick. */
const TICK = 0;
const LAG = 1;
/** How early its frames arrive, and the mean deviation from that, in microseconds. */
const MEAN_EARLY = 2;
const JITTER = 3;
/** Claims that were not believed as they came. */
const BOUNDED = 4;
/** Half a line of the cache. */
const ROW = 8;

export class SightBounds {
  private readonly ints = new Int32Array((MAX_PLAYER_ID + 1) * ROW);
  private readonly tickMs: number;
  /** Ticks between two snapshots to a client. */
  snapshotTicks: number;

  constructor(tickMs: number, snapshotTicks: number) {
    this.tickMs = tickMs;
    this.snapshotTicks = snapshotTicks;
  }

  /** Begins with a player, of whose line nothing is known yet. */
  open(playerId: number): void {
    const { ints } = this;
    const row = playerId * ROW;
    ints[row + TICK] = -1;
    ints[row + LAG] = LAG_MOST;
    ints[row + MEAN_EARLY] = 0;
    ints[row + JITTER] = Math.round(MAX_BELIEVED_JITTER_TICKS * this.tickMs * 1000);
    ints[row + BOUNDED] = 0;
  }

  /** How many of a player's claims were not believed as they came. */
  boundedOf(playerId: number): number {
    return at(this.ints, playerId * ROW + BOUNDED);
  }

  /** Notes how early a frame arrived, in whole ms: on a restless line older pictures are believed. */
  arrived(playerId: number, earlyMs: number): void {
    const { ints } = this;
    const row = playerId * ROW;
    const mean = at(ints, row + MEAN_EARLY);
    const jitter = at(ints, row + JITTER);
    const away = Math.max(-EARLY_MOST_MS, Math.min(EARLY_MOST_MS, earlyMs)) * 1000 - mean;
    ints[row + MEAN_EARLY] = mean + Math.trunc(away / MEAN_OF);
    ints[row + JITTER] = jitter + Math.trunc((Math.abs(away) - jitter) / MEAN_OF);
  }

  /**
   * The picture, in 1/8 tick, that a frame for `tick` was made from: it claims to lie `behind` the snapshot of tick
   * `acknowledged`. Not newer than that snapshot, not further behind it than anybody with such a line draws, not older than MAX_REWIND_TICKS; and its age
   * grows by at most 1/8 tick a tick, so that nobody turns to an old picture when it suits. Where `pingMs` is known, the round trip as pings
   * measured it, it is not older either than it would be for one who acknowledges what comes: late acknowledgements make nobody far away.
   */
  bound(playerId: number, tick: number, acknowledged: number, behind: number, pingMs?: number): number {
    const { ints } = this;
    const row = playerId * ROW;
    const now = tick * SEEN_STEPS;
    const claimed = acknowledged * SEEN_STEPS - behind;
    const least = pingMs === undefined ? 0 : tick - this.wayTicks(row, pingMs);
    const newest = Math.max(acknowledged, least) * SEEN_STEPS;
    const last = at(ints, row + TICK);
    const slowest = last < 0 ? LAG_MOST : at(ints, row + LAG) + Math.max(0, tick - last);
    const oldest = Math.max(newest - this.delayMost(at(ints, row + JITTER)), now - Math.min(LAG_MOST, slowest));
    const seen = Math.min(now, Math.max(claimed, oldest));
    // A client that set its clock back sends for the same ticks once more: that ages no picture.
    ints[row + TICK] = Math.max(last, tick);
    ints[row + LAG] = now - seen;
    if (seen !== claimed && acknowledged > 0) ints[row + BOUNDED] = at(ints, row + BOUNDED) + 1;
    return seen;
  }

  // From a snapshot to the tick of a frame that acknowledges it, at most.
  private wayTicks(row: number, pingMs: number): number {
    const jitterMs = Math.min(
      (JITTER_ALLOWANCE * at(this.ints, row + JITTER)) / 1000,
      MAX_BELIEVED_JITTER_TICKS * this.tickMs,
    );
    const earlyMs = Math.max(0, at(this.ints, row + MEAN_EARLY) / 1000);
    return Math.ceil((pingMs + earlyMs + jitterMs) / this.tickMs) + this.snapshotTicks + ACKNOWLEDGING_TICKS;
  }

  private delayMost(jitterMicros: number): number {
    const ticks = (JITTER_ALLOWANCE * jitterMicros) / (this.tickMs * 1000);
    return Math.trunc((this.snapshotTicks + Math.min(MAX_BELIEVED_JITTER_TICKS, ticks)) * SEEN_STEPS);
  }
}
