// How the front ends of a process are: each beats, so that one that stands still is noticed, and tells how much it has to do.

import { atFloat64, item } from '@starfray/shared/core';

/** Doubles, and integers, between two front ends: their own lines of the cache. */
const STRIDE = 16;
const CONNECTIONS = 0;
const CPU_MICROS = 1;
const HEAP_BYTES = 2;

export interface FrontEndVitalsMemory {
  readonly frontEnds: number;
  /** By front end, each written by itself. */
  readonly beats: SharedArrayBuffer;
  readonly figures: SharedArrayBuffer;
}

/** What a front end tells of itself; `cpuMicros` since its thread began. */
export interface FrontEndFigures {
  connections: number;
  cpuMicros: number;
  heapBytes: number;
}

export function createFrontEndVitals(frontEnds: number): FrontEndVitalsMemory {
  return {
    frontEnds,
    beats: new SharedArrayBuffer(frontEnds * STRIDE * 4),
    figures: new SharedArrayBuffer(frontEnds * STRIDE * 8),
  };
}

/** The end of one front end. */
export class FrontEndPulse {
  private readonly beats: Int32Array;
  private readonly figures: Float64Array;
  private readonly frontEnd: number;

  constructor(memory: FrontEndVitalsMemory, frontEnd: number) {
    this.beats = new Int32Array(memory.beats);
    this.figures = new Float64Array(memory.figures);
    this.frontEnd = frontEnd;
  }

  /** Says that its event loop turns; to be called at least once a second. */
  beat(): void {
    Atomics.add(this.beats, this.frontEnd * STRIDE, 1);
  }

  tell({ connections, cpuMicros, heapBytes }: FrontEndFigures): void {
    const base = this.frontEnd * STRIDE;
    this.figures[base + CONNECTIONS] = connections;
    this.figures[base + CPU_MICROS] = cpuMicros;
    this.figures[base + HEAP_BYTES] = heapBytes;
  }
}

/** The end of the thread that started them. */
export class FrontEndWatch {
  private readonly beats: Int32Array;
  private readonly figures: Float64Array;
  private readonly last: { beat: number; sinceMs: number }[];

  constructor(memory: FrontEndVitalsMemory) {
    this.beats = new Int32Array(memory.beats);
    this.figures = new Float64Array(memory.figures);
    this.last = Array.from({ length: memory.frontEnds }, () => ({ beat: 0, sinceMs: 0 }));
  }

  /** A front end was started at `nowMs`: its silence counts from there, and what the one before it told is forgotten. */
  started(frontEnd: number, nowMs: number): void {
    const base = frontEnd * STRIDE;
    this.figures.fill(0, base, base + STRIDE);
    const last = item(this.last, frontEnd);
    last.beat = Atomics.load(this.beats, base);
    last.sinceMs = nowMs;
  }

  /** For how long a front end has not beaten, as far as it was asked: to be called at least once a second. */
  silentMs(frontEnd: number, nowMs: number): number {
    const last = item(this.last, frontEnd);
    const beat = Atomics.load(this.beats, frontEnd * STRIDE);
    if (beat !== last.beat) {
      last.beat = beat;
      last.sinceMs = nowMs;
    }
    return nowMs - last.sinceMs;
  }

  figuresOf(frontEnd: number): FrontEndFigures {
    const base = frontEnd * STRIDE;
    return {
      connections: atFloat64(this.figures, base + CONNECTIONS),
      cpuMicros: atFloat64(this.figures, base + CPU_MICROS),
      heapBytes: atFloat64(this.figures, base + HEAP_BYTES),
    };
  }
}
