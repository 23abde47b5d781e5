// Samples of a measured quantity, and their summary.

export class Samples {
  private readonly values: number[] = [];

  add(value: number): void {
    this.values.push(value);
  }

  get count(): number {
    return this.values.length;
  }

  /** 0 without samples, as all of these. */
  get mean(): number {
    return this.count === 0 ? 0 : this.values.reduce((sum, value) => sum + value, 0) / this.count;
  }

  get least(): number {
    return this.count === 0 ? 0 : Math.min(...this.values);
  }

  /** The value that a share (0..1) of the samples does not exceed. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    const sorted = Float64Array.from(this.values).sort();
    return sorted[Math.max(0, Math.ceil(share * this.count) - 1)] ?? 0;
  }
}
