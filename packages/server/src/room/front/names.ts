// The players of a room as a front end knows them by name: those who are there, and those who left of late, whom news may still name.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atUint8 } from '@starfray/shared/core';
import { DEPARTED_TICKS, type Player } from '../../session/index.ts';

/** Newcomers that are remembered for a front end that nobody joins. */
const MAX_UNPACKED = 1024;

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
  private readonly isFresh = new Uint8Array(MAX_PLAYER_ID + 1);
  private readonly freshPlayers = new Set<NamedPlayer>();
  private unpackedPlayers: NamedPlayer[] = [];
  private hasLostUnpacked = false;

  /** All who may be named. */
  get count(): number {
    return this.players.size + this.departed.size;
  }

  /** Players who are not yet settled. */
  get fresh(): Iterable<NamedPlayer> {
    return this.freshPlayers;
  }

  /** Those who came since `settleUnpacked`, if `isUnpackedLost` is false. */
  get unpacked(): readonly NamedPlayer[] {
    return this.unpackedPlayers;
  }

  /** So many came since `settleUnpacked` that not all are remembered. */
  get isUnpackedLost(): boolean {
    return this.hasLostUnpacked;
  }

  settleUnpacked(): void {
    this.unpackedPlayers = [];
    this.hasLostUnpacked = false;
  }

  add(player: Player): void {
    const departed = this.departed.get(player.id);
    if (departed !== undefined) this.freshPlayers.delete(departed.player);
    const named = { ...player, round: Number.POSITIVE_INFINITY };
    this.departed.delete(player.id);
    this.players.set(player.id, named);
    this.newcomers.push(named);
    this.isFresh[player.id] = 1;
    this.freshPlayers.add(named);
    this.noteUnpacked(named);
  }

  remove(id: number, tick: number): void {
    const player = this.players.get(id);
    if (player === undefined) return;
    this.players.delete(id);
    this.forgetDeparted(tick);
    this.departed.set(id, { player, tick });
  }

  /** A player whose round is not over, present or just gone: some clients may not know the name yet. */
  newcomer(id: number): NamedPlayer | undefined {
    return atUint8(this.isFresh, id) === 0 ? undefined : this.find(id);
  }

  /** The player with this id, present or gone of late. */
  find(id: number): NamedPlayer | undefined {
    return this.players.get(id) ?? this.departed.get(id)?.player;
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
    for (const player of newcomers) if (this.players.get(player.id) === player) this.forgetFresh(player);
  }

  private forgetDeparted(tick: number): void {
    for (const [id, gone] of this.departed) {
      if (tick - gone.tick <= DEPARTED_TICKS) return;
      this.departed.delete(id);
      this.forgetFresh(gone.player);
    }
  }

  private forgetFresh(player: NamedPlayer): void {
    this.isFresh[player.id] = 0;
    this.freshPlayers.delete(player);
  }

  private noteUnpacked(player: NamedPlayer): void {
    if (this.unpackedPlayers.length === MAX_UNPACKED) this.hasLostUnpacked = true;
    else this.unpackedPlayers.push(player);
  }
}
