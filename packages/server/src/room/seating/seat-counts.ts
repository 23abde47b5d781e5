// How many seats of a room are in which part, kept as they come, change and go: in a room of thousands each join asks several times, and
// nobody may walk over all seats for it.

import { isReserved, type LostSeat } from './lost-seats.ts';
import { idleEntityOf, isInWorld, type Part, type Seat } from './seat.ts';

export interface RoomCounts {
  readonly humans: number;
  readonly bots: number;
  readonly fillBots: number;
  readonly spectators: number;
  /** Seats of players whose line was lost, which no other player gets for the moment. */
  readonly reserved: number;
}

export class SeatCounts {
  /** Seats kept for players whose connection was lost, the one that was lost first in front. */
  readonly lost: readonly LostSeat[];
  /** Players whose entity is in the world or on its way there. */
  inWorld = 0;
  /** Those of them from outside who are connected, and those whose line was lost. */
  activeOutsiders = 0;
  lostInWorld = 0;
  private humans = 0;
  private bots = 0;
  private fillBots = 0;
  private spectators = 0;
  private readonly lostSeats: LostSeat[] = [];
  /** Lost seats that are reserved, the one whose reservation ends first in front; those that have ended leave when they are next counted. */
  private readonly reserved: LostSeat[] = [];
  /** Seats whose entity nobody controls, the one that leaves the world first in front. */
  private readonly idle: Seat[] = [];

  constructor() {
    this.lost = this.lostSeats;
  }

  /** The seat whose idle entity is the next to leave the world. */
  get nextToLeave(): Seat | undefined {
    return this.idle[0];
  }

  /** Connected players from outside. */
  get outsiders(): number {
    return this.humans + this.bots;
  }

  /** Connections from outside. */
  get guests(): number {
    return this.humans + this.bots + this.spectators;
  }

  /** Players with an id: all but spectators and lost ones. */
  get players(): number {
    return this.humans + this.bots + this.fillBots;
  }

  /** Players and spectators; apart from them fill bots, since they yield, and reserved seats, whose players are not here. */
  at(nowMs: number): RoomCounts {
    const { humans, bots, fillBots, spectators } = this;
    return { humans, bots, fillBots, spectators, reserved: this.reservedAt(nowMs) };
  }

  reservedAt(nowMs: number): number {
    const { reserved } = this;
    for (let first = reserved[0]; first !== undefined && !isReserved(first, nowMs); first = reserved[0])
      reserved.shift();
    return reserved.length;
  }

  /** Counts a seat that has come. Its part changes by `change` alone from then on. */
  enter(seat: Seat): void {
    this.insert(seat, this.lostSeats.length);
  }

  /** Gives a seat another part. */
  change(seat: Seat, part: Part): void {
    const place = this.leave(seat);
    seat.part = part;
    // One that stays lost keeps its place.
    this.insert(seat, place < 0 ? this.lostSeats.length : place);
  }

  /** Takes a seat out; answers its place among the lost ones, or -1. */
  leave(seat: Seat): number {
    this.add(seat, -1);
    if (idleEntityOf(seat.part) !== undefined) take(this.idle, seat);
    if (!isLost(seat)) return -1;
    take(this.reserved, seat);
    return take(this.lostSeats, seat);
  }

  private insert(seat: Seat, place: number): void {
    this.add(seat, 1);
    if (idleEntityOf(seat.part) !== undefined) insertBy(this.idle, seat, leaveMsOf);
    if (!isLost(seat)) return;
    this.lostSeats.splice(place, 0, seat);
    if (seat.part.entity.kind === 'away') insertBy(this.reserved, seat, reservedUntil);
  }

  private add(seat: Seat, by: 1 | -1): void {
    if (isInWorld(seat)) this.inWorld += by;
    if (seat.part.kind === 'lost') this.lostInWorld += isInWorld(seat) ? by : 0;
    else if (seat.part.kind === 'watching') this.spectators += by;
    else if (seat.isFill) this.fillBots += by;
    else {
      if (isInWorld(seat)) this.activeOutsiders += by;
      if (seat.kind === 'bot') this.bots += by;
      else this.humans += by;
    }
  }
}

function isLost(seat: Seat): seat is LostSeat {
  return seat.part.kind === 'lost';
}

function reservedUntil({ part, reserveMs }: LostSeat): number {
  return part.lostMs + reserveMs;
}

function leaveMsOf({ part }: Seat): number {
  return idleEntityOf(part)?.leaveMs ?? Number.POSITIVE_INFINITY;
}

// Behind all that are due no later. Most last equally long, so its place is at the end or near it.
function insertBy<T>(list: T[], one: T, dueMs: (one: T) => number): void {
  let place = list.length;
  while (place > 0 && dueMs(list[place - 1] ?? one) > dueMs(one)) place -= 1;
  list.splice(place, 0, one);
}

// Where it was, or -1.
function take<T>(list: T[], one: T): number {
  const place = list.indexOf(one);
  if (place >= 0) list.splice(place, 1);
  return place;
}
