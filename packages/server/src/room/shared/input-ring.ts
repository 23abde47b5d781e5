// What the players of a room say, on its way from one front end to the simulation: a ring of records of one width, with one writer and one
// reader. It is bounded; a writer that finds it full is refused and never waits.

import { at } from '@starfray/shared/core';
import { INPUT_RING_PER_PLAYER, INPUT_RING_RESERVED_SHARE, MIN_INPUT_RING } from '@starfray/shared/protocol';

/** How many records were written and taken since the start, as 32-bit integers that wrap around; each in a line of the cache. */
const WRITTEN = 0;
const TAKEN = 16;
const STATE_LENGTH = 32;

// A record: which kind, of which client and player, then what an input has, or a clock that was set back.
const KIND = 0;
const CLIENT = 1;
const PLAYER = 2;
const TICK = 3;
const SEEN = 4;
const EARLY = 5;
const CONTROLS = 6;
const RECORD = { input: 0, setBack: 1, away: 2, back: 3 } as const;

/** Earliness is given within this, in ms: beyond it says no more of a line. */
const MAX_EARLY_MS = 0x7fff;

export interface InputRingMemory {
  /** Records, a power of two; integers of controls in a record. */
  readonly capacity: number;
  readonly controls: number;
  readonly state: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
}

/** Takes what players say, in the order in which each of them said it. Ticks are 32 bits without a sign. */
export interface PlayerOrders {
  /** `controls` are valid until the call returns. */
  input(
    client: number,
    playerId: number,
    tick: number,
    seen: number,
    earlyMs: number,
    controls: readonly number[],
  ): void;
  setBack(client: number, playerId: number, tick: number): void;
  away(client: number): void;
  back(client: number): void;
}

/**
 * @param players The most that the room has.
 * @param controls Integers of controls in an input.
 * @param capacity Records, a power of two; by default as many as the players need.
 */
export function createInputRing(
  players: number,
  controls: number,
  capacity: number = capacityFor(players),
): InputRingMemory {
  return {
    capacity,
    controls,
    state: new SharedArrayBuffer(STATE_LENGTH * 4),
    records: new SharedArrayBuffer(capacity * (CONTROLS + controls) * 4),
  };
}

function capacityFor(players: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(MIN_INPUT_RING, players * INPUT_RING_PER_PLAYER)));
}

/** The front end's end. */
export class InputRingWriter {
  /** Records that were refused since the ring was full. */
  refused = 0;
  private readonly state: Int32Array;
  private readonly ints: Int32Array;
  private readonly capacity: number;
  private readonly controls: number;
  private readonly width: number;
  private written: number;

  constructor({ state, records, capacity, controls }: InputRingMemory) {
    this.state = new Int32Array(state);
    this.ints = new Int32Array(records);
    this.capacity = capacity;
    this.controls = controls;
    this.width = CONTROLS + controls;
    this.written = Atomics.load(this.state, WRITTEN);
  }

  /** `seen` is in 1/8 tick. False, and nothing is kept of it, when the ring is full. */
  input(
    client: number,
    playerId: number,
    tick: number,
    seen: number,
    earlyMs: number,
    controls: readonly number[],
  ): boolean {
    const base = this.begin(RECORD.input, client, this.capacity / INPUT_RING_RESERVED_SHARE);
    if (base < 0) return false;
    const { ints } = this;
    ints[base + PLAYER] = playerId;
    ints[base + TICK] = tick;
    ints[base + SEEN] = seen;
    ints[base + EARLY] = Math.max(-MAX_EARLY_MS, Math.min(MAX_EARLY_MS, earlyMs));
    for (let i = 0; i < this.controls; i += 1) ints[base + CONTROLS + i] = controls[i] ?? 0;
    this.end();
    return true;
  }

  /** False when not even the reserve has room: then its client must not go on as if it had been heard. */
  setBack(client: number, playerId: number, tick: number): boolean {
    const base = this.begin(RECORD.setBack, client, 0);
    if (base < 0) return false;
    this.ints[base + PLAYER] = playerId;
    this.ints[base + TICK] = tick;
    this.end();
    return true;
  }

  /** False as with `setBack`. */
  away(client: number): boolean {
    return this.say(RECORD.away, client);
  }

  /** False as with `setBack`. */
  back(client: number): boolean {
    return this.say(RECORD.back, client);
  }

  private say(kind: number, client: number): boolean {
    if (this.begin(kind, client, 0) < 0) return false;
    this.end();
    return true;
  }

  // Where the next record lies; negative when that would leave fewer free ones than `reserved`.
  private begin(kind: number, client: number, reserved: number): number {
    const waiting = (this.written - Atomics.load(this.state, TAKEN)) | 0;
    if (waiting >= this.capacity - reserved) {
      this.refused += 1;
      return -1;
    }
    const base = (this.written & (this.capacity - 1)) * this.width;
    this.ints[base + KIND] = kind;
    this.ints[base + CLIENT] = client;
    return base;
  }

  // Only now may the reader look at it.
  private end(): void {
    this.written = (this.written + 1) | 0;
    Atomics.store(this.state, WRITTEN, this.written);
  }
}

/** The simulation's end. */
export class InputRingReader {
  private readonly state: Int32Array;
  private readonly ints: Int32Array;
  private readonly capacity: number;
  private readonly width: number;
  private readonly controls: number[];
  private taken: number;

  constructor({ state, records, capacity, controls }: InputRingMemory) {
    this.state = new Int32Array(state);
    this.ints = new Int32Array(records);
    this.capacity = capacity;
    this.width = CONTROLS + controls;
    this.controls = new Array<number>(controls).fill(0);
    this.taken = Atomics.load(this.state, TAKEN);
  }

  /** Hands on all that is there, in order; answers how many records. What is written meanwhile waits for the next call. */
  take(orders: PlayerOrders): number {
    const count = (Atomics.load(this.state, WRITTEN) - this.taken) | 0;
    for (let i = 0; i < count; i += 1) {
      this.hand((this.taken & (this.capacity - 1)) * this.width, orders);
      this.taken = (this.taken + 1) | 0;
      Atomics.store(this.state, TAKEN, this.taken);
    }
    return count;
  }

  private hand(base: number, orders: PlayerOrders): void {
    const { ints, controls } = this;
    const client = at(ints, base + CLIENT);
    const playerId = at(ints, base + PLAYER);
    const tick = at(ints, base + TICK) >>> 0;
    switch (at(ints, base + KIND)) {
      case RECORD.input:
        for (let i = 0; i < controls.length; i += 1) controls[i] = at(ints, base + CONTROLS + i);
        orders.input(client, playerId, tick, at(ints, base + SEEN), at(ints, base + EARLY), controls);
        return;
      case RECORD.setBack:
        orders.setBack(client, playerId, tick);
        return;
      case RECORD.away:
        orders.away(client);
        return;
      default:
        orders.back(client);
    }
  }
}
