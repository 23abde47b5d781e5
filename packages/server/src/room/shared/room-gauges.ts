// Small figures that a room and its front ends tell each other through shared memory: of lines, of what was sent, of what happened. Each figure
// has one writer; nobody waits for any of them.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at, atFloat64 } from '@starfray/shared/core';
import { LINE_JITTER_LENGTH } from '../input/line-jitter.ts';

const PLAYERS = MAX_PLAYER_ID + 1;
/** What a front end counts of a room. */
const ROOM_COUNTS = [
  'sent',
  'bytes',
  'skips',
  'inputs',
  'farInputs',
  'refusedInputs',
  'desyncs',
  'voidTicks',
  'lostEvents',
] as const;
export type RoomCount = (typeof ROOM_COUNTS)[number];
/** Doubles between the counts of two front ends: their own lines of the cache. */
const COUNTS_STRIDE = 16;

export interface RoomGaugesMemory {
  /** For a LineJitter; written by the simulation. */
  readonly jitter: SharedArrayBuffer;
  /** By player: round trip in ms, snapshot bytes sent. Written by the front end that has its client. */
  readonly pingMs: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
  /** By front end, which writes its own. */
  readonly counts: SharedArrayBuffer;
}

export function createRoomGauges(frontEnds: number): RoomGaugesMemory {
  return {
    jitter: new SharedArrayBuffer(LINE_JITTER_LENGTH * 4),
    pingMs: new SharedArrayBuffer(PLAYERS * 4),
    bytes: new SharedArrayBuffer(PLAYERS * 8),
    counts: new SharedArrayBuffer(frontEnds * COUNTS_STRIDE * 8),
  };
}

export class RoomGauges {
  /** The integers of a LineJitter. */
  readonly jitter: Int32Array;
  private readonly pings: Int32Array;
  private readonly bytes: Float64Array;
  private readonly counts: Float64Array;

  constructor(memory: RoomGaugesMemory) {
    this.jitter = new Int32Array(memory.jitter);
    this.pings = new Int32Array(memory.pingMs);
    this.bytes = new Float64Array(memory.bytes);
    this.counts = new Float64Array(memory.counts);
  }

  /** Begins with a player whose client a front end takes over: nothing is known of the line, nothing was sent. */
  open(playerId: number): void {
    this.pings[playerId] = 0;
    this.bytes[playerId] = 0;
  }

  /** The round trip to a player's client in whole ms, 0 while unknown. */
  pingMs(playerId: number): number {
    return at(this.pings, playerId);
  }

  setPingMs(playerId: number, ms: number): void {
    this.pings[playerId] = ms;
  }

  /** Bytes of snapshots that were sent to a player. */
  bytesOf(playerId: number): number {
    return atFloat64(this.bytes, playerId);
  }

  addBytes(playerId: number, count: number): void {
    this.bytes[playerId] = atFloat64(this.bytes, playerId) + count;
  }

  /** Adds to a count of a front end; called by that front end alone. Counts outlive it: the next one goes on from there. */
  add(frontEnd: number, count: RoomCount, by: number): void {
    const place = frontEnd * COUNTS_STRIDE + ROOM_COUNTS.indexOf(count);
    this.counts[place] = atFloat64(this.counts, place) + by;
  }

  countOf(frontEnd: number, count: RoomCount): number {
    return atFloat64(this.counts, frontEnd * COUNTS_STRIDE + ROOM_COUNTS.indexOf(count));
  }

  /** A count of all front ends together. */
  total(count: RoomCount): number {
    let sum = 0;
    for (let i = ROOM_COUNTS.indexOf(count); i < this.counts.length; i += COUNTS_STRIDE)
      sum += atFloat64(this.counts, i);
    return sum;
  }
}
