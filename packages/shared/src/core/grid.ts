// A uniform grid over a square world, rebuilt whole by a counting sort: queries read one run of items per row of cells.

import { at, atUint8, atUint16 } from './ints.ts';

export class Grid {
  readonly columns: number;
  private readonly cellShift: number;
  private readonly starts: Int32Array;
  private readonly cellOf: Int32Array;
  /** In the order of the cells: what stands there, and where. */
  private readonly items: Uint16Array;
  private readonly itemXs: Int32Array;
  private readonly itemYs: Int32Array;

  /** Covers 0..side (position units) with cells of 2^cellShift units; holds at most `capacity` items. */
  constructor(side: number, cellShift: number, capacity: number) {
    this.cellShift = cellShift;
    this.columns = (side >> cellShift) + 1;
    this.starts = new Int32Array(this.columns * this.columns + 1);
    this.cellOf = new Int32Array(capacity);
    this.items = new Uint16Array(capacity);
    this.itemXs = new Int32Array(capacity);
    this.itemYs = new Int32Array(capacity);
  }

  /** Indexes the first `count` values; value v stands at (xs[v], ys[v]). Positions outside are clamped. */
  rebuild(count: number, values: Uint16Array, xs: Int32Array, ys: Int32Array): void {
    const { starts, cellOf, items, itemXs, itemYs } = this;
    starts.fill(0);
    for (let i = 0; i < count; i += 1) {
      const value = atUint16(values, i);
      const cell = this.line(at(ys, value)) * this.columns + this.line(at(xs, value));
      cellOf[i] = cell;
      starts[cell] = at(starts, cell) + 1;
    }
    // Each entry becomes its cell's end; filling from the back then moves it down to the cell's start.
    for (let cell = 1; cell < starts.length; cell += 1) starts[cell] = at(starts, cell) + at(starts, cell - 1);
    for (let i = count - 1; i >= 0; i -= 1) {
      const cell = at(cellOf, i);
      const place = at(starts, cell) - 1;
      starts[cell] = place;
      const value = atUint16(values, i);
      items[place] = value;
      itemXs[place] = at(xs, value);
      itemYs[place] = at(ys, value);
    }
  }

  /** How many items lie in the cells that the rectangle touches. */
  countIn(left: number, top: number, right: number, bottom: number): number {
    const first = this.line(left);
    const last = this.line(right);
    let count = 0;
    for (let row = this.line(top); row <= this.line(bottom); row += 1) {
      const base = row * this.columns;
      count += at(this.starts, base + last + 1) - at(this.starts, base + first);
    }
    return count;
  }

  /** Writes the items of all cells that the rectangle touches into `out`, up to its length; answers how many. */
  collectIn(left: number, top: number, right: number, bottom: number, out: Int32Array): number {
    const first = this.line(left);
    const last = this.line(right);
    let count = 0;
    for (let row = this.line(top); row <= this.line(bottom); row += 1) {
      const base = row * this.columns;
      count = this.copyRun(at(this.starts, base + first), at(this.starts, base + last + 1), out, count);
    }
    return count;
  }

  /**
   * Writes the items that stand within `reachX` and `reachY` of a place into `out`, as far as it has room: except those whose mark
   * is `skipped`. Answers how many there are.
   */
  collectAround(
    x: number,
    y: number,
    reachX: number,
    reachY: number,
    marks: Uint8Array,
    skipped: number,
    out: Int32Array,
  ): number {
    const { starts, items, itemXs, itemYs } = this;
    const first = this.line(x - reachX);
    const last = this.line(x + reachX);
    const lastRow = this.line(y + reachY);
    let count = 0;
    for (let row = this.line(y - reachY); row <= lastRow; row += 1) {
      const end = at(starts, row * this.columns + last + 1);
      for (let i = at(starts, row * this.columns + first); i < end; i += 1) {
        if (Math.abs(at(itemXs, i) - x) > reachX || Math.abs(at(itemYs, i) - y) > reachY) continue;
        const value = atUint16(items, i);
        if (atUint8(marks, value) === skipped || count === out.length) continue;
        out[count] = value;
        count += 1;
      }
    }
    return count;
  }

  /**
   * Like `collectIn`, but from the centre outwards, ring of cells after ring, so that what fits into `out` is what is
   * near. A ring that begins is finished as far as `out` allows.
   */
  collectRings(
    x: number,
    y: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    out: Int32Array,
  ): number {
    const column = this.line(x);
    const row = this.line(y);
    const firstRow = this.line(top);
    const lastRow = this.line(bottom);
    const first = this.line(left);
    const last = this.line(right);
    const reach = Math.max(column - first, last - column, row - firstRow, lastRow - row);
    let count = 0;
    for (let ring = 0; ring <= reach && count < out.length; ring += 1) {
      const end = Math.min(row + ring, lastRow);
      for (let r = Math.max(row - ring, firstRow); r <= end; r += 1) {
        // The ring's top and bottom rows are whole; between them it has one cell on either side.
        const isWhole = ring === 0 || r === row - ring || r === row + ring;
        count = this.copyRingRow(r, column - ring, column + ring, isWhole ? 1 : 2 * ring, first, last, out, count);
      }
    }
    return count;
  }

  // The cells from..to of a row, every `step`th, as far as they lie within first..last.
  private copyRingRow(
    row: number,
    from: number,
    to: number,
    step: number,
    first: number,
    last: number,
    out: Int32Array,
    count: number,
  ): number {
    let next = count;
    for (let column = from; column <= to; column += step) {
      if (column >= first && column <= last) next = this.copyCell(row * this.columns + column, out, next);
    }
    return next;
  }

  private copyCell(cell: number, out: Int32Array, count: number): number {
    return this.copyRun(at(this.starts, cell), at(this.starts, cell + 1), out, count);
  }

  private copyRun(from: number, to: number, out: Int32Array, count: number): number {
    let next = count;
    for (let i = from; i < to && next < out.length; i += 1) {
      out[next] = atUint16(this.items, i);
      next += 1;
    }
    return next;
  }

  private line(position: number): number {
    const line = position >> this.cellShift;
    if (line < 0) return 0;
    return line < this.columns ? line : this.columns - 1;
  }
}
