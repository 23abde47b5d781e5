// The inputs of one tick by player id: what the room decided each player's controls are, and all that `step` reads of them.

import type { InputKind, InputSchema } from './entity.ts';
import type { Row, RowFields } from './row.ts';

/** Player ids are 1..MAX_PLAYER_ID within a room. */
export const MAX_PLAYER_ID = 4095;

export class InputTable {
  readonly kind: InputKind;
  readonly ints: Int32Array;
  /** By player: how long before the tick the picture was that its player saw, in 1/8 tick. */
  readonly lags = new Uint8Array(MAX_PLAYER_ID + 1);

  constructor(kind: InputKind) {
    this.kind = kind;
    this.ints = new Int32Array((MAX_PLAYER_ID + 1) * kind.width);
    for (let playerId = 0; playerId <= MAX_PLAYER_ID; playerId += 1) this.setIdle(playerId);
  }

  /** Where the controls of a player begin in `ints`. */
  base(playerId: number): number {
    return playerId * this.kind.width;
  }

  setIdle(playerId: number): void {
    this.ints.set(this.kind.idle, this.base(playerId));
    this.lags[playerId] = 0;
  }
}

/** A view that can be pointed at any player's controls: `view.base = table.base(playerId)`. */
export function inputView<F extends RowFields>(schema: InputSchema<F>, table: InputTable): Row<F> {
  return schema.view(table.ints, 0);
}
