// Each entity's encoded pieces of one tick, made when the first client asks and then only copied: its full row, and for each
// baseline age what differs from the row that clients of that baseline have by now.

import { copyInts, type EntityKind, type EntityTable, type RowPlace } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import {
  ByteWriter,
  MAX_BASELINE_AGE,
  MAX_OUTBOUND_BYTES,
  rowHash,
  type SnapshotWriter,
  writeFullRow,
  writeResidual,
} from '@starfray/shared/net';
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

// A record: the tick it was made in, where its bytes begin, how many they are, and its fate with the number of elements.
const RECORD = 4;
const MADE = 0;
const START = 1;
const LENGTH = 2;
const OUTCOME = 3;
const FATE_MASK = 3;
const ELEMENTS_SHIFT = 2;

export class Segments<A> {
  /** Holds the encoded pieces; read its `bytes` anew after each call, since it may grow. */
  writer: ByteWriter;
  /** Pieces encoded since the start; all other uses were copies. */
  encoded = 0;
  /**
   * One record for each age and slot, ages apart: a tick asks for hardly more than one of them, which then lies close
   * together. Age 0 is the full row.
   */
  private readonly records: Int32Array;
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
    this.records = new Int32Array(capacity * AGES * RECORD).fill(-1);
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

  /** Makes sure that the full row of a live entity is encoded (kind, id, columns); answers its record. */
  full(slot: number): number {
    const record = this.recordOf(slot, 0);
    if (at(this.records, record + MADE) === this.tick) return record;
    const { table } = this;
    const start = this.open();
    const { writer } = this;
    writer.int(atUint8(table.kinds, slot));
    writer.int(atUint16(table.ids, slot));
    const kind = item(this.kinds, atUint8(table.kinds, slot));
    const elements = 2 + writeFullRow(kind, table.ints, table.base(slot), writer);
    this.keep(record, FATE.changed, start, elements);
    return record;
  }

  /** What a client with a baseline `age` ticks back must be told of the entity that lay in `slot` then. */
  fate(slot: number, age: number): Fate {
    const record = this.recordOf(slot, age);
    if (at(this.records, record + MADE) !== this.tick) this.judge(slot, age, record);
    return (at(this.records, record + OUTCOME) & FATE_MASK) as Fate;
  }

  /** The record of a residual whose fate was `changed`. */
  recordOf(slot: number, age: number): number {
    return (age * this.table.capacity + slot) * RECORD;
  }

  /** Copies the piece of a record into a snapshot. */
  copyTo(snapshot: SnapshotWriter, record: number): void {
    const { records } = this;
    snapshot.segment(
      this.writer.bytes,
      at(records, record + START),
      at(records, record + LENGTH),
      at(records, record + OUTCOME) >> ELEMENTS_SHIFT,
    );
  }

  /** The hash of a live entity's row, computed once a tick. */
  hash(slot: number): number {
    if (at(this.hashedAt, slot) !== this.tick) {
      const { table } = this;
      this.hashedAt[slot] = this.tick;
      const kind = atUint8(table.kinds, slot);
      this.hashes[slot] = rowHash(
        atUint16(table.ids, slot),
        kind,
        table.ints,
        table.base(slot),
        item(this.kinds, kind).width,
      );
    }
    return at(this.hashes, slot);
  }

  private judge(slot: number, age: number, record: number): void {
    const { table, tick, scratch } = this;
    const past = this.history.at(tick - age);
    const kindIndex = atUint8(past.kinds, slot);
    const kind = item(this.kinds, kindIndex);
    copyInts(past.ints, table.base(slot), scratch, 0, kind.width);
    const row = item(this.views, kindIndex);
    for (let t = tick - age + 1; t <= tick; t += 1) {
      if (!kind.predict(row, t, this.arena)) {
        this.keep(record, FATE.gone, 0, 0);
        return;
      }
    }
    if (atUint16(table.ids, slot) !== atUint16(past.ids, slot)) {
      this.keep(record, FATE.dead, 0, 0);
      return;
    }
    const start = this.open();
    const elements = writeResidual(kind, table.ints, table.base(slot), scratch, 0, this.writer);
    this.keep(record, elements === 0 ? FATE.same : FATE.changed, start, elements);
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

  private keep(record: number, fate: Fate, start: number, elements: number): void {
    const { records } = this;
    records[record + MADE] = this.tick;
    records[record + START] = start;
    records[record + LENGTH] = this.writer.length - start;
    records[record + OUTCOME] = (elements << ELEMENTS_SHIFT) | fate;
    if (elements > 0) this.encoded += 1;
  }
}
