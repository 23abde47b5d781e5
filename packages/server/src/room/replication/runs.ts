// Memory for what every client of a room has a little of: runs of equal length in one array. A snapshot then touches a line or
// two of it, where an object with an array of its own per client costs four or five, all cold by the time they are due again.

const FIRST_RUNS = 16;

export class Runs {
  /** All runs, one after the other; read it again after each `claim`, which may replace it by a larger one. */
  ints: Int32Array;
  private readonly length: number;
  private readonly free: number[] = [];
  private end = 0;

  /** @param length Integers in a run. */
  constructor(length: number) {
    this.length = length;
    this.ints = new Int32Array(FIRST_RUNS * length);
  }

  /** Where a new run begins, which is filled with `value`. */
  claim(value: number): number {
    const base = this.free.pop() ?? this.extend();
    this.ints.fill(value, base, base + this.length);
    return base;
  }

  /** Gives a run back; its place is then another's. */
  release(base: number): void {
    this.free.push(base);
  }

  private extend(): number {
    const base = this.end;
    this.end += this.length;
    if (this.end > this.ints.length) {
      const grown = new Int32Array(this.ints.length * 2);
      grown.set(this.ints);
      this.ints = grown;
    }
    return base;
  }
}
