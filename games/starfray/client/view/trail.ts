// Where an engine has been of late: points by age, for a ribbon that fades. Older points than fit are forgotten.

const POINTS = 26;
const INTERVAL = 1 / 50;
/** Seconds until a trail is gone. */
export const TRAIL_LIFE = 0.5;

export class Trail {
  readonly xs = new Float64Array(POINTS);
  readonly ys = new Float64Array(POINTS);
  readonly strengths = new Float32Array(POINTS);
  readonly ages = new Float32Array(POINTS);
  /** How many points count; the newest is at `first`, older ones follow it round the ring. */
  count = 0;
  private first = 0;
  private wait = 0;

  /** Ages the trail and leaves a point at (x, y); strength 0 is an engine that does not burn. */
  advance(x: number, y: number, strength: number, seconds: number): void {
    for (let i = 0; i < this.count; i += 1) {
      const place = this.place(i);
      this.ages[place] = (this.ages[place] ?? 0) + seconds;
    }
    while (this.count > 0 && (this.ages[this.place(this.count - 1)] ?? 0) > TRAIL_LIFE) this.count -= 1;
    this.wait -= seconds;
    if (this.wait > 0 && this.count > 0) {
      // Between two points the head stays with the engine.
      this.put(this.first, x, y, strength);
      return;
    }
    this.wait = INTERVAL;
    this.first = (this.first + POINTS - 1) % POINTS;
    this.put(this.first, x, y, strength);
    this.count = Math.min(POINTS, this.count + 1);
  }

  /** Index of the i-th newest point. */
  place(i: number): number {
    return (this.first + i) % POINTS;
  }

  clear(): void {
    this.count = 0;
  }

  private put(place: number, x: number, y: number, strength: number): void {
    this.xs[place] = x;
    this.ys[place] = y;
    this.strengths[place] = strength;
    this.ages[place] = 0;
  }
}
