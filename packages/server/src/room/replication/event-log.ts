// The events of late, encoded once: each client takes what has happened since its own last snapshot.

import { copyInts, type EventKind, type EventQueue } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import { ByteWriter, writeFullRow } from '@starfray/shared/protocol';

/** Longest encoding of one event: its kind and 31 columns of 5 bytes. */
const EVENT_BYTES = 160;

/** Whom an event is for, and whether it is cosmetic: a bit each, for masks. */
export const MARK = { room: 1, player: 2, seen: 4, cosmetic: 8 } as const;

/** What a player sees of the world: everything within `reachX` and `reachY` of a place, in position units. */
export interface ViewBox {
  readonly x: number;
  readonly y: number;
  readonly reachX: number;
  readonly reachY: number;
}

export class EventLog {
  /** Encoded event number n lies at `start(n)`, `length(n)` bytes and `elements(n)` elements long. */
  readonly bytes: Uint8Array;
  /** Number of the next event; those of `next - kept` and before are overwritten. */
  next = 0;
  private readonly kinds: readonly EventKind[];
  private readonly kept: number;
  private readonly without: number;
  private readonly stride: number;
  private readonly ints: Int32Array;
  private readonly ticks: Int32Array;
  private readonly kindIndices: Uint8Array;
  private readonly players: Uint16Array;
  private readonly marks: Uint8Array;
  private readonly xs: Int32Array;
  private readonly ys: Int32Array;
  /** The last answer of `firstAfter`: nearly all clients ask the same. */
  private readonly memo = { tick: -1, next: -1, first: 0 };
  private readonly lengths: Uint8Array;
  private readonly writer = new ByteWriter(EVENT_BYTES);

  /** Keeps so many, of events that have none of the marks `without`. */
  constructor(kinds: readonly EventKind[], kept: number, without: number) {
    this.kinds = kinds;
    this.kept = kept;
    this.without = without;
    this.stride = Math.max(1, ...kinds.map((kind) => kind.width));
    this.ints = new Int32Array(kept * this.stride);
    this.ticks = new Int32Array(kept);
    this.kindIndices = new Uint8Array(kept);
    this.players = new Uint16Array(kept);
    this.marks = new Uint8Array(kept);
    this.xs = new Int32Array(kept);
    this.ys = new Int32Array(kept);
    this.lengths = new Uint8Array(kept);
    this.bytes = new Uint8Array(kept * EVENT_BYTES);
  }

  /** Takes over the events of a tick. */
  record(tick: number, queue: EventQueue): void {
    for (let i = 0; i < queue.count; i += 1) {
      const kind = queue.kindOf(i);
      const mark = MARK[kind.audience] | (kind.isCosmetic ? MARK.cosmetic : 0);
      if ((mark & this.without) !== 0) continue;
      const place = this.next % this.kept;
      const kindIndex = atUint8(queue.kindIndices, i);
      this.ticks[place] = tick;
      this.kindIndices[place] = kindIndex;
      this.players[place] = atUint16(queue.players, i);
      this.marks[place] = mark;
      if (kind.audience === 'seen') {
        this.xs[place] = at(queue.ints, queue.base(i) + kind.xColumn);
        this.ys[place] = at(queue.ints, queue.base(i) + kind.yColumn);
      }
      copyInts(queue.ints, queue.base(i), this.ints, place * this.stride, kind.width);
      this.writer.length = 0;
      this.writer.int(kindIndex);
      writeFullRow(kind, queue.ints, queue.base(i), this.writer);
      this.lengths[place] = this.writer.length;
      this.bytes.set(this.writer.bytes.subarray(0, this.writer.length), place * EVENT_BYTES);
      this.next += 1;
    }
  }

  /** The number of the first event after `tick` that is still kept. */
  firstAfter(tick: number): number {
    const { memo } = this;
    if (memo.tick === tick && memo.next === this.next) return memo.first;
    let number = this.next;
    const oldest = Math.max(0, this.next - this.kept);
    while (number > oldest && at(this.ticks, (number - 1) % this.kept) > tick) number -= 1;
    memo.tick = tick;
    memo.next = this.next;
    memo.first = number;
    return number;
  }

  /**
   * Writes the numbers of the events from `first` until `end` that have none of the marks `without` and are for a player who sees so far
   * to `out` from `from` on, the newest first; answers how many there are, one more than `out` has room for where it is too small.
   */
  gather(
    first: number,
    end: number,
    without: number,
    playerId: number,
    box: ViewBox,
    out: Int32Array,
    from: number,
  ): number {
    const { marks, players, kept } = this;
    let count = 0;
    for (let number = end - 1; number >= first; number -= 1) {
      const place = number % kept;
      const mark = atUint8(marks, place);
      if ((mark & without) !== 0) continue;
      if ((mark & MARK.player) !== 0 && atUint16(players, place) !== playerId) continue;
      if ((mark & MARK.seen) !== 0 && !this.isInView(place, box)) continue;
      count += 1;
      if (from + count > out.length) return count;
      out[from + count - 1] = number;
    }
    return count;
  }

  /** Index of an event's schema in the game's list. */
  kindIndexOf(number: number): number {
    return atUint8(this.kindIndices, number % this.kept);
  }

  private isInView(place: number, { x, y, reachX, reachY }: ViewBox): boolean {
    return Math.abs(at(this.xs, place) - x) <= reachX && Math.abs(at(this.ys, place) - y) <= reachY;
  }

  private kindOf(number: number): EventKind {
    return item(this.kinds, this.kindIndexOf(number));
  }

  column(number: number, column: number): number {
    return at(this.ints, (number % this.kept) * this.stride + column);
  }

  start(number: number): number {
    return (number % this.kept) * EVENT_BYTES;
  }

  length(number: number): number {
    return atUint8(this.lengths, number % this.kept);
  }

  elements(number: number): number {
    return 1 + this.kindOf(number).width;
  }
}
