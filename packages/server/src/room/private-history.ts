// The private rows of the last ticks, by player: what residuals of private rows are taken against.

import { copyInts, MAX_PLAYER_ID, type RowKind, type RowPlace } from '@starfray/shared/contract';
import { MAX_BASELINE_AGE } from '@starfray/shared/net';

const KEPT_TICKS = 2 * MAX_BASELINE_AGE;

export class PrivateHistory {
  private readonly width: number;
  /** Tick after tick, in each the rows of all players: those of one tick are written together. */
  private readonly ints: Int32Array;

  constructor(kind: RowKind) {
    this.width = kind.width;
    this.ints = new Int32Array(KEPT_TICKS * (MAX_PLAYER_ID + 1) * kind.width);
  }

  record(playerId: number, tick: number, row: RowPlace): void {
    copyInts(row.ints, row.base, this.ints, this.base(playerId, tick), this.width);
  }

  /** Copies a player's private row after `tick` (at most MAX_BASELINE_AGE back, and recorded) into `out`. */
  read(playerId: number, tick: number, out: Int32Array): void {
    copyInts(this.ints, this.base(playerId, tick), out, 0, this.width);
  }

  private base(playerId: number, tick: number): number {
    return ((tick % KEPT_TICKS) * (MAX_PLAYER_ID + 1) + playerId) * this.width;
  }
}
