// A row: named integer columns over a run of an Int32Array. Game code reads `row.x`; replication walks the same integers
// by index. A row is a movable view: it owns no memory and may be pointed at another run.

import { at } from '../core/index.ts';
import type { IntField } from './fields.ts';

export type RowFields = { readonly [column: string]: IntField };

/** The part of a row that says where its integers are. */
export interface RowPlace {
  ints: Int32Array;
  base: number;
}

/** A view on one row of a schema: each column is a plain number property. */
export type Row<F extends RowFields> = RowPlace & { [K in keyof F]: number };

/** A row schema whose column names are not known: what the engine, which knows no game, works with. */
export interface RowKind {
  readonly name: string;
  /** The columns in wire order. The busiest should come first: its lone small change takes one byte. */
  readonly columns: readonly IntField[];
  readonly columnNames: readonly string[];
  readonly width: number;
  /** A view on `ints` at `base`; without arguments, on a fresh run of its own. */
  view(ints?: Int32Array, base?: number): RowPlace;
}

/** At most 31 columns, so that a change mask is a positive 32-bit integer. */
export const MAX_COLUMNS = 31;

export interface RowSchema<F extends RowFields> extends RowKind {
  readonly fields: F;
  view(ints?: Int32Array, base?: number): Row<F>;
}

/** @throws RangeError when there is no column, more than MAX_COLUMNS, or one named like a part of RowPlace. */
export function defineRow<F extends RowFields>(name: string, fields: F): RowSchema<F> {
  const columnNames = Object.keys(fields);
  const width = columnNames.length;
  if (width === 0 || width > MAX_COLUMNS || 'ints' in fields || 'base' in fields) {
    throw new RangeError(`${name}: a row has 1 to ${MAX_COLUMNS} columns, none named "ints" or "base"`);
  }
  // Accessors on one prototype per schema cost what a typed-array read costs: docs/adr/0002-typed-array-reads.md.
  class View implements RowPlace {
    ints: Int32Array;
    base: number;
    constructor(ints: Int32Array, base: number) {
      this.ints = ints;
      this.base = base;
    }
  }
  for (const [index, column] of columnNames.entries()) {
    Object.defineProperty(View.prototype, column, {
      enumerable: true,
      get(this: View) {
        return this.ints[this.base + index];
      },
      set(this: View, value: number) {
        this.ints[this.base + index] = value;
      },
    });
  }
  return {
    name,
    fields,
    columns: Object.values(fields),
    columnNames,
    width,
    view: (ints = new Int32Array(width), base = 0) => new View(ints, base) as Row<F>,
  };
}

/** Copies a row's integers from one run to another. */
export function copyInts(from: Int32Array, fromBase: number, to: Int32Array, toBase: number, width: number): void {
  for (let i = 0; i < width; i += 1) to[toBase + i] = at(from, fromBase + i);
}

/** True when two runs hold the same integers. */
export function sameInts(a: Int32Array, aBase: number, b: Int32Array, bBase: number, width: number): boolean {
  for (let i = 0; i < width; i += 1) if (a[aBase + i] !== b[bBase + i]) return false;
  return true;
}

/** The name of the first column outside its declared range, or undefined when all are within. */
export function columnOutOfRange(kind: RowKind, ints: Int32Array, base: number): string | undefined {
  const index = kind.columns.findIndex(
    (field, i) => at(ints, base + i) < field.least || at(ints, base + i) > field.most,
  );
  return kind.columnNames[index];
}
