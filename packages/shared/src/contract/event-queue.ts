// The events of one tick, as rows in a typed array: a game adds them while it steps, the room sends them and clears.

import { assert, atUint8, item } from '../core/index.ts';
import type { EventKind, EventSchema } from './entity.ts';
import type { Row, RowFields, RowPlace } from './row.ts';

export class EventQueue {
  readonly kinds: readonly EventKind[];
  readonly stride: number;
  readonly ints: Int32Array;
  /** By event: index of its schema in the game's list. */
  readonly kindIndices: Uint8Array;
  /** By event: the player it is for, where its audience is one player. */
  readonly players: Uint16Array;
  count = 0;
  /** Events lost since the start because one tick held more than the capacity. */
  dropped = 0;
  private readonly views: readonly RowPlace[];
  private readonly capacity: number;

  constructor(kinds: readonly EventKind[], capacity: number) {
    this.kinds = kinds;
    this.capacity = capacity;
    this.stride = Math.max(1, ...kinds.map((kind) => kind.width));
    // One row beyond the capacity takes what is dropped, so that `add` always has a row to answer.
    this.ints = new Int32Array((capacity + 1) * this.stride);
    this.kindIndices = new Uint8Array(capacity + 1);
    this.players = new Uint16Array(capacity + 1);
    this.views = kinds.map((kind) => kind.view(this.ints, 0));
  }

  /** Adds an event that is seen somewhere or told to the room; fill in the row it answers before the next call. */
  add<F extends RowFields>(schema: EventSchema<F>): Row<F> {
    return this.addFor(schema, 0);
  }

  /** Adds an event for one player; fill in the row it answers before the next call. */
  addFor<F extends RowFields>(schema: EventSchema<F>, playerId: number): Row<F> {
    const kindIndex = this.kinds.indexOf(schema);
    assert(kindIndex >= 0, `the game does not list the event ${schema.name}`);
    const place = this.count;
    if (place === this.capacity) this.dropped += 1;
    else this.count += 1;
    this.kindIndices[place] = kindIndex;
    this.players[place] = playerId;
    const view = item(this.views, kindIndex);
    view.base = place * this.stride;
    this.ints.fill(0, view.base, view.base + this.stride);
    return view as Row<F>;
  }

  kindOf(event: number): EventKind {
    return item(this.kinds, atUint8(this.kindIndices, event));
  }

  base(event: number): number {
    return event * this.stride;
  }

  clear(): void {
    this.count = 0;
  }
}
