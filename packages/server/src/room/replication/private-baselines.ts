// Each player's private row as its client holds it: what was true when it was last sent a snapshot, which residuals of private rows
// are taken against. A baseline belongs to one client, so one row each is enough.

import { copyInts, MAX_PLAYER_ID, type RowKind, type RowPlace } from '@starfray/shared/contract';

export class PrivateBaselines {
  private readonly width: number;
  private readonly ints: Int32Array;

  constructor(kind: RowKind) {
    this.width = kind.width;
    this.ints = new Int32Array((MAX_PLAYER_ID + 1) * kind.width);
  }

  /** Keeps a player's private row, which its client is just being sent. */
  keep(playerId: number, row: RowPlace): void {
    copyInts(row.ints, row.base, this.ints, playerId * this.width, this.width);
  }

  /** Copies the private row that was kept last for a player into `out`. */
  read(playerId: number, out: Int32Array): void {
    copyInts(this.ints, playerId * this.width, out, 0, this.width);
  }
}
