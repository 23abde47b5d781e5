// All rooms of one process: their ticks, the load that they share, and the joins that come to them.

import { modesOf, type World } from '@starfray/shared/contract';
import { CLOSE, type CloseCode, type Link } from '@starfray/shared/protocol';
import {
  type JoinLimitsOptions,
  type JoinRefusal,
  JoinSeating,
  type PlacedJoin,
  type SeatMarks,
} from '../joining/index.ts';
import { type OpenRoom, OpenRooms, type OpenRoomsOptions, RETRY_WATCH_MS, sumOf } from './open-rooms.ts';
import type { Room, RoomDeps } from './room.ts';
import type { RoomCounts } from './seating/seat-counts.ts';
import { admits, LoadControl, type LoadLevel } from './time/load-control.ts';

/** An empty room that an invitation opened lives on for this long, for players who come back. */
const EMPTY_ROOM_MS = 60_000;
/** Its fill bots stay so long for a player whose line was lost: they would take a longer silence for the end of theirs. */
const RELOAD_MS = 5_000;
/** While nothing runs, the driver looks again this often. */
const IDLE_MS = 250;
/** Players who lose their seat to the end of the process may come again after this. */
const RETRY_SHUTDOWN_MS = 10_000;
/** The load is looked at this often. */
const LOOK_MS = 250;

export interface RoomsOptions extends OpenRoomsOptions, Omit<JoinLimitsOptions, 'modes'> {
  /** Those in rooms of other games of this process, who count for its limits, too; nobody by default. */
  readonly elsewhere?: (() => RoomCounts) | undefined;
  /** Share of the time since the last call that the process was at work; without it only lost time tells of overload. */
  readonly utilization?: () => number;
  /** Wakes front ends of other threads: ticks were shown to them. */
  readonly wakeThreads?: (() => void) | undefined;
  /** False to keep everything up whatever it costs: for measuring, and for tests that overload a server on purpose. */
  readonly shedsLoad?: boolean | undefined;
}

export interface RoomStatus extends RoomCounts {
  readonly id: string;
  readonly mode: string;
  readonly capacity: number;
  readonly tick: number;
  readonly tickMs: { readonly p50: number; readonly p99: number };
  /** Wall time between ticks that serve the same clients: the wire period, when all is well. */
  readonly intervalMs: { readonly p50: number; readonly p99: number };
  readonly snapshots: number;
  readonly snapshotBytes: number;
  readonly inputs: number;
  /** Input frames that came and were dropped, because the simulation stood still. */
  readonly lostInputs: number;
  readonly skips: number;
  readonly desyncs: number;
  readonly lostMs: number;
}

export interface RoomsStatus {
  readonly rooms: readonly RoomStatus[];
  readonly isDraining: boolean;
  /** 0 to 3: how much load is shed; and the share of the last quarter second that the process was at work. */
  readonly load: { readonly level: LoadLevel; readonly utilization: number };
}

export class Rooms<W extends World, A> {
  private readonly deps: RoomDeps<W, A>;
  /** A tick was shown to other threads since they were last woken. */
  private hasPublished = false;
  private readonly options: RoomsOptions;
  private readonly open: OpenRooms<W, A>;
  private readonly seating: JoinSeating;
  private readonly load = new LoadControl();
  private readonly lostOf = new WeakMap<Room<W, A>, number>();
  private lostMs = 0;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private utilization = 0;
  /** When the next tick of any room is due, as of the last update. */
  private nextDueMs = Number.POSITIVE_INFINITY;

  constructor(deps: RoomDeps<W, A>, options: RoomsOptions) {
    this.deps = deps;
    this.options = options;
    const onPublished = (): void => {
      this.hasPublished = true;
    };
    const open = new OpenRooms({ ...deps, onPublished }, options);
    this.open = open;
    const { load } = this;
    const { elsewhere } = options;
    const modes = modesOf(deps.game).map(({ name }) => name);
    this.seating = new JoinSeating(
      {
        get isOverloaded() {
          return !admits(load.level);
        },
        ownSeat: (join) => {
          const own = open.keeping(join);
          if (own === undefined) return undefined;
          return own.room.hasTaken(join.resume ?? '') ? 'taken' : 'kept';
        },
        totals: () => (elsewhere === undefined ? open.totals() : sumOf([open.totals(), elsewhere()])),
        choose: (join) => open.choose(join),
        whyNoRoom: (join) => open.whyNoRoom(join),
        canIdentify: (room) => open.get(room)?.room.canIdentify !== false,
        resume: (join, link) => {
          const own = open.keeping(join);
          if (own === undefined || join.resume === undefined) return;
          own.emptySinceMs = undefined;
          own.room.resume(join.resume, join, link);
        },
        seat: (join, link, heard) => {
          const entry = open.take(join);
          if (join.kind !== 'spectator') entry.emptySinceMs = undefined;
          entry.room.join(join, link, heard);
        },
      },
      { ...options, modes },
      deps.now,
    );
  }

  /** Why a join would be refused now, in words for a person; undefined when it would not. */
  check(join: PlacedJoin): JoinRefusal | undefined {
    return this.seating.check(join);
  }

  /** Seats a link, now or in its turn, as `JoinSeating.join` does. */
  join(join: PlacedJoin, link: Link, notSeated: () => void = () => undefined): JoinRefusal | undefined {
    return this.seating.join(join, link, notSeated);
  }

  /** The room that a join would get. */
  choose(join: PlacedJoin): string | undefined {
    return this.open.choose(join);
  }

  /** Does a tick wait for the next update? */
  get isTickDue(): boolean {
    return this.deps.now() >= this.nextDueMs;
  }

  /** Runs the ticks that are due in every room that is not empty; answers the milliseconds until the next one is. */
  update(): number {
    this.controlLoad();
    let waitMs = IDLE_MS;
    for (const entry of this.open.all()) {
      if (!entry.room.hasPlayers) this.settleEmpty(entry);
      if (!entry.room.isEmpty) waitMs = Math.min(waitMs, this.run(entry));
    }
    this.nextDueMs = this.deps.now() + waitMs;
    if (this.hasPublished) this.options.wakeThreads?.();
    this.hasPublished = false;
    this.seating.update(this.nextDueMs, waitMs <= 0);
    return Math.max(0, waitMs);
  }

  // Sheds load in all rooms alike: they share one process.
  private controlLoad(): void {
    const nowMs = this.deps.now();
    if (this.options.shedsLoad === false || nowMs - this.lookedMs < LOOK_MS) return;
    this.lookedMs = nowMs;
    this.utilization = this.options.utilization?.() ?? 0;
    const rooms = this.all();
    for (const room of rooms) {
      this.lostMs += Math.max(0, room.loop.lostMs - (this.lostOf.get(room) ?? 0));
      this.lostOf.set(room, room.loop.lostMs);
    }
    const before = this.load.level;
    const level = this.load.update(nowMs, this.utilization, this.lostMs, this.seating.takesTime());
    for (const room of rooms) room.shed(level);
    if (level !== before) this.deps.log.warn({ from: before, to: level, utilization: this.utilization }, 'load level');
  }

  status(): RoomsStatus {
    const rooms = this.all().map((room) => ({
      id: room.id,
      mode: room.mode,
      ...room.counts(),
      capacity: room.capacity,
      tick: room.world.tick,
      tickMs: { p50: room.loop.durationMs(0.5), p99: room.loop.durationMs(0.99) },
      intervalMs: { p50: room.loop.intervalMs(0.5), p99: room.loop.intervalMs(0.99) },
      snapshots: room.traffic.sent,
      snapshotBytes: room.traffic.bytes,
      inputs: room.traffic.inputs,
      lostInputs: room.traffic.lostInputs,
      skips: room.traffic.skips,
      desyncs: room.traffic.desyncs,
      lostMs: room.loop.lostMs,
    }));
    const load = { level: this.load.level, utilization: Math.round(this.utilization * 1000) / 1000 };
    return { rooms, isDraining: this.seating.isDraining, load };
  }

  /** Those in these rooms. */
  counts(): RoomCounts {
    return this.open.totals();
  }

  /** The rooms of now. */
  all(): readonly Room<W, A>[] {
    return this.open.rooms();
  }

  /**
   * Ends the visit of players and spectators for whom `wordsFor` has a reason, which they read, and the wait of joins that have no seat
   * yet. Returns how many.
   */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    const seated = this.all().reduce((count, room) => count + room.dismiss(wordsFor, code), 0);
    return seated + this.seating.dismiss(wordsFor, code);
  }

  /** Is the seat of this key here, to come back to? */
  keepsSeat(key: string): boolean {
    return !this.seating.isDraining && this.all().some((room) => room.canResume(key));
  }

  /** What would be lost with this process: the points of each player who could come back, or of one in `shares` of them. */
  keptScores(share = 0, shares = 1) {
    return this.all().flatMap((room) => room.keptScores(share, shares));
  }

  /** From now on no join gets in. */
  drain(): void {
    this.seating.isDraining = true;
  }

  /** Ends every room: its clients read that the server stops, when to come back, and with `to` another server to ask. */
  close(to?: string): void {
    const reason = 'The server is stopping.';
    this.seating.close(reason, RETRY_SHUTDOWN_MS);
    for (const room of this.all()) room.close(CLOSE.shutdown, reason, RETRY_SHUTDOWN_MS, to);
    this.open.clear();
  }

  private run(entry: OpenRoom<W, A>): number {
    const { room } = entry;
    const { now, log } = this.deps;
    try {
      return room.advance(now());
    } catch (error) {
      // A bug: this room ends and its players read why; the others play on.
      log.error({ room: room.id, err: error }, 'the room failed');
      this.open.remove(entry);
      room.close(CLOSE.roomFailed, 'This room failed. It is not your fault.', 0);
      if (this.open.isMain(entry)) this.open.reopenMain();
      return room.loop.nextDueMs() - now();
    }
  }

  private settleEmpty(entry: OpenRoom<W, A>): void {
    const { room } = entry;
    const nowMs = this.deps.now();
    entry.emptySinceMs ??= nowMs;
    if (room.isEmpty && nowMs - entry.emptySinceMs >= RELOAD_MS) room.rest();
    if (room.keepsSeats) room.forgetLost();
    if (this.open.isMain(entry) || room.keepsSeats || nowMs - entry.emptySinceMs < EMPTY_ROOM_MS) return;
    this.open.remove(entry);
    room.close(CLOSE.shutdown, 'Nobody plays in this room any more.', RETRY_WATCH_MS);
    this.deps.log.info({ room: room.id }, 'room closed: empty');
  }
}
