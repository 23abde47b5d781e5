// The order of a room's players by score, worked out bit by bit: a round of thousands takes some ticks, and what was ranked last holds until
// then. A small room's round is done in one call.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atFloat64, atUint16 } from '@starfray/shared/core';

/** Scores read, or places given, in one call; a merge step moves twice as many. */
export const RANKING_SHARE = 512;
/** A score and an id in one number, which sorts by the score from the highest down, then by the id: ids are below this. */
const IDS = MAX_PLAYER_ID + 1;
const MAX_SCORE = 2 ** 32;

type Stage = 'done' | 'reading' | 'merging' | 'placing';

export class Ranking {
  /** Players that were ranked. */
  count = 0;
  private keys = new Float64Array(RANKING_SHARE);
  private ranks = new Uint16Array(IDS);
  // Of the round that is under way: whom it ranks, its keys in sorted runs, and where it stands.
  private stage: Stage = 'done';
  private total = 0;
  private next = 0;
  private run = RANKING_SHARE;
  private ids = new Uint16Array(RANKING_SHARE);
  private source = new Float64Array(RANKING_SHARE);
  private target = new Float64Array(RANKING_SHARE);
  private nextRanks = new Uint16Array(IDS);
  // The merge under way: two neighbouring runs, from `left` and `right` on.
  private left = 0;
  private right = 0;

  /** The id and the score at a place, from 0. */
  idAt(place: number): number {
    return atFloat64(this.keys, place) % IDS;
  }

  scoreAt(place: number): number {
    return MAX_SCORE - Math.floor(atFloat64(this.keys, place) / IDS);
  }

  /** A player's place, from 1; 0 for a player without one. */
  rankOf(playerId: number): number {
    return atUint16(this.ranks, playerId);
  }

  /** Begins a round for the first `count` of these players. One that is under way is given up. */
  begin(ids: Uint16Array, count: number): void {
    if (count > this.ids.length) this.grow(count);
    this.ids.set(ids.subarray(0, count));
    this.total = count;
    this.next = 0;
    this.stage = 'reading';
  }

  /** Does a share of the round; true when that completes it. Ranked is by score, of equals the lower id is first. */
  work(scoreOf: (playerId: number) => number): boolean {
    if (this.isDone) return false;
    if (this.stage === 'reading') this.read(scoreOf);
    else if (this.stage === 'merging') this.merge();
    else this.place();
    // A small round is one run: read and placed at once.
    if (this.stage === 'placing' && this.total <= RANKING_SHARE) this.place();
    return this.isDone;
  }

  private get isDone(): boolean {
    return this.stage === 'done';
  }

  private read(scoreOf: (playerId: number) => number): void {
    const from = this.next;
    const end = Math.min(this.total, from + RANKING_SHARE);
    for (let i = from; i < end; i += 1) {
      const id = atUint16(this.ids, i);
      this.source[i] = (MAX_SCORE - scoreOf(id)) * IDS + id;
    }
    this.source.subarray(from, end).sort();
    this.next = end;
    if (end === this.total) this.startMerge(RANKING_SHARE);
  }

  // Of runs of this length two at a time become one; a single one is all.
  private startMerge(run: number): void {
    this.run = run;
    this.next = 0;
    this.startPair(0);
    this.stage = run >= this.total ? 'placing' : 'merging';
  }

  private startPair(from: number): void {
    this.left = from;
    this.right = Math.min(this.total, from + this.run);
  }

  private merge(): void {
    const { source, target, total, run } = this;
    const end = Math.min(total, this.next + 2 * RANKING_SHARE);
    for (; this.next < end; this.next += 1) {
      const pair = this.next - (this.next % (2 * run));
      if (this.next === pair) this.startPair(pair);
      const middle = Math.min(total, pair + run);
      const last = Math.min(total, middle + run);
      const takesLeft =
        this.left < middle && (this.right >= last || atFloat64(source, this.left) < atFloat64(source, this.right));
      target[this.next] = atFloat64(source, takesLeft ? this.left : this.right);
      if (takesLeft) this.left += 1;
      else this.right += 1;
    }
    if (this.next < total) return;
    this.source = target;
    this.target = source;
    this.startMerge(2 * run);
  }

  private place(): void {
    const { nextRanks, source } = this;
    // Players of the round before last may have gone since.
    if (this.next === 0) nextRanks.fill(0);
    const end = Math.min(this.total, this.next + RANKING_SHARE);
    for (let i = this.next; i < end; i += 1) nextRanks[atFloat64(source, i) % IDS] = i + 1;
    this.next = end;
    if (end < this.total) return;
    this.source = this.keys;
    this.keys = source;
    this.nextRanks = this.ranks;
    this.ranks = nextRanks;
    this.count = this.total;
    this.stage = 'done';
  }

  private grow(count: number): void {
    const size = Math.max(count, 2 * this.ids.length);
    this.ids = new Uint16Array(size);
    this.source = new Float64Array(size);
    this.target = new Float64Array(size);
    const { keys } = this;
    this.keys = new Float64Array(size);
    this.keys.set(keys);
  }
}
