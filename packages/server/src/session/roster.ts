// The one collection of a room's players: who they are to others, under ids that rest before they name someone else.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atUint8, IdPool } from '@starfray/shared/core';

/** A player who left is still known for as long as news may wait that names them: ten seconds, at most 60 ticks each. */
const DEPARTED_TICKS = 600;
/**
 * Player ids rest longer than any news waits, so that a late event never shows a stranger's name; and not by much, so that as many as
 * 370 short stays a second use up none of a room's 4,095 ids.
 */
const ID_REST_TICKS = DEPARTED_TICKS + 60;
/** Degrees between the hues of neighbouring ids: the golden angle keeps any few of them apart. */
const HUE_STEP = 137.508;

export interface Player {
  readonly id: number;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  readonly hue: number;
  /** The round of newcomers that it is announced in; larger than any before that begins. */
  round: number;
}

export class Roster {
  private readonly unnamed: string;
  private readonly players = new Map<number, Player>();
  private readonly ids = new IdPool(MAX_PLAYER_ID, ID_REST_TICKS);
  private newcomers: Player[] = [];
  /** Those who left of late, by id, the first to leave first: news may still name them. */
  private readonly departed = new Map<number, { readonly player: Player; readonly tick: number }>();
  /** By id: 1 for those whose round is not over. */
  private readonly fresh = new Uint8Array(MAX_PLAYER_ID + 1);

  /** @param unnamed what a player without a name is called, with the id after it. */
  constructor(unnamed: string) {
    this.unnamed = unnamed;
  }

  get count(): number {
    return this.players.size;
  }

  /** Takes a player in; undefined when every id is in use or resting. */
  add(name: string | undefined, kind: 'human' | 'bot', tick: number): Player | undefined {
    const id = this.ids.take(tick);
    if (id === 0) return undefined;
    const player: Player = {
      id,
      name: name ?? `${this.unnamed} ${id}`,
      kind,
      hue: Math.round(id * HUE_STEP) % 360,
      round: Number.POSITIVE_INFINITY,
    };
    this.departed.delete(id);
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
    const player = this.players.get(id);
    if (player === undefined) return;
    this.players.delete(id);
    this.forgetDeparted(tick);
    this.departed.set(id, { player, tick });
    this.ids.release(id, tick);
  }

  /** A player who is not yet settled, here or just gone: somebody may not know it. */
  newcomer(id: number): Player | undefined {
    return atUint8(this.fresh, id) === 0 ? undefined : (this.players.get(id) ?? this.departed.get(id)?.player);
  }

  /** All players who may be named: those who are here, and those who left of late. */
  nameable(): Player[] {
    return [...Array.from(this.departed.values(), ({ player }) => player), ...this.players.values()];
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

  private forgetDeparted(tick: number): void {
    for (const [id, gone] of this.departed) {
      if (tick - gone.tick <= DEPARTED_TICKS) return;
      this.departed.delete(id);
      this.fresh[id] = 0;
    }
  }
}
