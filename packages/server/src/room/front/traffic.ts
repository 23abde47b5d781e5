// What a front end counts of one room since its beginning. The memory may be shared: its front end writes it, any thread reads it.

import { atFloat64 } from '@starfray/shared/core';

const COUNTS = { sent: 0, bytes: 1, skips: 2, inputs: 3, farInputs: 4, lostInputs: 5, desyncs: 6 } as const;
const LENGTH = 7;

export interface TrafficCounts {
  /** Snapshots sent, their bytes, and those that were due and not sent, since their client was behind. */
  readonly sent: number;
  readonly bytes: number;
  readonly skips: number;
  readonly inputs: number;
  /** Input frames dropped because they were for a tick more than MAX_INPUT_LEAD_TICKS away. */
  readonly farInputs: number;
  /** Input frames dropped because the simulation did not take as many. */
  readonly lostInputs: number;
  readonly desyncs: number;
}

export class Traffic implements TrafficCounts {
  static readonly byteLength = LENGTH * Float64Array.BYTES_PER_ELEMENT;
  private readonly counts: Float64Array;

  constructor(memory: ArrayBufferLike = new ArrayBuffer(Traffic.byteLength)) {
    this.counts = new Float64Array(memory);
  }

  get sent(): number {
    return atFloat64(this.counts, COUNTS.sent);
  }

  get bytes(): number {
    return atFloat64(this.counts, COUNTS.bytes);
  }

  get skips(): number {
    return atFloat64(this.counts, COUNTS.skips);
  }

  get inputs(): number {
    return atFloat64(this.counts, COUNTS.inputs);
  }

  get farInputs(): number {
    return atFloat64(this.counts, COUNTS.farInputs);
  }

  get lostInputs(): number {
    return atFloat64(this.counts, COUNTS.lostInputs);
  }

  get desyncs(): number {
    return atFloat64(this.counts, COUNTS.desyncs);
  }

  noteSent(bytes: number): void {
    this.counts[COUNTS.sent] = this.sent + 1;
    this.counts[COUNTS.bytes] = this.bytes + bytes;
  }

  noteSkip(): void {
    this.counts[COUNTS.skips] = this.skips + 1;
  }

  noteInput(): void {
    this.counts[COUNTS.inputs] = this.inputs + 1;
  }

  noteFarInput(): void {
    this.counts[COUNTS.farInputs] = this.farInputs + 1;
  }

  noteLostInput(): void {
    this.counts[COUNTS.lostInputs] = this.lostInputs + 1;
  }

  noteDesync(): void {
    this.counts[COUNTS.desyncs] = this.desyncs + 1;
  }
}

/** Of several front ends together. */
export function sumOfTraffic(all: readonly TrafficCounts[]): TrafficCounts {
  const sum = (of: keyof TrafficCounts) => all.reduce((total, counts) => total + counts[of], 0);
  return {
    sent: sum('sent'),
    bytes: sum('bytes'),
    skips: sum('skips'),
    inputs: sum('inputs'),
    farInputs: sum('farInputs'),
    lostInputs: sum('lostInputs'),
    desyncs: sum('desyncs'),
  };
}
