// The events of the last second, encoded once: each client takes what has happened since its own last snapshot.

import { copyInts, type EventKind, type EventQueue } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import { ByteWriter, MAX_EVENTS_PER_TICK, writeFullRow } from '@starfray/shared/net';

const KEPT_EVENTS = 2 * MAX_EVENTS_PER_TICK;
/** Longest encoding of one event: its kind and 31 columns of 5 bytes. */
const EVENT_BYTES = 160;

/** Whom an event is for, as a bit. */
const FLAG = { room: 0, player: 1, seen: 2 } as const;
const COSMETIC = 4;

/** What a player sees of the world: everything within `reachX` and `reachY` of a place, in position units. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly reachX: number;
  readonly reachY: number;
}

export class EventLog {
  /** Encoded event number n lies at `start(n)`, `length(n)` bytes and `elements(n)` elements long. */
  readonly bytes: Uint8Array;
  /** Number of the next event; those of `next - KEPT_EVENTS` and before are overwritten. */
  next = 0;
  private readonly kinds: readonly EventKind[];
  private readonly stride: number;
  private readonly ints: Int32Array;
  private readonly ticks = new Int32Array(KEPT_EVENTS);
  private readonly kindIndices = new Uint8Array(KEPT_EVENTS);
  private readonly players = new Uint16Array(KEPT_EVENTS);
  /** Whom an event is for, and whether it is cosmetic. */
  private readonly flags = new Uint8Array(KEPT_EVENTS);
  private readonly xs = new Int32Array(KEPT_EVENTS);
  private readonly ys = new Int32Array(KEPT_EVENTS);
  /** The last answer of `firstAfter`: nearly all clients ask the same. */
  private readonly memo = { tick: -1, next: -1, first: 0 };
  private readonly lengths = new Uint8Array(KEPT_EVENTS);
  private readonly writer = new ByteWriter(EVENT_BYTES);

  constructor(kinds: readonly EventKind[]) {
    this.kinds = kinds;
    this.stride = Math.max(1, ...kinds.map((kind) => kind.width));
    this.ints = new Int32Array(KEPT_EVENTS * this.stride);
    this.bytes = new Uint8Array(KEPT_EVENTS * EVENT_BYTES);
  }

  /** Takes over the events of a tick. */
  record(tick: number, queue: EventQueue): void {
    for (let i = 0; i < queue.count; i += 1) {
      const place = this.next % KEPT_EVENTS;
      const kind = queue.kindOf(i);
      const kindIndex = atUint8(queue.kindIndices, i);
      this.ticks[place] = tick;
      this.kindIndices[place] = kindIndex;
      this.players[place] = atUint16(queue.players, i);
      this.flags[place] = FLAG[kind.audience] | (kind.isCosmetic ? COSMETIC : 0);
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
    const oldest = Math.max(0, this.next - KEPT_EVENTS);
    while (number > oldest && at(this.ticks, (number - 1) % KEPT_EVENTS) > tick) number -= 1;
    memo.tick = tick;
    memo.next = this.next;
    memo.first = number;
    return number;
  }

  /**
   * Writes the numbers of the events from `first` on that are for a player who sees so far to `out`, as far as it has room;
   * answers how many there are.
   */
  gather(first: number, playerId: number, sight: Sight, withCosmetic: boolean, out: Int32Array): number {
    const { flags, players, xs, ys, next } = this;
    const { x, y, reachX, reachY } = sight;
    let count = 0;
    for (let number = first; number < next; number += 1) {
      const place = number % KEPT_EVENTS;
      const flag = atUint8(flags, place);
      if ((flag & COSMETIC) !== 0 && !withCosmetic) continue;
      if ((flag & FLAG.player) !== 0 && atUint16(players, place) !== playerId) continue;
      if ((flag & FLAG.seen) !== 0) {
        if (Math.abs(at(xs, place) - x) > reachX || Math.abs(at(ys, place) - y) > reachY) continue;
      }
      if (count < out.length) out[count] = number;
      count += 1;
    }
    return count;
  }

  /** Index of an event's schema in the game's list. */
  kindIndexOf(number: number): number {
    return atUint8(this.kindIndices, number % KEPT_EVENTS);
  }

  private kindOf(number: number): EventKind {
    return item(this.kinds, this.kindIndexOf(number));
  }

  column(number: number, column: number): number {
    return at(this.ints, (number % KEPT_EVENTS) * this.stride + column);
  }

  start(number: number): number {
    return (number % KEPT_EVENTS) * EVENT_BYTES;
  }

  length(number: number): number {
    return atUint8(this.lengths, number % KEPT_EVENTS);
  }

  elements(number: number): number {
    return 1 + this.kindOf(number).width;
  }
}
