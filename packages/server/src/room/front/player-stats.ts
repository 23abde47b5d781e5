// What front ends know of each player's connection and others ask for, by player id: a front end writes it, any thread reads it.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at, atFloat64 } from '@starfray/shared/core';

export const PLAYER_STATS_LENGTH = MAX_PLAYER_ID + 1;

export class PlayerStats {
  private readonly pings: Int32Array;
  private readonly sums: Float64Array;

  constructor(
    pings: Int32Array = new Int32Array(PLAYER_STATS_LENGTH),
    sums: Float64Array = new Float64Array(PLAYER_STATS_LENGTH),
  ) {
    this.pings = pings;
    this.sums = sums;
  }

  /** Begins with a player, of whose connection nothing is known yet. */
  clear(playerId: number): void {
    this.pings[playerId] = 0;
    this.sums[playerId] = 0;
  }

  /** The connection of a player is lost. */
  lose(playerId: number): void {
    this.pings[playerId] = 0;
  }

  note(playerId: number, pingMs: number, bytes: number): void {
    this.pings[playerId] = pingMs;
    this.sums[playerId] = bytes;
  }

  /** The round trip in whole ms; 0 while unknown. */
  pingMs(playerId: number): number {
    return at(this.pings, playerId);
  }

  /** Bytes of snapshots sent over the connection that the player has, or had last. */
  bytes(playerId: number): number {
    return atFloat64(this.sums, playerId);
  }
}
