// The memory of one room that its simulation shares with the front ends: a plain object, which is posted to a worker as it is. Every part
// says who may write it; nobody else does. docs/threads.md

import { type Game, MAX_PLAYER_ID, type World } from '@starfray/shared/contract';
import { MAX_BASELINE_AGE, MAX_EVENTS_PER_TICK } from '@starfray/shared/protocol';
import type { PastTick } from '../replication/row-history.ts';

/** A front end may be so many ticks behind while it reads a tick: 250 ms, longer than any pause of its garbage collector. */
export const SLACK_TICKS = 15;
/** The tick that is being written; and one more, since a processor may carry out the writes of the next one a little early. */
const UNSETTLED_TICKS = 2;
/** Ticks of which everything is kept. */
export const RECENT_TICKS = 1 + SLACK_TICKS + UNSETTLED_TICKS;
/** Ticks of which the rows are kept, which are baselines for that much longer. */
export const ROW_TICKS = RECENT_TICKS + MAX_BASELINE_AGE;
/**
 * Events kept, in a ring of their own, so that a front end that stood still for longer than ticks are kept loses none: a thousand players in
 * one view bring 34 a tick, so it may for six seconds. A power of two, and several ticks of the most that one brings forth.
 */
export const EVENT_PLACES = 8 * MAX_EVENTS_PER_TICK;
const PLAYERS = MAX_PLAYER_ID + 1;

/** The sizes of a room, in numbers of things. */
export interface RoomShape {
  /** Entities, and integers in the row of one. */
  readonly entities: number;
  readonly entityStride: number;
  /** Players in the world at once. */
  readonly players: number;
  /** Integers in the row of a player, and in that of an event. */
  readonly playerStride: number;
  readonly eventStride: number;
  /** Integers that hold a bit for each entity; 0 in games that hide nothing. */
  readonly hiddenStride: number;
  /** Front ends that the room may have clients at. */
  readonly frontEnds: number;
}

/** Integers in the row of a player before the private row: slot, the place looked at, points. */
export const PLAYER_HEAD = { slot: 0, x: 1, y: 2, score: 3, private: 4 } as const;
/** Integers about a tick; control counts by front end follow. */
export const TICK_HEAD = { tick: 0, entityCount: 1, slotEnd: 2, playerCount: 3, eventEnd: 4, controls: 5 } as const;
/** Integers that change with every tick, each in a line of the cache: the newest whole tick, the number of events so far. */
export const STATE = { newest: 0, eventEnd: 16 } as const;
const STATE_LENGTH = 32;

/** All of it is written by the simulation alone. */
export interface SharedRoomMemory {
  readonly shape: RoomShape;
  readonly state: SharedArrayBuffer;
  /** By row tick. */
  readonly ints: SharedArrayBuffer;
  readonly ids: SharedArrayBuffer;
  readonly kinds: SharedArrayBuffer;
  /** By recent tick. */
  readonly heads: SharedArrayBuffer;
  readonly dueMs: SharedArrayBuffer;
  readonly order: SharedArrayBuffer;
  readonly playerIds: SharedArrayBuffer;
  readonly playerPlaces: SharedArrayBuffer;
  readonly playerRows: SharedArrayBuffer;
  readonly hidden: SharedArrayBuffer;
  /** By event. */
  readonly eventInts: SharedArrayBuffer;
  readonly eventTicks: SharedArrayBuffer;
  readonly eventKinds: SharedArrayBuffer;
  readonly eventPlayers: SharedArrayBuffer;
}

/** The sizes of a room of `game` for so many players and front ends. */
export function shapeOf<W extends World, A>(
  game: Game<W, A>,
  { capacity, stride }: { readonly capacity: number; readonly stride: number },
  players: number,
  frontEnds: number,
): RoomShape {
  return {
    entities: capacity,
    entityStride: stride,
    players,
    playerStride: PLAYER_HEAD.private + game.privateRow.width,
    eventStride: Math.max(1, ...game.events.map((kind) => kind.width)),
    hiddenStride: game.isHidden === undefined ? 0 : Math.ceil(capacity / 32),
    frontEnds,
  };
}

/** Memory of zeros. The system gives it page by page as it is first written, so room for what never comes costs nothing. */
export function createRoomMemory(shape: RoomShape): SharedRoomMemory {
  const { entities, entityStride, players, playerStride, eventStride, hiddenStride } = shape;
  const recent = (length: number, bytes: number) => new SharedArrayBuffer(RECENT_TICKS * length * bytes);
  const ofRows = (length: number, bytes: number) => new SharedArrayBuffer(ROW_TICKS * length * bytes);
  const ofEvents = (length: number, bytes: number) => new SharedArrayBuffer(EVENT_PLACES * length * bytes);
  return {
    shape,
    state: new SharedArrayBuffer(STATE_LENGTH * 4),
    ints: ofRows(entities * entityStride, 4),
    ids: ofRows(entities, 2),
    kinds: ofRows(entities, 1),
    heads: recent(headLength(shape), 4),
    dueMs: recent(1, 8),
    order: recent(entities, 2),
    playerIds: recent(players, 2),
    playerPlaces: recent(PLAYERS, 2),
    playerRows: recent((1 + players) * playerStride, 4),
    hidden: recent((1 + players) * hiddenStride, 4),
    eventInts: ofEvents(eventStride, 4),
    eventTicks: ofEvents(1, 4),
    eventKinds: ofEvents(1, 1),
    eventPlayers: ofEvents(1, 2),
  };
}

function headLength({ frontEnds }: RoomShape): number {
  return TICK_HEAD.controls + frontEnds;
}

/** One of the recent ticks, as arrays on the shared memory. */
export interface RecentTick {
  readonly head: Int32Array;
  readonly dueMs: Float64Array;
  readonly order: Uint16Array;
  readonly playerIds: Uint16Array;
  /** By player id: 1 more than its place among the players. It counts where `playerIds` has the player there. */
  readonly playerPlaces: Uint16Array;
  /** The spectators' row, then those of the players. */
  readonly playerRows: Int32Array;
  readonly hidden: Int32Array;
}

/** The recent ticks; tick t is at t modulo their number. */
export function recentTicks(memory: SharedRoomMemory): RecentTick[] {
  const { entities, players, playerStride, hiddenStride } = memory.shape;
  const ints = (buffer: SharedArrayBuffer, i: number, length: number) => new Int32Array(buffer, i * length * 4, length);
  const shorts = (buffer: SharedArrayBuffer, i: number, length: number) =>
    new Uint16Array(buffer, i * length * 2, length);
  return Array.from({ length: RECENT_TICKS }, (_, i) => ({
    head: ints(memory.heads, i, headLength(memory.shape)),
    dueMs: new Float64Array(memory.dueMs, i * 8, 1),
    order: shorts(memory.order, i, entities),
    playerIds: shorts(memory.playerIds, i, players),
    playerPlaces: shorts(memory.playerPlaces, i, PLAYERS),
    playerRows: ints(memory.playerRows, i, (1 + players) * playerStride),
    hidden: ints(memory.hidden, i, (1 + players) * hiddenStride),
  }));
}

/** The rows of the ticks that are kept, for a RowHistory. */
export function rowTicks({ shape, ints, ids, kinds }: SharedRoomMemory): PastTick[] {
  const { entities, entityStride } = shape;
  const length = entities * entityStride;
  return Array.from({ length: ROW_TICKS }, (_, i) => ({
    ints: new Int32Array(ints, i * length * 4, length),
    ids: new Uint16Array(ids, i * entities * 2, entities),
    kinds: new Uint8Array(kinds, i * entities, entities),
  }));
}
