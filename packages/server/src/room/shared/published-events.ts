// The events of a room on their way to the front ends: one ring of events, written by the simulation, read by each front end at its own
// pace. Their number only grows, and wraps around like any 32-bit integer.

import { copyInts, type EventKind, EventQueue } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import { MAX_EVENTS_PER_TICK } from '@starfray/shared/protocol';
import { EVENT_PLACES, type SharedRoomMemory, STATE } from './room-memory.ts';

const PLACE_MASK = EVENT_PLACES - 1;
/** The events of this tick and the next may be overwriting the oldest ones at this moment. */
const MAX_BEHIND = EVENT_PLACES - 2 * MAX_EVENTS_PER_TICK;

/** The arrays on the shared memory. */
class EventPlaces {
  readonly state: Int32Array;
  readonly ints: Int32Array;
  readonly ticks: Int32Array;
  readonly kinds: Uint8Array;
  readonly players: Uint16Array;
  readonly stride: number;

  constructor(memory: SharedRoomMemory) {
    this.state = new Int32Array(memory.state);
    this.ints = new Int32Array(memory.eventInts);
    this.ticks = new Int32Array(memory.eventTicks);
    this.kinds = new Uint8Array(memory.eventKinds);
    this.players = new Uint16Array(memory.eventPlayers);
    this.stride = memory.shape.eventStride;
  }

  /** The number of the next event. */
  get end(): number {
    return Atomics.load(this.state, STATE.eventEnd);
  }
}

/** Writes the events of each tick. */
export class EventPublisher {
  private readonly places: EventPlaces;

  constructor(memory: SharedRoomMemory) {
    this.places = new EventPlaces(memory);
  }

  /** Adds the events of a tick; answers the number of the next one. */
  write(tick: number, queue: EventQueue): number {
    const { places } = this;
    const first = places.end;
    for (let i = 0; i < queue.count; i += 1) {
      const place = (first + i) & PLACE_MASK;
      places.ticks[place] = tick;
      places.kinds[place] = atUint8(queue.kindIndices, i);
      places.players[place] = atUint16(queue.players, i);
      copyInts(queue.ints, queue.base(i), places.ints, place * places.stride, queue.kindOf(i).width);
    }
    const end = (first + queue.count) | 0;
    Atomics.store(places.state, STATE.eventEnd, end);
    return end;
  }
}

/** Takes over the events of a tick, as DueEvents does. */
export interface EventRecorder {
  record(tick: number, queue: EventQueue): void;
}

/** Reads every event once, in order, as long as it is at most 12,288 events behind; what it loses beyond that is counted. */
export class PublishedEvents {
  lost = 0;
  private readonly kinds: readonly EventKind[];
  private readonly places: EventPlaces;
  /** Holds the events of one tick while they are handed on. */
  private readonly queue: EventQueue;
  private next: number;

  /** Begins with what happens from now on. */
  constructor(memory: SharedRoomMemory, kinds: readonly EventKind[]) {
    this.kinds = kinds;
    this.places = new EventPlaces(memory);
    this.queue = new EventQueue(kinds, MAX_EVENTS_PER_TICK);
    this.next = this.places.end;
  }

  /** Hands the events before number `end` on, tick by tick. */
  recordUntil(end: number, into: EventRecorder): void {
    while (this.isBefore(end)) {
      const first = this.next;
      const tick = this.copyTick(end);
      // What was copied counts only if nothing can have been written over it meanwhile.
      const behind = (this.places.end - first) | 0;
      if (behind <= MAX_BEHIND) into.record(tick, this.queue);
      else this.skip(first, end, behind - MAX_BEHIND);
    }
  }

  private isBefore(end: number): boolean {
    return ((end - this.next) | 0) > 0;
  }

  // Copies the events of the next tick, at least one; answers the tick.
  private copyTick(end: number): number {
    const { places, queue, kinds } = this;
    const tick = at(places.ticks, this.next & PLACE_MASK);
    queue.clear();
    while (this.isBefore(end) && queue.count < MAX_EVENTS_PER_TICK) {
      const place = this.next & PLACE_MASK;
      if (at(places.ticks, place) !== tick) break;
      const kindIndex = atUint8(places.kinds, place);
      const { count } = queue;
      queue.kindIndices[count] = kindIndex;
      queue.players[count] = atUint16(places.players, place);
      copyInts(places.ints, place * places.stride, queue.ints, queue.base(count), item(kinds, kindIndex).width);
      queue.count += 1;
      this.next = (this.next + 1) | 0;
    }
    return tick;
  }

  private skip(first: number, end: number, count: number): void {
    const skipped = Math.min(count, (end - first) | 0);
    this.next = (first + skipped) | 0;
    this.lost += skipped;
  }
}
