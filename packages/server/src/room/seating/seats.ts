// The seats of a room and what becomes of each: away, parked, kept for a connection that was lost, given up. Entities come and go by
// commands for the next step. It sends nothing; attendance.ts does.

import { type Absence, type Command, type InputTable, MAX_PLAYER_ID, type World } from '@starfray/shared/contract';
import { assert } from '@starfray/shared/core';
import { HIDDEN_ENTITY_MS, IDLE_SEAT_MS, LOST_SEAT_MS } from '@starfray/shared/protocol';
import type { Player, Roster } from '../../session/index.ts';
import type { Place } from '../front/front-ends.ts';
import type { PlayerSet } from '../front/player-set.ts';
import type { PlayerStats } from '../front/player-stats.ts';
import type { InputBuffers } from '../input/input-buffers.ts';
import type { LineJitter } from '../input/line-jitter.ts';
import { isLoss, isReserved, surplusOf } from './lost-seats.ts';

import { type Away, idleEntityOf, isInWorld, type Seat } from './seat.ts';
import { type RoomCounts, SeatCounts } from './seat-counts.ts';
import type { Visit, Visits } from './visits.ts';

/**
 * Player ids that fill bots and kept seats may use up together with players. The others are for newcomers and for ids that rest: in a room
 * of thousands 67 players a second may leave and others come.
 */
export const MAX_YIELDING_IDS = MAX_PLAYER_ID - 740;

export interface SeatsDeps {
  readonly world: World;
  readonly now: () => number;
  readonly roster: Roster;
  readonly visits: Visits;
  readonly inputs: InputTable;
  readonly buffers: InputBuffers;
  readonly jitter: LineJitter;
  /** Kept here, for others to read. */
  readonly present: PlayerSet;
  readonly stats: PlayerStats;
  readonly scoreOf: (playerId: number) => number;
  /** Receives each player's visit when it is over; those of fill bots are none. */
  readonly onVisit: ((visit: Visit) => void) | undefined;
}

export interface SeatsOptions {
  /** Players that fit. */
  readonly capacity: number;
  /** Of the game, or in its place. */
  readonly absence?: Absence | undefined;
}

export class Seats {
  /** In the order of joining. */
  readonly list: readonly Seat[];
  private readonly seats: Seat[] = [];
  private readonly seatsByKey = new Map<string, Seat>();
  /** By client number: those that have a connection. */
  private readonly connected = new Map<number, Seat>();
  private readonly tally = new SeatCounts();
  private readonly deps: SeatsDeps;
  private readonly capacity: number;
  private readonly hiddenMs: number;
  private readonly lostSeatMs: number;
  private commands: Command[] = [];

  constructor(deps: SeatsDeps, { capacity, absence }: SeatsOptions) {
    this.list = this.seats;
    this.deps = deps;
    this.capacity = capacity;
    this.hiddenMs = absence?.entityMs ?? HIDDEN_ENTITY_MS;
    this.lostSeatMs = absence?.seatMs ?? LOST_SEAT_MS;
  }

  /** Players and spectators; apart from them fill bots, since they yield, and reserved seats, whose players are not here. */
  counts(): RoomCounts {
    return this.tally.at(this.deps.now());
  }

  /** Players from outside, and seats reserved for them, are as many as fit. */
  get isFull(): boolean {
    return this.tally.outsiders + this.tally.reservedAt(this.deps.now()) >= this.capacity;
  }

  /** Players from outside who are here, or whose entities are still in the world without them. */
  get playerCount(): number {
    return this.tally.outsiders + this.tally.lostInWorld;
  }

  /** True while nobody from outside is here. */
  get isEmpty(): boolean {
    return this.tally.guests === 0;
  }

  /** Is a seat kept for somebody whose connection was lost? */
  get keepsAny(): boolean {
    return this.tally.lost.length > 0;
  }

  /** Is a player from outside connected? One who only watches is none. */
  get hasPlayers(): boolean {
    return this.tally.outsiders > 0;
  }

  /** Is a player from outside connected whose entity is in the world? */
  get hasActive(): boolean {
    return this.tally.activeOutsiders > 0;
  }

  /** The seat that a client is connected to. */
  ofClient(client: number): Seat | undefined {
    return this.connected.get(client);
  }

  /** Is this client that player's, and is its page visible? */
  isPlaying(client: number, playerId: number): boolean {
    const part = this.connected.get(client)?.part;
    return part?.kind === 'playing' && part.playerId === playerId;
  }

  /** Is this client that player's? */
  isOf(client: number, playerId: number): boolean {
    const part = this.connected.get(client)?.part;
    return part !== undefined && part.kind !== 'watching' && part.playerId === playerId;
  }

  /** Is a place taken up by it: by a connection, or by being reserved? */
  isTaken(seat: Seat): boolean {
    return seat.part.kind !== 'lost' || isReserved(seat, this.deps.now());
  }

  /** May its player come back to it now? Not once others have filled the room, unless it is reserved. */
  isOpenTo(seat: Seat): boolean {
    return this.isTaken(seat) || !this.isFull;
  }

  /** The seat that its player comes back to by a key. */
  withKey(key: string): Seat | undefined {
    return this.seatsByKey.get(key);
  }

  /** Joins and leaves since the last call, for the step that is next. */
  takeCommands(): Command[] {
    const { commands } = this;
    this.commands = [];
    return commands;
  }

  /** Takes a seat in; a player flies from the next step on, with `score`. */
  add(seat: Seat, player: Player | undefined, score: number): void {
    this.seats.push(seat);
    if (seat.key !== '') this.seatsByKey.set(seat.key, seat);
    this.connected.set(seat.at.client, seat);
    this.tally.enter(seat);
    if (player === undefined) return;
    this.deps.present.add(player.id);
    this.deps.stats.clear(player.id);
    this.open(player.id);
    this.commands.push({ kind: 'join', playerId: player.id, score });
    if (seat.isFill) return;
    const { key, account } = seat;
    this.deps.visits.open(player.id, { key, account, name: player.name, kind: player.kind }, this.deps.now());
  }

  /** Gives a seat up. `isDismissed` means that the player did not choose to leave. */
  remove(seat: Seat, isDismissed = false): void {
    this.seats.splice(this.seats.indexOf(seat), 1);
    this.seatsByKey.delete(seat.key);
    this.tally.leave(seat);
    if (this.connected.delete(seat.at.client)) seat.at.front.forget(seat.at.client);
    if (seat.part.kind !== 'watching') this.removePlayer(seat, seat.part.playerId, isDismissed);
  }

  /** From here on inputs count; whatever an earlier connection sent is forgotten. */
  open(playerId: number): void {
    this.deps.buffers.open(playerId, this.deps.world.tick);
    this.deps.jitter.open(playerId);
  }

  /** Its page is hidden: the entity idles for a while, then `settleAway` parks it. */
  goAway(seat: Seat): void {
    const { part } = seat;
    if (part.kind === 'playing') this.tally.change(seat, this.idle(part.playerId));
  }

  // The entity stays in the world without control.
  private idle(playerId: number): Away {
    this.removeInput(playerId);
    const sinceMs = this.deps.now();
    return { kind: 'away', playerId, sinceMs, leaveMs: sinceMs + this.hiddenMs };
  }

  /** Its page is visible again; nothing for a seat that was not away. */
  comeBack(seat: Seat): void {
    const { part } = seat;
    if (part.kind !== 'away' && part.kind !== 'parked') return;
    if (part.kind === 'parked') this.rejoin(part.playerId);
    this.deps.buffers.resume(part.playerId, this.deps.world.tick);
    this.tally.change(seat, { kind: 'playing', playerId: part.playerId });
  }

  /** Parks the players who are away for too long; before a step, for which it may add commands. */
  settleAway(nowMs: number): void {
    for (let seat = this.tally.nextToLeave; seat !== undefined; seat = this.tally.nextToLeave) {
      const entity = idleEntityOf(seat.part);
      if (entity === undefined || nowMs < entity.leaveMs) return;
      this.park(seat, entity);
    }
  }

  /** In a room full of players the one whose line was lost longest ago makes way, unless its seat is reserved; false where none does. */
  parkLost(): boolean {
    const nowMs = this.deps.now();
    const lost = this.tally.lost.find((seat) => !isReserved(seat, nowMs) && isInWorld(seat));
    const entity = lost === undefined ? undefined : idleEntityOf(lost.part);
    if (lost !== undefined && entity !== undefined) this.park(lost, entity);
    return lost !== undefined;
  }

  /** Players whose entity is in the world or on its way there. */
  get activeCount(): number {
    return this.tally.inWorld;
  }

  /** Its connection is over. */
  disconnect(seat: Seat): void {
    this.connected.delete(seat.at.client);
  }

  /** A connection ended that may come back: the entity stays for a while and the seat is kept longer. False for one that is given up. */
  keep(seat: Seat, code: number): boolean {
    const { part } = seat;
    if (seat.key === '' || part.kind === 'watching' || part.kind === 'lost' || !isLoss(code)) return false;
    this.earn(seat);
    const entity = part.kind === 'playing' ? this.idle(part.playerId) : part;
    this.tally.change(seat, { kind: 'lost', playerId: part.playerId, lostMs: this.deps.now(), entity });
    this.deps.stats.lose(part.playerId);
    return true;
  }

  /** A new connection takes the place of the one that is there, or was lost. */
  reconnect(seat: Seat, at: Place): void {
    this.connected.delete(seat.at.client);
    this.connected.set(at.client, seat);
    seat.at = at;
    const nowMs = this.deps.now();
    const { part } = seat;
    if (part.kind !== 'lost') this.earn(seat);
    else {
      this.tally.change(seat, part.entity);
      seat.reserveMs = Math.max(0, seat.reserveMs - (nowMs - part.lostMs));
    }
    seat.connectedMs = nowMs;
  }

  /** The seat to give up when more are kept than there are: joining and vanishing again and again takes up no more. */
  get surplus(): Seat | undefined {
    return surplusOf(this.tally.lost, this.mostKept, this.deps.now());
  }

  /** The seats whose players were gone for too long. */
  forgotten(): Seat[] {
    const nowMs = this.deps.now();
    const first = this.tally.lost.findIndex(({ part }) => nowMs - part.lostMs < this.lostSeatMs);
    return this.tally.lost.slice(0, first < 0 ? this.tally.lost.length : first);
  }

  /** Has its player touched nothing for too long? */
  isUnused({ part }: Seat, ticksPerSecond: number): boolean {
    const { buffers, world, now } = this.deps;
    if (part.kind === 'playing') {
      return buffers.quietTicks(part.playerId, world.tick) >= (IDLE_SEAT_MS * ticksPerSecond) / 1000;
    }
    // A lost one takes up no seat for so long.
    return (part.kind === 'away' || part.kind === 'parked') && part.sinceMs <= now() - IDLE_SEAT_MS;
  }

  /** Its player is a spectator from now on, and the seat is free for others. */
  retire(seat: Seat): void {
    const { part } = seat;
    assert(part.kind !== 'watching', 'only a player can be retired');
    this.removePlayer(seat, part.playerId, false);
    this.tally.change(seat, { kind: 'watching' });
    seat.at.front.retired(seat.at.client);
  }

  // Fewer than fit where most player ids are in use: a kept seat never keeps a newcomer out.
  private get mostKept(): number {
    return Math.max(0, Math.min(this.capacity, MAX_YIELDING_IDS - this.tally.players));
  }

  // What a connection that ends was there counts towards its seat's reservation.
  private earn(seat: Seat): void {
    const thereMs = this.deps.now() - seat.connectedMs;
    seat.reserveMs = Math.min(this.hiddenMs, seat.reserveMs + thereMs);
  }

  // With the score of now: leaving may have cost some of it.
  private rejoin(playerId: number): void {
    this.deps.present.add(playerId);
    this.commands.push({ kind: 'join', playerId, score: this.deps.scoreOf(playerId), isReturn: true });
  }

  // Takes the idle entity of a seat out of the world, which keeps its score.
  private park(seat: Seat, { playerId, sinceMs }: Away): void {
    const parked = { kind: 'parked', playerId, sinceMs } as const;
    this.tally.change(seat, seat.part.kind === 'lost' ? { ...seat.part, entity: parked } : parked);
    this.deps.present.remove(playerId);
    this.commands.push({ kind: 'leave', playerId, isDismissed: false });
  }

  private removePlayer(seat: Seat, playerId: number, isDismissed: boolean): void {
    const { visits, roster, onVisit, now, scoreOf, world } = this.deps;
    const visit = visits.close(playerId, scoreOf(playerId), now());
    if (visit !== undefined) onVisit?.(visit);
    if (isInWorld(seat)) this.commands.push({ kind: 'leave', playerId, isDismissed });
    this.removeInput(playerId);
    this.deps.present.remove(playerId);
    roster.remove(playerId, world.tick);
  }

  private removeInput(playerId: number): void {
    this.deps.buffers.close(playerId);
    this.deps.inputs.setIdle(playerId);
  }
}
