// How early the frames of each player arrive, and how much that varies. The simulation notes it, since it knows which frames it takes; front
// ends read it, so it may lie in memory that they share.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';
import { MAX_BELIEVED_JITTER_TICKS } from '@starfray/shared/protocol';

/** A frame may claim to be for a tick years away: beyond this it says no more of its line. */
const MAX_EARLY_MS = 250;
/** The weight of a new sample in means is one of so many. */
const MEAN_OF = 16;

// By player: how early its frames arrive, and the mean deviation from that, in microseconds.
const MEAN_EARLY = 0;
const JITTER = 1;
const ROW = 2;

/** Integers that the jitter of all players takes. */
export const LINE_JITTER_LENGTH = (MAX_PLAYER_ID + 1) * ROW;

export class LineJitter {
  private readonly ints: Int32Array;
  private readonly startMicros: number;

  /** @param ints LINE_JITTER_LENGTH integers, written by one LineJitter alone. */
  constructor(tickMs: number, ints: Int32Array = new Int32Array(LINE_JITTER_LENGTH)) {
    this.ints = ints;
    this.startMicros = Math.round(MAX_BELIEVED_JITTER_TICKS * tickMs * 1000);
  }

  /** Begins with a player, of whose line nothing is known yet. */
  open(playerId: number): void {
    this.ints[playerId * ROW + MEAN_EARLY] = 0;
    this.ints[playerId * ROW + JITTER] = this.startMicros;
  }

  /**
   * Notes how early a frame arrived, in whole ms: on a restless line older pictures are believed. Only of a frame whose controls are taken,
   * or anybody could make its line seem what it is not.
   */
  arrived(playerId: number, earlyMs: number): void {
    const { ints } = this;
    const row = playerId * ROW;
    const mean = at(ints, row + MEAN_EARLY);
    const jitter = at(ints, row + JITTER);
    const away = Math.max(-MAX_EARLY_MS, Math.min(MAX_EARLY_MS, earlyMs)) * 1000 - mean;
    ints[row + MEAN_EARLY] = mean + Math.trunc(away / MEAN_OF);
    ints[row + JITTER] = jitter + Math.trunc((Math.abs(away) - jitter) / MEAN_OF);
  }

  /** The mean deviation of a player's frames from their mean earliness, in microseconds. */
  micros(playerId: number): number {
    return at(this.ints, playerId * ROW + JITTER);
  }
}
