// The rows a client holds, exactly as the server knows it: up to 128 slots, local to the client, and its private row.
// A slot is filled lowest first on both ends, so that nothing on the wire needs to say which.

import type { EntityKind, PrivateKind } from '../contract/index.ts';
import { at, atUint8, atUint16, HASH_START, item, mix } from '../core/index.ts';
import { MAX_SLOTS } from './limits.ts';

export const NO_SLOT = -1;

/** The part of a game that rows depend on. */
export interface RowKinds<A> {
  readonly entities: readonly EntityKind<A>[];
  readonly privateRow: PrivateKind<A>;
}

export class HeldRows<A> {
  readonly game: RowKinds<A>;
  readonly arena: A;
  readonly stride: number;
  /** By slot; id 0 is a free slot. */
  readonly ids = new Uint16Array(MAX_SLOTS);
  readonly kinds = new Uint8Array(MAX_SLOTS);
  /** By slot: a number that no other entry into any slot of this client ever had. */
  readonly keys = new Int32Array(MAX_SLOTS);
  readonly ints: Int32Array;
  readonly privateInts: Int32Array;
  hasPrivate = false;
  /** Slot of one's own entity or, for a spectator, of the one followed; -1 for none. */
  focus = NO_SLOT;
  /** The tick at which every row is exact; 0 before the first snapshot. */
  tick = 0;
  private lastKey = 0;
  private readonly views;
  private readonly privateView;

  constructor(game: RowKinds<A>, arena: A) {
    this.game = game;
    this.arena = arena;
    this.stride = Math.max(...game.entities.map((kind) => kind.width));
    this.ints = new Int32Array(MAX_SLOTS * this.stride);
    this.privateInts = new Int32Array(game.privateRow.width);
    this.views = game.entities.map((kind) => kind.view(this.ints, 0));
    this.privateView = game.privateRow.view(this.privateInts, 0);
  }

  base(slot: number): number {
    return slot * this.stride;
  }

  kindOf(slot: number): EntityKind<A> {
    return item(this.game.entities, atUint8(this.kinds, slot));
  }

  clear(): void {
    this.ids.fill(0);
    this.focus = NO_SLOT;
    this.hasPrivate = false;
  }

  /** Moves every row on by `ticks`; those whose prediction says that they are gone leave. */
  advance(ticks: number): void {
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      if (atUint16(this.ids, slot) !== 0 && !this.advanceRow(slot, ticks)) this.release(slot);
    }
  }

  release(slot: number): void {
    this.ids[slot] = 0;
  }

  /** The lowest free slot for a new entity, or -1. */
  take(id: number, kind: number): number {
    const slot = this.ids.indexOf(0);
    if (slot === NO_SLOT) return NO_SLOT;
    this.ids[slot] = id;
    this.kinds[slot] = kind;
    this.lastKey += 1;
    this.keys[slot] = this.lastKey;
    return slot;
  }

  /** What the server's checksum of the same rows must be: 16 bits. */
  checksum(): number {
    let sum = 0;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      const id = atUint16(this.ids, slot);
      if (id !== 0)
        sum = (sum + rowHash(id, atUint8(this.kinds, slot), this.ints, this.base(slot), this.kindOf(slot).width)) | 0;
    }
    if (this.hasPrivate) sum = (sum + privateHash(this.privateInts, 0, this.privateInts.length)) | 0;
    return foldChecksum(sum);
  }

  // One's own private row goes first in each tick: it reads the body as it was the tick before.
  private advanceRow(slot: number, ticks: number): boolean {
    const kind = this.kindOf(slot);
    const row = item(this.views, atUint8(this.kinds, slot));
    row.base = this.base(slot);
    const isOwn = slot === this.focus && this.hasPrivate;
    for (let tick = this.tick + 1; tick <= this.tick + ticks; tick += 1) {
      if (isOwn) this.game.privateRow.predict(this.privateView, tick, this.arena, row);
      if (!kind.predict(row, tick, this.arena)) return false;
    }
    return true;
  }
}

/** The hash of one held row; a checksum is the folded sum of them, so the order does not matter. */
export function rowHash(id: number, kindIndex: number, ints: Int32Array, base: number, width: number): number {
  let hash = mix(mix(HASH_START, id), kindIndex);
  for (let i = 0; i < width; i += 1) hash = mix(hash, at(ints, base + i));
  return hash;
}

export function privateHash(ints: Int32Array, base: number, width: number): number {
  return rowHash(0, 0xff, ints, base, width);
}

export function foldChecksum(sum: number): number {
  return (sum ^ (sum >>> 16)) & 0xffff;
}
