// What /api/status shows of the rooms: their players, how the tick fares, and how much goes over the wire a second.

import type { RoomsStatus } from './room/index.ts';

/** Rates are taken over at least this long. */
const RATE_MS = 2000;
/** Asked more often, the same answer is given: quantiles are sorted out of a thousand durations a room. */
const FRESH_MS = 500;

export interface Capacity {
  readonly players: number;
  readonly spectators: number;
  readonly roomPlayers: number;
}

export interface MemoryUse {
  /** Used by objects, garbage that was not collected yet included. */
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly residentBytes: number;
}

export interface ServerStatus extends RoomsStatus {
  readonly humans: number;
  /** Of other people, and of the server's own. */
  readonly bots: number;
  readonly fillBots: number;
  readonly spectators: number;
  readonly capacity: Capacity;
  readonly desyncs: number;
  /** Of the process, in bytes. */
  readonly memory: MemoryUse;
  readonly wire: {
    readonly snapshotsPerSecond: number;
    readonly bytesPerSecond: number;
    readonly inputsPerSecond: number;
  };
}

interface Sample {
  readonly atMs: number;
  readonly rooms: RoomsStatus['rooms'];
}

/** Answers the status, at most FRESH_MS old. */
export class StatusBoard {
  private readonly read: () => RoomsStatus;
  private readonly capacity: Capacity;
  private readonly now: () => number;
  private readonly memory: () => MemoryUse;
  private base: Sample;
  private newest: Sample;
  private status: ServerStatus;

  constructor(read: () => RoomsStatus, capacity: Capacity, now: () => number, memory: () => MemoryUse) {
    this.memory = memory;
    this.read = read;
    this.capacity = capacity;
    this.now = now;
    const rooms = read();
    this.base = { atMs: now(), rooms: rooms.rooms };
    this.newest = this.base;
    this.status = this.compose(rooms);
  }

  current(): ServerStatus {
    const atMs = this.now();
    if (atMs - this.newest.atMs < FRESH_MS) return this.status;
    const rooms = this.read();
    // The base trails the newest sample, so that a rate never spans less than RATE_MS once there was that much.
    if (this.newest.atMs - this.base.atMs >= RATE_MS) this.base = this.newest;
    this.newest = { atMs, rooms: rooms.rooms };
    this.status = this.compose(rooms);
    return this.status;
  }

  private compose(status: RoomsStatus): ServerStatus {
    const { rooms } = status;
    const seconds = Math.max(0.001, (this.newest.atMs - this.base.atMs) / 1000);
    const perSecond = (key: 'snapshots' | 'snapshotBytes' | 'inputs') => {
      const before = new Map(this.base.rooms.map((room) => [room.id, room[key]]));
      return Math.round(sum(rooms, (room) => Math.max(0, room[key] - (before.get(room.id) ?? 0))) / seconds);
    };
    return {
      ...status,
      rooms: rooms.map((room) => ({
        ...room,
        tickMs: { p50: rounded(room.tickMs.p50), p99: rounded(room.tickMs.p99) },
        intervalMs: { p50: rounded(room.intervalMs.p50), p99: rounded(room.intervalMs.p99) },
        lostMs: rounded(room.lostMs),
      })),
      humans: sum(rooms, (room) => room.humans),
      bots: sum(rooms, (room) => room.bots),
      fillBots: sum(rooms, (room) => room.fillBots),
      spectators: sum(rooms, (room) => room.spectators),
      capacity: this.capacity,
      desyncs: sum(rooms, (room) => room.desyncs),
      memory: this.memory(),
      wire: {
        snapshotsPerSecond: perSecond('snapshots'),
        bytesPerSecond: perSecond('snapshotBytes'),
        inputsPerSecond: perSecond('inputs'),
      },
    };
  }
}

/** To microseconds: more digits say nothing. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
