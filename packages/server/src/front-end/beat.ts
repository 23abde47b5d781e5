// A count that every front end raises while its thread runs, in memory that the main thread reads: one that hangs sends no message.

/** Of a line of the cache, so that no two threads write to one. */
const STRIDE = 16;

/** Memory for the beats of so many front ends. */
export function createBeatMemory(frontEnds: number): SharedArrayBuffer {
  return new SharedArrayBuffer(frontEnds * STRIDE * Int32Array.BYTES_PER_ELEMENT);
}

/** The beat of one front end. */
export class Beat {
  private readonly beats: Int32Array;
  private readonly at: number;

  constructor(memory: SharedArrayBuffer, frontEnd: number) {
    this.beats = new Int32Array(memory);
    this.at = frontEnd * STRIDE;
  }

  /** For the front end alone. */
  raise(): void {
    Atomics.add(this.beats, this.at, 1);
  }

  /** Stands still while the thread does. */
  get count(): number {
    return Atomics.load(this.beats, this.at);
  }
}
