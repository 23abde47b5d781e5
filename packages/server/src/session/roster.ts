// The one collection of a room's players: who they are to others, under ids that rest before they name someone else.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { IdPool } from '@starfray/shared/core';

/** Player ids rest this long, so that a late event never shows a stranger's name. */
const ID_REST_TICKS = 3600;
/** Degrees between the hues of neighbouring ids: the golden angle keeps any few of them apart. */
const HUE_STEP = 137.508;

export interface Player {
  readonly id: number;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  readonly hue: number;
  /** Tells this player from an earlier one of the same id. */
  readonly generation: number;
}

export class Roster {
  private readonly players = new Map<number, Player>();
  private readonly ids = new IdPool(MAX_PLAYER_ID, ID_REST_TICKS);
  private newcomers: Player[] = [];
  private lastGeneration = 0;

  get count(): number {
    return this.players.size;
  }

  /** Takes a player in; undefined when every id is in use or resting. */
  add(name: string | undefined, kind: 'human' | 'bot', tick: number): Player | undefined {
    const id = this.ids.take(tick);
    if (id === 0) return undefined;
    this.lastGeneration = (this.lastGeneration % 0xffff) + 1;
    const player: Player = {
      id,
      name: name ?? `Pilot ${id}`,
      kind,
      hue: Math.round(id * HUE_STEP) % 360,
      generation: this.lastGeneration,
    };
    this.players.set(id, player);
    this.newcomers.push(player);
    return player;
  }

  /** Is there an id for one more? */
  hasFreeId(tick: number): boolean {
    return this.ids.hasFree(tick);
  }

  get(id: number): Player | undefined {
    return this.players.get(id);
  }

  remove(id: number, tick: number): void {
    if (this.players.delete(id)) this.ids.release(id, tick);
  }

  /** Those who came since the last call and are still here. */
  takeNewcomers(): readonly Player[] {
    const { newcomers } = this;
    this.newcomers = [];
    return newcomers.filter((player) => this.players.get(player.id) === player);
  }

  values(): Iterable<Player> {
    return this.players.values();
  }
}
