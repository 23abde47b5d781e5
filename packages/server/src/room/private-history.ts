// The private rows of the last ticks, by player: what residuals of private rows are taken against.

import { copyInts, type RowKind, type RowPlace } from '@starfray/shared/contract';
import { MAX_BASELINE_AGE } from '@starfray/shared/net';

const KEPT_TICKS = 2 * MAX_BASELINE_AGE;

export class PrivateHistory {
  private readonly kind: RowKind;
  private readonly rows = new Map<number, Int32Array>();

  constructor(kind: RowKind) {
    this.kind = kind;
  }

  record(playerId: number, tick: number, row: RowPlace): void {
    let ints = this.rows.get(playerId);
    if (ints === undefined) {
      ints = new Int32Array(KEPT_TICKS * this.kind.width);
      this.rows.set(playerId, ints);
    }
    copyInts(row.ints, row.base, ints, (tick % KEPT_TICKS) * this.kind.width, this.kind.width);
  }

  /** Copies a player's private row after `tick` (at most MAX_BASELINE_AGE back, and recorded) into `out`. */
  read(playerId: number, tick: number, out: Int32Array): void {
    const ints = this.rows.get(playerId);
    if (ints !== undefined) copyInts(ints, (tick % KEPT_TICKS) * this.kind.width, out, 0, this.kind.width);
  }

  forget(playerId: number): void {
    this.rows.delete(playerId);
  }
}
