// Each entity's encoded pieces of one tick, made once and then only copied: its full row, and for each baseline age what differs
// from the row that clients of that baseline have by now.

import { copyInts, type EntityKind, type RowPlace } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import {
  ByteWriter,
  MAX_BASELINE_AGE,
  MAX_OUTBOUND_BYTES,
  rowHash,
  type SnapshotWriter,
  writeFullRow,
  writeResidual,
} from '@starfray/shared/protocol';
import type { ClientView } from '../visibility/client-view.ts';
import type { RowHistory } from './row-history.ts';
import type { TableRows } from './table-rows.ts';

/** What a client of some baseline needs for an entity that it held then. */
export const ROW_CLASS = {
  /** Not found out yet in this tick. */
  unknown: 0,
  /** Its prediction is true: nothing. */
  same: 1,
  /** A residual, for `copyTo`. */
  changed: 2,
  /** The client let it go by itself. If it lives after all, it must be entered again. */
  gone: 3,
  /** The client still has it and it is no more. */
  dead: 4,
} as const;
export type RowClass = (typeof ROW_CLASS)[keyof typeof ROW_CLASS];

const AGES = MAX_BASELINE_AGE + 1;

// A record: where a piece begins, and how many bytes and elements it has.
const RECORD = 2;
const START = 0;
const SIZE = 1;
const LENGTH_SHIFT = 8;
const ELEMENTS_MASK = 0xff;

export class Segments<A> {
  /** Holds the encoded pieces; read its `bytes` again after each call, since it may grow. */
  writer: ByteWriter;
  /**
   * By age and slot, ages apart: a tick asks for hardly more than one of them, which then lies close together. Age 0 is the full
   * row. Classes are looked up for everything that anyone holds, so they are as small as can be and apart from the records.
   */
  private readonly classes: readonly Uint8Array[];
  private readonly records: Int32Array;
  /** Ages that were asked for in this tick, as bits. */
  private ages = 0;
  private readonly hashes: Int32Array;
  private readonly hashedAt: Int32Array;
  private readonly scratch: Int32Array;
  private readonly views: readonly RowPlace[];
  private rows: TableRows;
  private readonly history: RowHistory;
  private readonly kinds: readonly EntityKind<A>[];
  private readonly arena: A;
  /** The age of most clients' baselines, in ticks. */
  commonAge: number;
  private tick = 0;

  /** @param commonAge The age of most clients' baselines, in ticks: one frame. */
  constructor(rows: TableRows, history: RowHistory, kinds: readonly EntityKind<A>[], arena: A, commonAge: number) {
    this.commonAge = commonAge;
    this.history = history;
    this.rows = rows;
    this.kinds = kinds;
    this.arena = arena;
    const { capacity, stride } = rows;
    // Every entity in full and with two residuals; more ages are rare, and what does not fit grows it once.
    this.writer = new ByteWriter(capacity * stride * 3 * 5 + MAX_OUTBOUND_BYTES);
    this.classes = Array.from({ length: AGES }, () => new Uint8Array(capacity));
    this.records = new Int32Array(capacity * AGES * RECORD);
    this.hashes = new Int32Array(capacity);
    this.hashedAt = new Int32Array(capacity).fill(-1);
    this.scratch = new Int32Array(stride);
    this.views = kinds.map((kind) => kind.view(this.scratch, 0));
  }

  /** Forgets the pieces of the tick before; the history holds this tick already. */
  begin(tick: number, rows: TableRows): void {
    for (let age = 0; age < AGES; age += 1)
      if ((this.ages & (1 << age)) !== 0) item(this.classes, age).fill(ROW_CLASS.unknown);
    this.ages = 0;
    this.tick = tick;
    this.rows = rows;
    this.writer.length = 0;
    if (tick >= this.commonAge) this.classifyAll(this.commonAge);
  }

  /** Makes sure that the full row of a live entity is encoded (kind, id, columns); answers its record. */
  full(slot: number): number {
    const record = this.recordOf(slot, 0);
    const classes = this.classesAt(0);
    if (atUint8(classes, slot) !== ROW_CLASS.unknown) return record;
    const { rows } = this;
    const start = this.open();
    const { writer } = this;
    writer.int(atUint8(rows.kinds, slot));
    writer.int(atUint16(rows.ids, slot));
    const kind = item(this.kinds, atUint8(rows.kinds, slot));
    this.keep(record, start, 2 + writeFullRow(kind, rows.ints, rows.base(slot), writer));
    classes[slot] = ROW_CLASS.changed;
    return record;
  }

  /** By table slot: what a client with a baseline `age` ticks back needs, where it is not unknown. */
  classesAt(age: number): Uint8Array {
    this.ages |= 1 << age;
    return item(this.classes, age);
  }

  /** Finds out the classes of all that a client with a baseline `age` ticks back holds. */
  classifyHeld(view: ClientView, age: number): void {
    if (age === this.commonAge) return;
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      const held = view.tableSlot(slot);
      if (held >= 0 && atUint8(this.classesAt(age), held) === ROW_CLASS.unknown) this.classify(held, age);
    }
  }

  // Finds out what such a client needs for the entity that lay in `slot` then, and encodes it.
  private classify(slot: number, age: number): void {
    this.classesAt(age)[slot] = this.compare(slot, age, this.recordOf(slot, age));
  }

  // For the usual age it pays to go through everything in one straight run rather than to ask each time.
  private classifyAll(age: number): void {
    const past = this.history.at(this.tick - age);
    for (let slot = 0; slot < this.rows.slotEnd; slot += 1)
      if (atUint16(past.ids, slot) !== 0) this.classify(slot, age);
  }

  /** The record of a residual whose class was `changed`. */
  recordOf(slot: number, age: number): number {
    return age * this.rows.capacity + slot;
  }

  /** Copies the piece of a record into a snapshot. */
  copyTo(snapshot: SnapshotWriter, record: number): void {
    const size = at(this.records, record * RECORD + SIZE);
    const start = at(this.records, record * RECORD + START);
    snapshot.segment(this.writer.bytes, start, size >> LENGTH_SHIFT, size & ELEMENTS_MASK);
  }

  // The hash of a live entity's row, computed once a tick.
  private hash(slot: number): number {
    if (at(this.hashedAt, slot) !== this.tick) {
      const { rows } = this;
      this.hashedAt[slot] = this.tick;
      const kind = atUint8(rows.kinds, slot);
      this.hashes[slot] = rowHash(
        atUint16(rows.ids, slot),
        kind,
        rows.ints,
        rows.base(slot),
        item(this.kinds, kind).width,
      );
    }
    return at(this.hashes, slot);
  }

  /** The hashes of all rows that a client holds, added up: its checksum, but for the private row. */
  sumOfHashes(view: ClientView): number {
    let sum = 0;
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      const held = view.tableSlot(slot);
      if (held >= 0) sum = (sum + this.hash(held)) | 0;
    }
    return sum;
  }

  // What became of an entity since the baseline; what differs is encoded.
  private compare(slot: number, age: number, record: number): RowClass {
    const { rows, tick, scratch } = this;
    const past = this.history.at(tick - age);
    const kindIndex = atUint8(past.kinds, slot);
    const kind = item(this.kinds, kindIndex);
    copyInts(past.ints, rows.base(slot), scratch, 0, kind.width);
    const row = item(this.views, kindIndex);
    for (let t = tick - age + 1; t <= tick; t += 1) if (!kind.predict(row, t, this.arena)) return ROW_CLASS.gone;
    if (atUint16(rows.ids, slot) !== atUint16(past.ids, slot)) return ROW_CLASS.dead;
    const start = this.open();
    const elements = writeResidual(kind, rows.ints, rows.base(slot), scratch, 0, this.writer);
    if (elements === 0) return ROW_CLASS.same;
    this.keep(record, start, elements);
    return ROW_CLASS.changed;
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

  private keep(record: number, start: number, elements: number): void {
    this.records[record * RECORD + START] = start;
    this.records[record * RECORD + SIZE] = ((this.writer.length - start) << LENGTH_SHIFT) | elements;
  }
}
