// Each entity's encoded pieces of one tick, made when the first client asks and then only copied: its full row, and for each
// baseline age what differs from the row that clients of that baseline have by now.

import { at, atUint16, atUint8, item } from '@starfray/shared/core';
import { copyInts, type EntityKind, type EntityTable, type RowPlace } from '@starfray/shared/contract';
import { ByteWriter, MAX_BASELINE_AGE, MAX_OUTBOUND_BYTES, rowHash, writeFullRow, writeResidual } from '@starfray/shared/net';
import type { RowHistory } from './row-history.ts';

/** What a client of some baseline must be told of an entity that it held then. */
export const FATE = {
  /** Its prediction is true: nothing. */
  same: 0,
  /** A residual; its place is in `starts`, `lengths`, `elements`. */
  changed: 1,
  /** The client let it go by itself. If it lives after all, it must be entered anew. */
  gone: 2,
  /** The client still has it and it is no more. */
  dead: 3,
} as const;
export type Fate = (typeof FATE)[keyof typeof FATE];

const AGES = MAX_BASELINE_AGE + 1;

export class Segments<A> {
  /** Holds the encoded pieces; read its `bytes` anew after each call, since it may grow. */
  writer: ByteWriter;
  /** By slot and age (`slot * AGES + age`; age 0 is the full row): place in the writer's bytes, valid for this tick only. */
  readonly starts: Int32Array;
  readonly lengths: Uint16Array;
  readonly elements: Uint8Array;
  /** Residuals and full rows encoded since the start, and how often one was copied instead: for the bench. */
  encoded = 0;
  private readonly fates: Uint8Array;
  private readonly madeAt: Int32Array;
  private readonly hashes: Int32Array;
  private readonly hashedAt: Int32Array;
  private readonly scratch: Int32Array;
  private readonly views: readonly RowPlace[];
  private readonly table: EntityTable;
  private readonly history: RowHistory;
  private readonly kinds: readonly EntityKind<A>[];
  private readonly arena: A;
  private tick = 0;

  constructor(history: RowHistory, kinds: readonly EntityKind<A>[], arena: A) {
    this.history = history;
    this.table = history.table;
    this.kinds = kinds;
    this.arena = arena;
    const { capacity, stride } = this.table;
    // Every entity in full and with two residuals; more ages are rare, and what does not fit grows it once.
    this.writer = new ByteWriter(capacity * stride * 3 * 5 + MAX_OUTBOUND_BYTES);
    this.starts = new Int32Array(capacity * AGES);
    this.lengths = new Uint16Array(capacity * AGES);
    this.elements = new Uint8Array(capacity * AGES);
    this.fates = new Uint8Array(capacity * AGES);
    this.madeAt = new Int32Array(capacity * AGES).fill(-1);
    this.hashes = new Int32Array(capacity);
    this.hashedAt = new Int32Array(capacity).fill(-1);
    this.scratch = new Int32Array(stride);
    this.views = kinds.map((kind) => kind.view(this.scratch, 0));
  }

  /** Forgets the pieces of the tick before. */
  begin(tick: number): void {
    this.tick = tick;
    this.writer.length = 0;
  }

  /** Index of a piece in `starts`, `lengths` and `elements`. */
  index(slot: number, age: number): number {
    return slot * AGES + age;
  }

  /** Makes sure that the full row of a live entity is encoded: kind, id, columns. */
  full(slot: number): number {
    const index = this.index(slot, 0);
    if (at(this.madeAt, index) === this.tick) return index;
    this.madeAt[index] = this.tick;
    const { writer, table } = this;
    const start = this.open();
    writer.int(atUint8(table.kinds, slot));
    writer.int(atUint16(table.ids, slot));
    const elements = 2 + writeFullRow(item(this.kinds, atUint8(table.kinds, slot)), table.ints, table.base(slot), writer);
    this.keep(index, start, elements);
    return index;
  }

  /** What a client with a baseline `age` ticks back must be told of the entity that lay in `slot` then. */
  fate(slot: number, age: number): Fate {
    const index = this.index(slot, age);
    if (at(this.madeAt, index) !== this.tick) {
      this.madeAt[index] = this.tick;
      this.fates[index] = this.judge(slot, age, index);
    }
    return atUint8(this.fates, index) as Fate;
  }

  /** The hash of a live entity's row, computed once a tick. */
  hash(slot: number): number {
    if (at(this.hashedAt, slot) !== this.tick) {
      const { table } = this;
      this.hashedAt[slot] = this.tick;
      const kind = atUint8(table.kinds, slot);
      this.hashes[slot] = rowHash(atUint16(table.ids, slot), kind, table.ints, table.base(slot), item(this.kinds, kind).width);
    }
    return at(this.hashes, slot);
  }

  private judge(slot: number, age: number, index: number): Fate {
    const { table, tick, scratch } = this;
    const past = this.history.at(tick - age);
    const kindIndex = atUint8(past.kinds, slot);
    const kind = item(this.kinds, kindIndex);
    copyInts(past.ints, table.base(slot), scratch, 0, kind.width);
    const row = item(this.views, kindIndex);
    for (let t = tick - age + 1; t <= tick; t += 1) {
      if (!kind.predict(row, t, this.arena)) return FATE.gone;
    }
    if (atUint16(table.ids, slot) !== atUint16(past.ids, slot)) return FATE.dead;
    const start = this.open();
    const elements = writeResidual(kind, table.ints, table.base(slot), scratch, 0, this.writer);
    if (elements === 0) return FATE.same;
    this.keep(index, start, elements);
    return FATE.changed;
  }

  private open(): number {
    const { writer } = this;
    if (writer.length + MAX_OUTBOUND_BYTES > writer.bytes.length) {
      const grown = new ByteWriter(writer.bytes.length * 2);
      grown.copy(writer.bytes, 0, writer.length);
      this.writer = grown;
    }
    return this.writer.length;
  }

  private keep(index: number, start: number, elements: number): void {
    this.starts[index] = start;
    this.lengths[index] = this.writer.length - start;
    this.elements[index] = elements;
    this.encoded += 1;
  }
}
