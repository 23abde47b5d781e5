// All rooms of one process: who may join, where, and which rooms run. The default room stays for good; others come when they
// are needed and go when they are empty.

import type { Absence, World } from '@starfray/shared/contract';
import { mix } from '@starfray/shared/core';
import { CLOSE, type CloseCode, type Link } from '@starfray/shared/protocol';
import type { JoinRefusal, JoinRequest } from '../session/index.ts';
import { Room, type RoomDeps } from './room.ts';
import { Admission, type AdmissionOptions, crowded, draining, full } from './seating/admission.ts';
import { JoinLine, laneOf, sendAway } from './seating/join-line.ts';
import type { SeatMarks } from './seating/seat.ts';
import type { RoomCounts } from './seating/seats.ts';
import { admits, LoadControl, type LoadLevel } from './time/load-control.ts';

export const DEFAULT_ROOM = 'main';
const NO_PREFIX = '';

/** An empty room that somebody made lives on for this long, for those who come back. */
const EMPTY_ROOM_MS = 60_000;
/** So many empty rooms that one address opened live on: who opens one after the other takes up no more memory, 5 MiB each. */
const EMPTY_ROOMS_OF_ONE = 2;
/** Its fill bots stay so long for one whose line was lost: they would take a longer silence for the end of theirs. */
const RELOAD_MS = 5_000;
/** While nothing runs, the driver looks again this often. */
const IDLE_MS = 250;
/** Who is sent away by the end of the process is told to come again after this. */
const RETRY_SHUTDOWN_MS = 10_000;
/** Who watched in a room that closes looks elsewhere after this. */
const RETRY_WATCH_MS = 1_000;
/** No seat is given out so shortly before a tick is due: it takes up to a millisecond, and what the sockets have read meanwhile is first. */
const SPARE_MS = 3;
/** With many rooms the next tick is always due sooner than that: where none is late, one gets a seat this often all the same. */
const TURN_MS = 16;
/** The load is looked at this often. */
const LOOK_MS = 250;

export interface RoomsOptions extends AdmissionOptions {
  readonly roomPlayers: number;
  /** What the ids of the server's own rooms begin with: in a cluster, its node's id. */
  readonly roomPrefix?: string | undefined;
  readonly bots: number;
  readonly seed: number;
  /** What addresses are counted by, so that one does not open all rooms; without it nobody is counted. */
  readonly addressKey?: ((address: string) => string) | undefined;
  /** Share of the time since the last call that the process was at work; without it only lost time tells of overload. */
  readonly utilization?: () => number;
  /** False to keep everything up whatever it costs: for measuring, and for tests that overload a server on purpose. */
  readonly shedsLoad?: boolean | undefined;
  /** In place of the game's own. */
  readonly absence?: Absence | undefined;
}

export interface RoomStatus extends RoomCounts {
  readonly id: string;
  readonly capacity: number;
  readonly tick: number;
  readonly tickMs: { readonly p50: number; readonly p99: number };
  /** Wall time between ticks that serve the same clients: the wire period, when all is well. */
  readonly intervalMs: { readonly p50: number; readonly p99: number };
  readonly snapshots: number;
  readonly snapshotBytes: number;
  readonly inputs: number;
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

interface Entry<W extends World, A> {
  readonly room: Room<W, A>;
  /** The address that an invitation to it came from first; undefined where that is not counted. */
  readonly openedBy: string | undefined;
  /** Since when no player is here. */
  emptySinceMs: number | undefined;
}

export class Rooms<W extends World, A> {
  private readonly deps: RoomDeps<W, A>;
  private readonly options: RoomsOptions;
  private readonly entries = new Map<string, Entry<W, A>>();
  private readonly maxRooms: number;
  /** It stays for good. */
  private readonly mainRoom: string;
  private roomCount = 0;
  private isDraining = false;
  private readonly load = new LoadControl();
  private readonly lostOf = new WeakMap<Room<W, A>, number>();
  private lostMs = 0;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private utilization = 0;
  private readonly admission: Admission;
  private readonly line = new JoinLine();
  /** Seats given out since the last update. */
  private seatedNow = 0;
  /** When one of the line last got a seat. */
  private turnMs = Number.NEGATIVE_INFINITY;
  /** The last update ended with a tick due. */
  private isLate = false;
  /** When the next tick of any room is due, as of the last update. */
  private nextDueMs = Number.POSITIVE_INFINITY;

  constructor(deps: RoomDeps<W, A>, options: RoomsOptions) {
    this.deps = deps;
    this.options = options;
    this.admission = new Admission(options, deps.now());
    // Invitations may name rooms of their own; memory bounds how many.
    this.maxRooms = Math.max(8, 2 * Math.ceil(options.maxPlayers / options.roomPlayers));
    this.mainRoom = `${options.roomPrefix ?? NO_PREFIX}${DEFAULT_ROOM}`;
    this.open(this.mainRoom);
  }

  /** Why a join would be refused now, in words for a person; undefined when it would not. */
  check(request: JoinRequest): JoinRefusal | undefined {
    if (this.isDraining) return draining();
    const unfit = this.admission.checkFitness(request);
    if (unfit !== undefined) return unfit;
    const before = this.seatedIn(request)?.room;
    // Who comes back to a seat that is still taken needs no other.
    if (before?.hasTaken(request.resume ?? '') === true) return undefined;
    if (before === undefined && !admits(this.load.level)) return this.admission.overloaded();
    const crowd = this.admission.checkTotals(request.kind, this.totals());
    if (crowd !== undefined || before !== undefined) return crowd;
    const waiting = this.line.lengthOf(laneOf(request));
    return this.checkRoom(request) ?? this.admission.checkLine(request, waiting, this.deps.now());
  }

  // Of those who had to wait: what they are fit for was looked at when they came.
  private checkSeat(request: JoinRequest): JoinRefusal | undefined {
    if (this.isDraining) return draining();
    return this.admission.checkTotals(request.kind, this.totals()) ?? this.checkRoom(request);
  }

  private checkRoom(request: JoinRequest): JoinRefusal | undefined {
    if (request.kind === 'spectator') return undefined;
    const chosen = this.choose(request);
    if (chosen === undefined) {
      return full(this.whyNoRoom(request));
    }
    return this.entries.get(chosen)?.room.canIdentify === false ? crowded() : undefined;
  }

  /**
   * Seats a link, now or in its turn, or answers why not; the caller then closes it. `notSeated` is called when nothing comes of a turn:
   * the link has ended by then, or ends here.
   */
  join(request: JoinRequest, link: Link, notSeated: () => void = () => undefined): JoinRefusal | undefined {
    const refused = this.check(request);
    if (refused !== undefined) return refused;
    const before = this.seatedIn(request);
    if (before !== undefined && request.resume !== undefined) {
      before.emptySinceMs = undefined;
      before.room.resume(request.resume, request, link);
      return undefined;
    }
    const isNext = !this.isLate && this.line.length === 0 && this.seatedNow < this.admission.portion;
    if (isNext && this.admission.take(this.deps.now())) this.seat(request, link);
    else this.line.add(request, link, this.deps.now(), notSeated);
    return undefined;
  }

  private seat(request: JoinRequest, link: Link, heard: readonly Uint8Array[] = []): void {
    this.seatedNow += 1;
    const id = this.choose(request) ?? this.mainRoom;
    const entry = this.entries.get(id) ?? this.open(id, this.openerOf(request));
    if (request.kind !== 'spectator') entry.emptySinceMs = undefined;
    entry.room.join(request, link, heard);
  }

  // Seats those whose turn has come, for as long as no tick waits: those who play come first.
  private seatWaiting(untilMs: number): void {
    const { now } = this.deps;
    for (const late of this.line.takeLate(now())) sendAway(late, this.admission.overloaded());
    while (this.line.length > 0 && this.seatedNow < this.admission.portion && this.hasTime(untilMs)) {
      if (!this.admission.take(now())) return;
      this.turnMs = now();
      const next = this.line.next();
      if (next === undefined) return;
      const refused = this.checkSeat(next.request);
      if (refused === undefined) this.seat(next.request, next.link, next.heard);
      else sendAway(next, refused);
    }
  }

  private hasTime(untilMs: number): boolean {
    const nowMs = this.deps.now();
    return nowMs < untilMs || (!this.isLate && nowMs - this.turnMs >= TURN_MS);
  }

  /** The room that a request would get: the one asked for, or the fullest that still has room. Spectators open none: they see another. */
  choose(request: JoinRequest): string | undefined {
    const before = this.seatedIn(request);
    if (before !== undefined) return before.room.id;
    const asked = request.room === undefined ? undefined : this.entries.get(request.room);
    if (asked !== undefined) return request.kind === 'spectator' || hasRoom(asked.room) ? asked.room.id : undefined;
    if (request.kind === 'spectator') return this.fullest(() => true);
    if (request.room !== undefined) return this.canOpenFor(request) ? request.room : undefined;
    return this.fullest((room) => hasRoom(room) && room.canIdentify) ?? (this.canOpen ? this.freeId() : undefined);
  }

  /** Does a tick wait for the next update? */
  get isTickDue(): boolean {
    return this.deps.now() >= this.nextDueMs;
  }

  /** Runs the ticks that are due in every room that is not empty; answers the milliseconds until the next one is. */
  update(): number {
    this.controlLoad();
    let waitMs = IDLE_MS;
    for (const entry of this.entries.values()) {
      if (!entry.room.hasPlayers) this.settleEmpty(entry);
      if (!entry.room.isEmpty) waitMs = Math.min(waitMs, this.run(entry));
    }
    this.seatedNow = 0;
    this.isLate = waitMs <= 0;
    this.nextDueMs = this.deps.now() + waitMs;
    this.seatWaiting(this.nextDueMs - SPARE_MS);
    return Math.max(0, waitMs);
  }

  // Sheds load in all rooms alike: they share one process.
  private controlLoad(): void {
    const nowMs = this.deps.now();
    if (this.options.shedsLoad === false || nowMs - this.lookedMs < LOOK_MS) return;
    this.lookedMs = nowMs;
    this.utilization = this.options.utilization?.() ?? 0;
    const rooms = Array.from(this.entries.values(), ({ room }) => room);
    for (const room of rooms) {
      this.lostMs += Math.max(0, room.loop.lostMs - (this.lostOf.get(room) ?? 0));
      this.lostOf.set(room, room.loop.lostMs);
    }
    const before = this.load.level;
    const level = this.load.update(nowMs, this.utilization, this.lostMs, this.line.length > 0);
    for (const room of rooms) room.shed(level);
    if (level !== before) this.deps.log.warn({ from: before, to: level, utilization: this.utilization }, 'load level');
  }

  status(): RoomsStatus {
    const rooms = Array.from(this.entries.values(), ({ room }) => ({
      id: room.id,
      ...room.counts(),
      capacity: room.capacity,
      tick: room.world.tick,
      tickMs: { p50: room.loop.durationMs(0.5), p99: room.loop.durationMs(0.99) },
      intervalMs: { p50: room.loop.intervalMs(0.5), p99: room.loop.intervalMs(0.99) },
      snapshots: room.outbox.snapshots,
      snapshotBytes: room.outbox.bytes,
      inputs: room.counters.inputs,
      skips: room.outbox.skips,
      desyncs: room.counters.desyncs,
      lostMs: room.loop.lostMs,
    }));
    const load = { level: this.load.level, utilization: Math.round(this.utilization * 1000) / 1000 };
    return { rooms, isDraining: this.isDraining, load };
  }

  /** The rooms of now. */
  all(): readonly Room<W, A>[] {
    return Array.from(this.entries.values(), ({ room }) => room);
  }

  /**
   * Ends the stay of players and spectators for whom `wordsFor` has a reason, which they read, and the wait of those who have no seat yet.
   * Returns how many.
   */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    const seated = this.all().reduce((count, room) => count + room.dismiss(wordsFor, code), 0);
    return seated + this.line.dismiss(wordsFor, code);
  }

  /** Is the seat of this key here, to come back to? */
  keepsSeat(key: string): boolean {
    return !this.isDraining && this.all().some((room) => room.canResume(key));
  }

  /** What would be lost with this process: the points of each player who could come back. */
  keptScores() {
    return this.all().flatMap((room) => room.keptScores());
  }

  /** Admits nobody any more. */
  drain(): void {
    this.isDraining = true;
  }

  /** Ends every room: players are told that the server goes away, when to come back, and with `to` of another server to ask. */
  close(to?: string): void {
    this.drain();
    this.line.close('The server is stopping.', RETRY_SHUTDOWN_MS);
    for (const { room } of this.entries.values())
      room.close(CLOSE.shutdown, 'The server is stopping.', RETRY_SHUTDOWN_MS, to);
    this.entries.clear();
  }

  private run(entry: Entry<W, A>): number {
    const { room } = entry;
    const { now, log } = this.deps;
    try {
      return room.advance(now());
    } catch (error) {
      // A bug: this room ends and its players are told; the others play on.
      log.error({ room: room.id, err: error }, 'the room failed');
      this.entries.delete(room.id);
      room.close(CLOSE.roomFailed, 'This room failed. It is not your fault.', 0);
      if (room.id === this.mainRoom) this.open(this.mainRoom);
      return room.loop.nextDueMs() - now();
    }
  }

  private settleEmpty(entry: Entry<W, A>): void {
    const { room } = entry;
    const nowMs = this.deps.now();
    entry.emptySinceMs ??= nowMs;
    if (room.isEmpty && nowMs - entry.emptySinceMs >= RELOAD_MS) room.rest();
    if (room.keepsSeats) room.forgetLost();
    if (room.id === this.mainRoom || room.keepsSeats || nowMs - entry.emptySinceMs < EMPTY_ROOM_MS) return;
    this.entries.delete(room.id);
    room.close(CLOSE.shutdown, 'Nobody plays in this room any more.', RETRY_WATCH_MS);
    this.deps.log.info({ room: room.id }, 'room closed: empty');
  }

  private whyNoRoom({ room }: JoinRequest): string {
    if (room === undefined || this.entries.has(room)) return 'That room is full.';
    return this.canOpen ? 'Too many rooms were opened from your address.' : 'No more rooms can be opened here.';
  }

  private openerOf({ room, address }: JoinRequest): string | undefined {
    return room === undefined || address === undefined ? undefined : this.options.addressKey?.(address);
  }

  // An address that opened as many rooms as are left opens no more: so it never holds the last.
  private canOpenFor(request: JoinRequest): boolean {
    if (!this.canOpen) return false;
    const opener = this.openerOf(request);
    if (opener === undefined) return true;
    const used = Array.from(this.entries.values()).filter((entry) => !this.mayGo(entry));
    const own = used.filter(({ openedBy }) => openedBy === opener).length;
    return own < this.maxRooms - used.length;
  }

  private get canOpen(): boolean {
    return this.entries.size < this.maxRooms || this.missedByNobody.length > 0;
  }

  // A room without a player, in which nobody's seat is reserved, makes way for one that somebody wants.
  private mayGo({ room }: Entry<W, A>): boolean {
    return room.id !== this.mainRoom && !room.hasPlayers && room.counts().reserved === 0;
  }

  // Those, and first the one that is without for longest.
  private get missedByNobody(): Entry<W, A>[] {
    const empty = Array.from(this.entries.values()).filter((entry) => this.mayGo(entry));
    return empty.toSorted((a, b) => (a.emptySinceMs ?? 0) - (b.emptySinceMs ?? 0));
  }

  private makeWay(opener: string | undefined): void {
    const empty = this.missedByNobody;
    const own = empty.filter(({ openedBy }) => opener !== undefined && openedBy === opener);
    const surplus = own.slice(0, Math.max(0, own.length - EMPTY_ROOMS_OF_ONE));
    for (const entry of surplus) this.closeFor(entry);
    const [first] = empty.filter((entry) => !surplus.includes(entry));
    if (this.entries.size >= this.maxRooms && first !== undefined) this.closeFor(first);
  }

  private closeFor({ room }: Entry<W, A>): void {
    this.entries.delete(room.id);
    room.close(CLOSE.shutdown, 'This room is closed.', RETRY_WATCH_MS);
    this.deps.log.info({ room: room.id }, 'room closed: others are wanted');
  }

  private open(id: string, openedBy?: string): Entry<W, A> {
    this.makeWay(openedBy);
    const { roomPlayers, bots, seed, absence } = this.options;
    this.roomCount += 1;
    const room = new Room(this.deps, {
      id,
      capacity: roomPlayers,
      bots,
      seed: mix(seed | 0, this.roomCount) >>> 0,
      absence,
      isShown: id === this.mainRoom,
    });
    const entry: Entry<W, A> = { room, openedBy, emptySinceMs: undefined };
    this.entries.set(id, entry);
    this.deps.log.info({ room: id }, 'room opened');
    return entry;
  }

  // The room that keeps the seat which a request proves to be its own.
  private seatedIn({ resume, kind }: JoinRequest): Entry<W, A> | undefined {
    if (resume === undefined || kind === 'spectator') return undefined;
    for (const entry of this.entries.values()) if (entry.room.canResume(resume)) return entry;
    return undefined;
  }

  private fullest(admits: (room: Room<W, A>) => boolean): string | undefined {
    const open = Array.from(this.entries.values(), (entry) => entry.room).filter(admits);
    return open.toSorted((a, b) => seatsTaken(b) - seatsTaken(a))[0]?.id;
  }

  private freeId(): string {
    let number = 2;
    while (this.entries.has(`${this.mainRoom}-${number}`)) number += 1;
    return `${this.mainRoom}-${number}`;
  }

  private totals(): RoomCounts {
    const totals = { humans: 0, bots: 0, fillBots: 0, spectators: 0, reserved: 0 };
    for (const { room } of this.entries.values()) {
      const counts = room.counts();
      totals.humans += counts.humans;
      totals.bots += counts.bots;
      totals.fillBots += counts.fillBots;
      totals.spectators += counts.spectators;
      totals.reserved += counts.reserved;
    }
    return totals;
  }
}

function seatsTaken<W extends World, A>(room: Room<W, A>): number {
  const { humans, bots, reserved } = room.counts();
  return humans + bots + reserved;
}

function hasRoom<W extends World, A>(room: Room<W, A>): boolean {
  return seatsTaken(room) < room.capacity;
}
