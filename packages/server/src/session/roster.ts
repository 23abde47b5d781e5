// The one collection of a room's players: who they are to others, under ids that rest before they name someone else.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { IdPool } from '@starfray/shared/core';

/** A player who left is still known for as long as news may wait that names them: ten seconds, at most 60 ticks each. */
export const DEPARTED_TICKS = 600;
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
}

/** Hears of players who come and go. */
export interface RosterListener {
  arrived(player: Player): void;
  departed(playerId: number, tick: number): void;
}

export class Roster {
  private readonly unnamed: string;
  private readonly listener: RosterListener;
  private readonly players = new Map<number, Player>();
  /** Those who left of late, the first to leave first. */
  private readonly gone: { readonly player: Player; readonly tick: number }[] = [];
  private readonly ids = new IdPool(MAX_PLAYER_ID, ID_REST_TICKS);

  /** @param unnamed what a player without a name is called, with the id after it. */
  constructor(unnamed: string, listener: RosterListener) {
    this.unnamed = unnamed;
    this.listener = listener;
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
    };
    this.players.set(id, player);
    this.listener.arrived(player);
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
    this.forgetGone(tick);
    this.gone.push({ player, tick });
    this.ids.release(id, tick);
    this.listener.departed(id, tick);
  }

  /** Tells another listener, who comes later, all that it needs to name the players of now and those who left of late. */
  introduceTo(listener: RosterListener): void {
    for (const { player, tick } of this.gone) {
      listener.arrived(player);
      listener.departed(player.id, tick);
    }
    for (const player of this.players.values()) listener.arrived(player);
  }

  private forgetGone(tick: number): void {
    const kept = this.gone.findIndex((gone) => tick - gone.tick <= DEPARTED_TICKS);
    this.gone.splice(0, kept < 0 ? this.gone.length : kept);
  }
}
