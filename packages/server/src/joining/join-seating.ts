// Stage 4: a placed join gets its seat, now or in its turn, or a refusal. Seats are given out a few at a time and never while a tick waits:
// players who are in come first.

import type { CloseCode, Link } from '@starfray/shared/protocol';
import { crowded, draining, full, JoinLimits, type JoinLimitsOptions, type SeatTotals } from './join-limits.ts';
import { JoinLine, laneOf, sendAway } from './join-line.ts';
import type { JoinRefusal, PlacedJoin, SeatMarks } from './stages.ts';

/** No seat is given out so shortly before a tick is due: it takes up to a millisecond, and what the sockets have read meanwhile is first. */
const SPARE_MS = 3;
/** With many rooms the next tick is always due sooner than that: where none is late, one join gets a seat this often all the same. */
const TURN_MS = 16;

/** The rooms that joins are seated in. */
export interface SeatingRooms {
  /** Is the process so loaded that it takes no new players? */
  readonly isOverloaded: boolean;
  /** The seat that a join proves to be its own: `taken` while it counts as in use, `kept` when it is only kept. */
  ownSeat(join: PlacedJoin): 'taken' | 'kept' | undefined;
  totals(): SeatTotals;
  /** The room that a join would get, open or not; undefined where there is none. */
  choose(join: PlacedJoin): string | undefined;
  /** Why `choose` finds none, in words for a person. */
  whyNoRoom(join: PlacedJoin): string;
  /** Has this room a player id left? True of a room that is yet to open. */
  canIdentify(room: string): boolean;
  /** Gives a join its own seat again. */
  resume(join: PlacedJoin, link: Link): void;
  /** Gives it a new one. `heard` is what its link has sent while it waited. */
  seat(join: PlacedJoin, link: Link, heard: readonly Uint8Array[]): void;
}

export class JoinSeating {
  /** Joins no longer get in. */
  isDraining = false;
  private readonly rooms: SeatingRooms;
  private readonly now: () => number;
  private readonly limits: JoinLimits;
  private readonly line = new JoinLine();
  /** Seats given out since `takesTime` was last asked. */
  private seatedLately = 0;
  /** Seats given out since the last update. */
  private seatedNow = 0;
  /** When one of the line last got a seat. */
  private turnMs = Number.NEGATIVE_INFINITY;
  /** The last update ended with a tick due. */
  private isLate = false;

  constructor(rooms: SeatingRooms, options: JoinLimitsOptions, now: () => number) {
    this.rooms = rooms;
    this.now = now;
    this.limits = new JoinLimits(options, now());
  }

  /** Joins that wait for a seat. */
  get waiting(): number {
    return this.line.length;
  }

  /**
   * Is giving out seats what the process does with its time: does somebody wait for one, or were as many as a portion given out since the last
   * call? It is asked a few times a second. A crowd that comes no faster than seats are given out never waits.
   */
  takesTime(): boolean {
    const isBusy = this.waiting > 0 || this.seatedLately >= this.limits.portion;
    this.seatedLately = 0;
    return isBusy;
  }

  /** Why a join would be refused now, in words for a person; undefined when it would not. */
  check(join: PlacedJoin): JoinRefusal | undefined {
    const { rooms, limits } = this;
    if (this.isDraining) return draining();
    const unfit = limits.checkFitness(join);
    if (unfit !== undefined) return unfit;
    const ownSeat = rooms.ownSeat(join);
    // Coming back to a seat that still counts as taken takes no other.
    if (ownSeat === 'taken') return undefined;
    if (ownSeat === undefined && rooms.isOverloaded) return limits.overloaded();
    const crowd = limits.checkTotals(join.kind, rooms.totals());
    if (crowd !== undefined || ownSeat !== undefined) return crowd;
    const waiting = this.line.lengthOf(laneOf(join));
    return this.checkRoom(join) ?? limits.checkLine(join, waiting, this.now());
  }

  /**
   * Seats a link, now or in its turn, or answers why not; the caller then closes it. `notSeated` is called when nothing comes of a turn:
   * the link has ended by then, or ends here.
   */
  join(join: PlacedJoin, link: Link, notSeated: () => void): JoinRefusal | undefined {
    const refused = this.check(join);
    if (refused !== undefined) return refused;
    if (this.rooms.ownSeat(join) !== undefined) {
      this.rooms.resume(join, link);
      return undefined;
    }
    const isNext = !this.isLate && this.line.length === 0 && this.seatedNow < this.limits.portion;
    if (isNext && this.limits.take(this.now())) this.seat(join, link, []);
    else this.line.add(join, link, this.now(), notSeated);
    return undefined;
  }

  /** Seats the joins whose turn has come, once the ticks that were due have run; the next is due at `nextDueMs`, or is late. */
  update(nextDueMs: number, isLate: boolean): void {
    const { now, limits, line } = this;
    this.seatedNow = 0;
    this.isLate = isLate;
    for (const late of line.takeLate(now())) sendAway(late, limits.overloaded());
    while (line.length > 0 && this.seatedNow < limits.portion && this.hasTime(nextDueMs - SPARE_MS)) {
      if (!limits.take(now())) return;
      this.turnMs = now();
      const next = line.next();
      if (next === undefined) return;
      const refused = this.checkSeat(next.request);
      if (refused === undefined) this.seat(next.request, next.link, next.heard);
      else sendAway(next, refused);
    }
  }

  /** Sends away the waiting joins for which `wordsFor` has a reason, which they read. Returns how many. */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    return this.line.dismiss(wordsFor, code);
  }

  /** Sends all waiting joins away; from now on none gets in. */
  close(reason: string, retryMs: number): void {
    this.isDraining = true;
    this.line.close(reason, retryMs);
  }

  private seat(join: PlacedJoin, link: Link, heard: readonly Uint8Array[]): void {
    this.seatedNow += 1;
    this.seatedLately += 1;
    this.rooms.seat(join, link, heard);
  }

  // Of a join that had to wait: its fitness was checked when it came.
  private checkSeat(join: PlacedJoin): JoinRefusal | undefined {
    if (this.isDraining) return draining();
    return this.limits.checkTotals(join.kind, this.rooms.totals()) ?? this.checkRoom(join);
  }

  private checkRoom(join: PlacedJoin): JoinRefusal | undefined {
    if (join.kind === 'spectator') return undefined;
    const chosen = this.rooms.choose(join);
    if (chosen === undefined) return full(this.rooms.whyNoRoom(join));
    return this.rooms.canIdentify(chosen) ? undefined : crowded();
  }

  private hasTime(untilMs: number): boolean {
    const nowMs = this.now();
    return nowMs < untilMs || (!this.isLate && nowMs - this.turnMs >= TURN_MS);
  }
}
