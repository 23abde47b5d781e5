// Segments: how one row travels, in full or as what differs from its prediction. Writing and reading side by side.
//
// Full row:   every column in order, each divided by its grain.
// Residual:   m > 0   a mask of the columns that differ (bit 0 is the first), then true minus predicted of each
//             m < 0   only the first column differs, by -16..-1 (m = -32..-17) or 1..16 (m = -16..-1)

import { INVALID, type IntField, type Invalid, type RowKind } from '../contract/index.ts';
import { at, divide, item, turnBetween } from '../core/index.ts';
import type { ByteWriter } from './byte-writer.ts';

const LONE_REACH = 16;

/** Writes what differs between two runs of a row; answers the elements written, 0 when they are the same. */
export function writeResidual(
  kind: RowKind,
  truth: Int32Array,
  truthBase: number,
  predicted: Int32Array,
  predictedBase: number,
  writer: ByteWriter,
): number {
  let mask = 0;
  let elements = 1;
  for (let i = 0; i < kind.width; i += 1) {
    if (at(truth, truthBase + i) !== at(predicted, predictedBase + i)) {
      mask |= 1 << i;
      elements += 1;
    }
  }
  if (mask === 0) return 0;
  if (mask === 1) {
    const lone = difference(item(kind.columns, 0), at(truth, truthBase), at(predicted, predictedBase));
    if (lone >= -LONE_REACH && lone <= LONE_REACH) {
      writer.int(lone < 0 ? lone - LONE_REACH : lone - LONE_REACH - 1);
      return 1;
    }
  }
  writer.int(mask);
  for (let i = 0; i < kind.width; i += 1) {
    if ((mask & (1 << i)) !== 0) {
      writer.int(difference(item(kind.columns, i), at(truth, truthBase + i), at(predicted, predictedBase + i)));
    }
  }
  return elements;
}

/**
 * Adds a residual to a predicted row in place. `elements[start]` is its first element; answers the index after its last one,
 * or INVALID, the row then being worthless, when it is malformed or leads out of a column's range.
 */
export function applyResidual(
  kind: RowKind,
  elements: readonly unknown[],
  start: number,
  row: Int32Array,
  base: number,
): number | Invalid {
  const first = elements[start];
  if (typeof first !== 'number') return INVALID;
  if (first < 0) {
    if (first < -2 * LONE_REACH) return INVALID;
    const lone = first < -LONE_REACH ? first + LONE_REACH : first + LONE_REACH + 1;
    return addTo(item(kind.columns, 0), row, base, lone) ? start + 1 : INVALID;
  }
  if (!Number.isInteger(first) || first === 0 || first >= 2 ** kind.width) return INVALID;
  let next = start + 1;
  for (let i = 0; i < kind.width; i += 1) {
    if ((first & (1 << i)) === 0) continue;
    if (!addTo(item(kind.columns, i), row, base + i, elements[next])) return INVALID;
    next += 1;
  }
  return next;
}

/** Writes all columns of a row; answers the elements written. */
export function writeFullRow(kind: RowKind, ints: Int32Array, base: number, writer: ByteWriter): number {
  for (let i = 0; i < kind.width; i += 1) {
    const { grain } = item(kind.columns, i);
    const value = at(ints, base + i);
    writer.int(grain === 1 ? value : divide(value, grain));
  }
  return kind.width;
}

/** Reads all columns of a row; answers the index after its last element, or INVALID. */
export function readFullRow(
  kind: RowKind,
  elements: readonly unknown[],
  start: number,
  row: Int32Array,
  base: number,
): number | Invalid {
  for (let i = 0; i < kind.width; i += 1) {
    const column = item(kind.columns, i);
    const sent = elements[start + i];
    const value = column.decode(typeof sent === 'number' ? sent * column.grain : sent);
    if (value === INVALID) return INVALID;
    row[base + i] = value;
  }
  return start + kind.width;
}

// Differences of 32-bit integers are taken modulo 2^32, so that each fits 32 bits again and adds back exactly.
function difference(column: IntField, truth: number, predicted: number): number {
  return column.blend === 'turn' ? turnBetween(predicted, truth) : (truth - predicted) | 0;
}

function addTo(column: IntField, row: Int32Array, place: number, residual: unknown): boolean {
  if (typeof residual !== 'number' || (residual | 0) !== residual) return false;
  const sum = at(row, place) + residual;
  const value = column.decode(column.blend === 'turn' ? sum & column.most : sum | 0);
  if (value === INVALID) return false;
  row[place] = value;
  return true;
}
