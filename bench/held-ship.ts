// A player's ship among the rows that a client holds.

import { atUint16 } from '@starfray/shared/core';
import { type ShipRow, ship } from '@starfray/starfray/rules';

interface Held {
  readonly ids: Uint16Array;
  readonly ints: Int32Array;
  kindOf(slot: number): unknown;
  base(slot: number): number;
}

export function heldShip(held: Held | undefined, playerId: number): ShipRow | undefined {
  if (held === undefined) return undefined;
  for (let slot = 0; slot < held.ids.length; slot += 1) {
    if (atUint16(held.ids, slot) === 0 || held.kindOf(slot) !== ship) continue;
    const row = ship.view(held.ints, held.base(slot));
    if (row.player === playerId) return row;
  }
  return undefined;
}
