// How old the picture is that a player sees, as far as the server believes it: what is claimed only counts within what an honest
// client can see at its latency.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';
import { MAX_BELIEVED_JITTER_TICKS, MAX_REWIND_TICKS, SEEN_STEPS } from '@starfray/shared/protocol';
import type { LineJitter } from './line-jitter.ts';

const MAX_LAG = MAX_REWIND_TICKS * SEEN_STEPS;
/**
 * A client draws a frame behind and some of the jitter of its line. The jitter of its frames' arrival is a measure of that. Nothing is
 * added: a tick more was worth a tenth more hits to a client that always claimed it, and nothing to an honest one.
 */
const JITTER_ALLOWANCE = 3;
/**
 * A frame that comes late after a stall keeps its picture, and only then: lateness that is believed is taken from a stock that holds the
 * oldest picture's age and refills by a twentieth of the time. One that is always late has a clock that is wrong, or a purpose.
 */
const LATENESS_REFILL = 20;
const MAX_STOCK = MAX_LAG * LATENESS_REFILL;

// What there is of one player lies together in a row, by player.
/** The last input frame's tick, and how old its picture was, in 1/8 tick. */
const TICK = 0;
const LAG = 1;
/** Claims that were not believed as they came. */
const BOUNDED = 2;
/** Lateness that may still be believed, in 1/8 tick times LATENESS_REFILL; that of the stall that is just over, and when that was looked at, in 1/8 tick. */
const STOCK = 3;
const STALL = 4;
const LOOKED = 5;
/** Half a line of the cache. */
const ROW = 8;

export class ViewLagLimiter {
  private readonly ints = new Int32Array((MAX_PLAYER_ID + 1) * ROW);
  private readonly tickMs: number;
  private readonly jitter: LineJitter;
  /** Ticks between two snapshots to a client. */
  snapshotTicks: number;

  /** @param jitter Of the players' lines; it is only read. */
  constructor(tickMs: number, snapshotTicks: number, jitter: LineJitter) {
    this.tickMs = tickMs;
    this.snapshotTicks = snapshotTicks;
    this.jitter = jitter;
  }

  /** Begins with a player, of whose line nothing is known yet. */
  open(playerId: number): void {
    const { ints } = this;
    const row = playerId * ROW;
    ints[row + TICK] = -1;
    ints[row + LAG] = MAX_LAG;
    ints[row + BOUNDED] = 0;
    ints[row + STOCK] = MAX_STOCK;
    ints[row + STALL] = 0;
    ints[row + LOOKED] = 0;
  }

  /** How many of a player's claims were not believed as they came. */
  boundedOf(playerId: number): number {
    return at(this.ints, playerId * ROW + BOUNDED);
  }

  /**
   * The picture, in 1/8 tick, that a frame for `tick` was made from, which arrived `earlyMs` before that tick: it claims to lie `behind` the
   * snapshot of tick `acknowledged`. Not newer than that snapshot, not further behind it than anybody with such a line draws, not older than
   * MAX_REWIND_TICKS; and its age grows by at most 1/8 tick a tick, so that nobody turns to an old picture when it suits. Nor is the snapshot
   * believed to be older than the round trip as pings measured it allows, counted back from the frame's arrival: late acknowledgements make
   * nobody far away, and neither do pings that stay unanswered (`pingMs` undefined: none) or the ticks that frames claim to be for.
   */
  bound(
    playerId: number,
    tick: number,
    acknowledged: number,
    behind: number,
    earlyMs: number,
    pingMs: number | undefined,
  ): number {
    const { ints } = this;
    const row = playerId * ROW;
    const claimed = acknowledged * SEEN_STEPS - behind;
    const arrived = tick * SEEN_STEPS - Math.round((earlyMs * SEEN_STEPS) / this.tickMs);
    // When the frame was sent, at the latest, by the server's time.
    const sent = arrived - this.lateness(row, arrived, tick * SEEN_STEPS);
    const now = Math.max(tick * SEEN_STEPS, sent);
    const jitterMicros = this.jitter.micros(playerId);
    const newest = Math.max(acknowledged * SEEN_STEPS, sent - this.waySteps(jitterMicros, pingMs ?? 0));
    const last = at(ints, row + TICK);
    const slowest = last < 0 ? MAX_LAG : at(ints, row + LAG) + Math.max(0, tick - last);
    const oldest = Math.max(newest - this.delayMost(jitterMicros), now - Math.min(MAX_LAG, slowest));
    const seen = Math.min(now, Math.max(claimed, oldest));
    // A client that set its clock back sends for the same ticks once more: that ages no picture.
    ints[row + TICK] = Math.max(last, tick);
    ints[row + LAG] = now - seen;
    if (seen !== claimed && acknowledged > 0) ints[row + BOUNDED] = at(ints, row + BOUNDED) + 1;
    return seen;
  }

  // By how much a frame was late because its line stood still, as far as that is believed.
  private lateness(row: number, arrived: number, due: number): number {
    const { ints } = this;
    const passed = Math.max(0, arrived - at(ints, row + LOOKED));
    if (passed > 0) {
      ints[row + LOOKED] = arrived;
      const filled = at(ints, row + STOCK) + Math.min(passed, MAX_STOCK);
      ints[row + STOCK] = Math.min(MAX_STOCK, filled);
      ints[row + STALL] = Math.max(0, at(ints, row + STALL) - passed);
    }
    const late = Math.min(MAX_LAG, arrived - due);
    if (late <= 0) return 0;
    const left = Math.trunc(at(ints, row + STOCK) / LATENESS_REFILL);
    const more = Math.min(left, Math.max(0, late - at(ints, row + STALL)));
    ints[row + STOCK] = at(ints, row + STOCK) - more * LATENESS_REFILL;
    ints[row + STALL] = at(ints, row + STALL) + more;
    return Math.min(late, at(ints, row + STALL));
  }

  // From a snapshot to the sending of a frame that acknowledges it, at most, in 1/8 tick.
  private waySteps(jitterMicros: number, pingMs: number): number {
    const jitterMs = Math.min((JITTER_ALLOWANCE * jitterMicros) / 1000, MAX_BELIEVED_JITTER_TICKS * this.tickMs);
    const wayTicks = (pingMs + jitterMs) / this.tickMs + this.snapshotTicks;
    return Math.ceil(wayTicks * SEEN_STEPS);
  }

  private delayMost(jitterMicros: number): number {
    const ticks = (JITTER_ALLOWANCE * jitterMicros) / (this.tickMs * 1000);
    return Math.trunc((this.snapshotTicks + Math.min(MAX_BELIEVED_JITTER_TICKS, ticks)) * SEEN_STEPS);
  }
}
