// A front end's end of the published ticks: one tick at a time as a table, a history of rows, facts about players and events. It reads the
// shared memory in place. The simulation waits for nobody, so what was made of a tick counts only if the tick is still whole afterwards.

import type { EventKind } from '@starfray/shared/contract';
import { at, atFloat64, item } from '@starfray/shared/core';
import { type PastTick, RowHistory } from '../replication/row-history.ts';
import type { TableRows } from '../replication/table-rows.ts';
import { type EventRecorder, PublishedEvents } from './published-events.ts';
import { PublishedPlayers } from './published-players.ts';
import {
  RECENT_TICKS,
  type RecentTick,
  ROW_TICKS,
  recentTicks,
  rowTicks,
  type SharedRoomMemory,
  SLACK_TICKS,
  STATE,
  TICK_HEAD,
} from './room-memory.ts';

/** The entities of the tick that was begun last. */
class PublishedTable implements TableRows {
  readonly capacity: number;
  readonly stride: number;
  ints: Int32Array;
  kinds: Uint8Array;
  ids: Uint16Array;
  order: Uint16Array;
  count = 0;
  slotEnd = 0;

  constructor(capacity: number, stride: number, rows: PastTick, { order }: RecentTick) {
    this.capacity = capacity;
    this.stride = stride;
    this.ints = rows.ints;
    this.kinds = rows.kinds;
    this.ids = rows.ids;
    this.order = order;
  }

  base(slot: number): number {
    return slot * this.stride;
  }

  begin({ ints, kinds, ids }: PastTick, { head, order }: RecentTick): void {
    this.ints = ints;
    this.kinds = kinds;
    this.ids = ids;
    this.order = order;
    this.count = Math.min(at(head, TICK_HEAD.entityCount), this.capacity);
    this.slotEnd = Math.min(at(head, TICK_HEAD.slotEnd), this.capacity);
  }
}

export class PublishedTicks {
  /** The tick that was begun last: `table`, `players` and what follows are about it. 0 before the first. */
  tick = 0;
  /** When the tick after it is due, in ms of the simulation's clock. */
  nextDueMs = 0;
  readonly table: TableRows;
  /** For baselines: any tick back to MAX_BASELINE_AGE before it. */
  readonly history: RowHistory;
  readonly players: PublishedPlayers;
  private readonly entities: PublishedTable;
  private readonly state: Int32Array;
  private readonly rows: readonly PastTick[];
  private readonly recent: readonly RecentTick[];
  private readonly events: PublishedEvents;

  /** Its first events are those of the first tick published from now on. */
  constructor(memory: SharedRoomMemory, eventKinds: readonly EventKind[]) {
    const { shape } = memory;
    this.state = new Int32Array(memory.state);
    this.rows = rowTicks(memory);
    this.recent = recentTicks(memory);
    this.entities = new PublishedTable(shape.entities, shape.entityStride, item(this.rows, 0), item(this.recent, 0));
    this.table = this.entities;
    this.history = new RowHistory(this.table, this.rows);
    this.players = new PublishedPlayers(shape, item(this.recent, 0));
    this.events = new PublishedEvents(memory, eventKinds);
  }

  /** The newest tick that is whole; 0 before the first. */
  get newest(): number {
    return Atomics.load(this.state, STATE.newest);
  }

  /** Events that were overwritten before they were read. */
  get lostEvents(): number {
    return this.events.lost;
  }

  /** Turns to a tick that was published; false, and nothing is to be read, where it is not there any more. */
  begin(tick: number): boolean {
    const recent = item(this.recent, tick % RECENT_TICKS);
    this.tick = tick;
    this.entities.begin(item(this.rows, tick % ROW_TICKS), recent);
    this.players.begin(recent);
    this.nextDueMs = atFloat64(recent.dueMs, 0);
    return at(recent.head, TICK_HEAD.tick) === tick && this.isWhole();
  }

  /**
   * True if all that was read of the tick since `begin` is of that tick. If not, whatever was made of it, an exception too, is void: it
   * may be of several ticks.
   */
  isWhole(): boolean {
    return this.newest - this.tick <= SLACK_TICKS;
  }

  /** How many messages were posted to a front end before the tick. */
  controlCount(frontEnd: number): number {
    return at(item(this.recent, this.tick % RECENT_TICKS).head, TICK_HEAD.controls + frontEnd);
  }

  /** Hands on all events until the end of the tick that were not handed on yet, tick by tick. */
  recordEvents(into: EventRecorder): void {
    const { head } = item(this.recent, this.tick % RECENT_TICKS);
    const end = at(head, TICK_HEAD.eventEnd);
    if (this.isWhole()) this.events.recordUntil(end, into);
  }
}
