// The players whose entities are in the world, or on their way there, by id; kept as they come and go, so that nobody has to look for them.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at, atUint16 } from '@starfray/shared/core';
import type { PlayersPresent } from '../front/player-facts.ts';

const NOWHERE = -1;

export class PresentPlayers implements PlayersPresent {
  readonly ids = new Uint16Array(MAX_PLAYER_ID + 1);
  count = 0;
  /** By id: its place in `ids`. */
  private readonly places = new Int32Array(MAX_PLAYER_ID + 1).fill(NOWHERE);

  has(playerId: number): boolean {
    return at(this.places, playerId) !== NOWHERE;
  }

  add(playerId: number): void {
    if (this.has(playerId)) return;
    this.places[playerId] = this.count;
    this.ids[this.count] = playerId;
    this.count += 1;
  }

  /** The last one takes its place. */
  remove(playerId: number): void {
    const place = at(this.places, playerId);
    if (place === NOWHERE) return;
    this.count -= 1;
    const last = atUint16(this.ids, this.count);
    this.ids[place] = last;
    this.places[last] = place;
    this.places[playerId] = NOWHERE;
  }
}
