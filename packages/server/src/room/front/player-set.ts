// A set of player ids that is changed, searched and walked without allocating.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atUint16 } from '@starfray/shared/core';
import type { PlayersPresent } from './player-facts.ts';

export class PlayerSet implements PlayersPresent {
  readonly ids = new Uint16Array(MAX_PLAYER_ID + 1);
  count = 0;
  /** By player: where in `ids` it would be. It is in the set where it is there and below `count`. */
  private readonly places = new Uint16Array(MAX_PLAYER_ID + 1);

  has(playerId: number): boolean {
    const place = atUint16(this.places, playerId);
    return place < this.count && atUint16(this.ids, place) === playerId;
  }

  /** Adds a player, who may be in the set already. */
  add(playerId: number): void {
    if (this.has(playerId)) return;
    this.ids[this.count] = playerId;
    this.places[playerId] = this.count;
    this.count += 1;
  }

  /** Takes a player out, who need not be in the set. The last one moves to its place. */
  remove(playerId: number): void {
    if (!this.has(playerId)) return;
    this.count -= 1;
    const place = atUint16(this.places, playerId);
    const last = atUint16(this.ids, this.count);
    this.ids[place] = last;
    this.places[last] = place;
  }
}
