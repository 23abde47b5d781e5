// The replicated entities of a world: one row of integers each, in a typed array, iterated in id order.
// A slot is where an entity's row lies and may be used again at once; an id is its name on the wire and rests first.

import { assert, atInt16, atUint8, atUint16, IdPool, item } from '../core/index.ts';
import type { EntityKind } from './entity.ts';

/**
 * Entity ids are 16 bits wide. The one that has rested longest comes next, so an id rests for minutes in most rooms and for ten seconds while
 * fewer than 5,900 entities a second are born. The bound is for the largest: 4,095 pilots who all open fire use up 345 ids a tick, and what lives
 * leaves 35,000. It is longer than any client may take residuals of an entity that is gone.
 */
const ID_REST_TICKS = 96;
const NO_SLOT = -1;

export class EntityTable {
  readonly capacity: number;
  /** Integers a row takes in `ints`, whatever its kind: the row of slot s begins at s * stride. */
  readonly stride: number;
  readonly ints: Int32Array;
  /** By slot: index of its schema in the game's list. */
  readonly kinds: Uint8Array;
  /** By slot: entity id, 0 while the slot is free. */
  readonly ids: Uint16Array;
  /** By slot: the tick the entity entered the world in. */
  readonly bornTicks: Int32Array;
  /** The live slots in id order; only the first `count` count. */
  readonly order: Uint16Array;
  count = 0;
  /** No slot from here on was ever used. */
  slotEnd = 0;

  private readonly pool: IdPool;
  private readonly freeSlots: Uint16Array;
  private freeCount: number;
  private readonly slotById = new Int16Array(0x10000).fill(NO_SLOT);
  private readonly kindsByIndex: readonly EntityKind<never>[];

  /** Holds at most `capacity` entities (at most 32,767) of the given kinds. */
  constructor(kinds: readonly EntityKind<never>[], capacity: number) {
    assert(capacity >= 1 && capacity <= 0x7fff, `an entity table holds 1 to 32767 entities, not ${capacity}`);
    this.kindsByIndex = kinds;
    this.capacity = capacity;
    this.stride = Math.max(...kinds.map((kind) => kind.width));
    this.ints = new Int32Array(capacity * this.stride);
    this.kinds = new Uint8Array(capacity);
    this.ids = new Uint16Array(capacity);
    this.bornTicks = new Int32Array(capacity);
    this.order = new Uint16Array(capacity);
    this.pool = new IdPool(0xffff, ID_REST_TICKS);
    this.freeSlots = new Uint16Array(capacity);
    for (let i = 0; i < capacity; i += 1) this.freeSlots[i] = capacity - 1 - i;
    this.freeCount = capacity;
  }

  /** Where the row of a slot begins in `ints`. */
  base(slot: number): number {
    return slot * this.stride;
  }

  /** The slot of a live entity, or -1. */
  slotOf(id: number): number {
    return atInt16(this.slotById, id);
  }

  /** Adds an entity with a row of zeros; answers its slot, or -1 when the table is full. */
  spawn(kind: EntityKind<never>, tick: number): number {
    const kindIndex = this.kindsByIndex.indexOf(kind);
    assert(kindIndex >= 0, `the game does not list the entity kind ${kind.name}`);
    const id = this.freeCount === 0 ? 0 : this.pool.take(tick);
    if (id === 0) return NO_SLOT;
    this.freeCount -= 1;
    const slot = atUint16(this.freeSlots, this.freeCount);
    if (slot >= this.slotEnd) this.slotEnd = slot + 1;
    this.ids[slot] = id;
    this.kinds[slot] = kindIndex;
    this.bornTicks[slot] = tick;
    this.ints.fill(0, this.base(slot), this.base(slot) + this.stride);
    this.slotById[id] = slot;
    const place = this.placeOf(id);
    this.order.copyWithin(place + 1, place, this.count);
    this.order[place] = slot;
    this.count += 1;
    return slot;
  }

  /** Takes an entity out. While iterating over `order`, go from the back or gather first. */
  remove(slot: number, tick: number): void {
    const id = atUint16(this.ids, slot);
    assert(id !== 0, `slot ${slot} holds no entity`);
    const place = this.placeOf(id);
    this.order.copyWithin(place, place + 1, this.count);
    this.count -= 1;
    this.ids[slot] = 0;
    this.slotById[id] = NO_SLOT;
    this.freeSlots[this.freeCount] = slot;
    this.freeCount += 1;
    this.pool.release(id, tick);
  }

  kindOf(slot: number): EntityKind<never> {
    return item(this.kindsByIndex, atUint8(this.kinds, slot));
  }

  // The first place in `order` whose id is not below `id`.
  private placeOf(id: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (atUint16(this.ids, atUint16(this.order, middle)) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
