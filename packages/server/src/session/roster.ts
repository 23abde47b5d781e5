// The one collection of a room's players: who they are to others, under ids that rest before they name someone else.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atUint8, IdPool } from '@starfray/shared/core';

/** Player ids rest this long, so that a late event never shows a stranger's name. */
const ID_REST_TICKS = 3600;
/** Degrees between the hues of neighbouring ids: the golden angle keeps any few of them apart. */
const HUE_STEP = 137.508;

export interface Player {
  readonly id: number;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  readonly hue: number;
  /** The round of newcomers that it is told in; larger than any before that begins. */
  round: number;
}

export class Roster {
  private readonly players = new Map<number, Player>();
  private readonly ids = new IdPool(MAX_PLAYER_ID, ID_REST_TICKS);
  private newcomers: Player[] = [];
  /** By id: 1 for those whose round is not over. */
  private readonly fresh = new Uint8Array(MAX_PLAYER_ID + 1);

  get count(): number {
    return this.players.size;
  }

  /** Takes a player in; undefined when every id is in use or resting. */
  add(name: string | undefined, kind: 'human' | 'bot', tick: number): Player | undefined {
    const id = this.ids.take(tick);
    if (id === 0) return undefined;
    const player: Player = {
      id,
      name: name ?? `Pilot ${id}`,
      kind,
      hue: Math.round(id * HUE_STEP) % 360,
      round: Number.POSITIVE_INFINITY,
    };
    this.players.set(id, player);
    this.newcomers.push(player);
    this.fresh[id] = 1;
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
    if (!this.players.delete(id)) return;
    this.fresh[id] = 0;
    this.ids.release(id, tick);
  }

  /** A player who is here and not yet settled: somebody may not know it. */
  newcomer(id: number): Player | undefined {
    return atUint8(this.fresh, id) === 0 ? undefined : this.players.get(id);
  }

  /** Those who came since the last call and are still here: from now on they belong to a round. */
  takeNewcomers(round: number): readonly Player[] {
    const newcomers = this.newcomers.filter((player) => this.players.get(player.id) === player);
    this.newcomers = [];
    for (const player of newcomers) player.round = round;
    return newcomers;
  }

  /** Everybody knows these by now. */
  settle(newcomers: readonly Player[]): void {
    for (const player of newcomers) if (this.players.get(player.id) === player) this.fresh[player.id] = 0;
  }

  values(): Iterable<Player> {
    return this.players.values();
  }
}
