// The players of a room as a front end knows them by name: those who are there, and those who left of late, whom news may still name.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atUint8 } from '@starfray/shared/core';
import { DEPARTED_TICKS, type Player } from '../../session/index.ts';

export interface NamedPlayer extends Player {
  /** The round of newcomers that it is announced in; larger than any before that begins. */
  round: number;
}

export class Names {
  private readonly players = new Map<number, NamedPlayer>();
  private newcomers: NamedPlayer[] = [];
  /** By id, the first to leave first. */
  private readonly departed = new Map<number, { readonly player: NamedPlayer; readonly tick: number }>();
  /** By id: 1 for those whose round is not over. */
  private readonly fresh = new Uint8Array(MAX_PLAYER_ID + 1);

  add(player: Player): void {
    const named = { ...player, round: Number.POSITIVE_INFINITY };
    this.departed.delete(player.id);
    this.players.set(player.id, named);
    this.newcomers.push(named);
    this.fresh[player.id] = 1;
  }

  remove(id: number, tick: number): void {
    const player = this.players.get(id);
    if (player === undefined) return;
    this.players.delete(id);
    this.forgetDeparted(tick);
    this.departed.set(id, { player, tick });
  }

  /** A player who is not yet settled, here or just gone: somebody may not know it. */
  newcomer(id: number): NamedPlayer | undefined {
    return atUint8(this.fresh, id) === 0 ? undefined : (this.players.get(id) ?? this.departed.get(id)?.player);
  }

  /** All players who may be named: those who are here, and those who left of late. */
  nameable(): NamedPlayer[] {
    return [...Array.from(this.departed.values(), ({ player }) => player), ...this.players.values()];
  }

  /** Those who came since the last call and are still here: from now on they belong to a round. */
  takeNewcomers(round: number): readonly NamedPlayer[] {
    const newcomers = this.newcomers.filter((player) => this.players.get(player.id) === player);
    this.newcomers = [];
    for (const player of newcomers) player.round = round;
    return newcomers;
  }

  /** Everybody knows these by now. */
  settle(newcomers: readonly NamedPlayer[]): void {
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
