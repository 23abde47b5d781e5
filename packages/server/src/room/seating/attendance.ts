// Players and spectators of one room as they come, are away, come back and go, with what each of them then reads; and the fill bots that
// come and go with them. `Seats` holds the state of it, `SeatMaker` makes the seats.

import { encodeMessage, type World } from '@starfray/shared/contract';
import { assert, item } from '@starfray/shared/core';
import type { CloseCode, Codec, Link, Protocol } from '@starfray/shared/protocol';
import { localJoin, type PlacedJoin, type SeatMarks } from '../../joining/index.ts';
import type { Roster } from '../../session/index.ts';
import type { PlayerStats } from '../front/player-stats.ts';
import type { FrontPort } from '../front/ports.ts';
import type { RoomLog } from '../time/tick-health-log.ts';
import { rankBots } from './bot-rank.ts';
import { FillBots, type SpawnBot } from './fill-bots.ts';
import { BROKEN_LINE } from './lost-seats.ts';
import { type PlayerView, viewOf } from './player-view.ts';
import { playerIdOf, type Seat } from './seat.ts';
import { type Origin, SeatMaker, type SeatMakerDeps } from './seat-maker.ts';
import { MAX_YIELDING_IDS, type Seats } from './seats.ts';

export interface AttendanceDeps<W extends World, A> extends SeatMakerDeps<W, A> {
  readonly roomId: string;
  readonly arena: A;
  readonly protocol: Protocol;
  readonly codec: Codec;
  readonly log: RoomLog;
  readonly roster: Roster;
  readonly seats: Seats;
  readonly stats: PlayerStats;
  readonly scoreOf: (playerId: number) => number;
  readonly spawnBot: SpawnBot | undefined;
}

export interface AttendanceOptions {
  readonly capacity: number;
  /** Players of any kind to top up to with fill bots. */
  readonly bots: number;
  /** Fill bots fly for spectators, too: in the room that is shown behind the menu. */
  readonly isShown: boolean;
}

export class Attendance<W extends World, A> {
  private readonly deps: AttendanceDeps<W, A>;
  private readonly options: AttendanceOptions;
  private readonly seats: Seats;
  private readonly maker: SeatMaker<W, A>;
  private readonly fillBots: FillBots | undefined;
  /** Was the room full when the second began? */
  private retiresIdle = false;
  private readonly isAlive = (playerId: number): boolean => this.deps.game.ownSlot(this.deps.world, playerId) >= 0;

  constructor(deps: AttendanceDeps<W, A>, options: AttendanceOptions) {
    this.deps = deps;
    this.options = options;
    this.seats = deps.seats;
    this.maker = new SeatMaker(deps);
    if (deps.spawnBot !== undefined && options.bots > 0) {
      const target = Math.min(options.bots, options.capacity, MAX_YIELDING_IDS);
      this.fillBots = new FillBots(target, deps.spawnBot, (link, name) => {
        this.maker.seat(localJoin({ kind: 'bot', snapshots: 'delta', name, room: deps.roomId }), link, true);
      });
    }
  }

  /** Is the seat of this key here, so that its player could come back to it now? */
  canResume(key: string): boolean {
    const seat = this.seats.withKey(key);
    // Joins again after it was made a spectator.
    return seat !== undefined && seat.part.kind !== 'watching' && this.seats.isOpenTo(seat);
  }

  /** Does the seat of this key count as taken, so that coming back to it takes no other? */
  hasTaken(key: string): boolean {
    const seat = this.seats.withKey(key);
    return seat !== undefined && this.seats.isTaken(seat);
  }

  /** Puts a player back into the seat of a key, which `canResume`: a connection that it still has is ended. */
  resume(key: string, from: Origin, link: Link): void {
    const seat = this.seats.withKey(key);
    assert(seat !== undefined, 'no seat has this key');
    this.maker.reseat(seat, from, link);
    this.comeBack(seat);
    const playerId = playerIdOf(seat);
    if (playerId !== 0) this.seats.open(playerId);
    this.deps.log.info({ room: this.deps.roomId, kind: seat.kind, playerId }, 'came back');
  }

  /** Seats a client that was admitted: there is room for it once a fill bot has made way. `heard` is what it has sent already. */
  join(request: PlacedJoin, link: Link, heard: readonly Uint8Array[]): void {
    if (request.kind !== 'spectator') this.makeRoom();
    const seat = this.maker.seat(request, link, false, heard);
    this.giveUpSurplus();
    this.deps.log.info({ room: this.deps.roomId, kind: request.kind, playerId: playerIdOf(seat) }, 'joined');
  }

  /** Lets the fill bots act, whose messages are delivered here. */
  flyBots(nowMs: number): void {
    this.fillBots?.update(nowMs);
  }

  /** All players, fill bots too, as an admin sees them. */
  players(): PlayerView[] {
    const { roster, world, game, arena, stats } = this.deps;
    const side = game.side(arena);
    return this.seats.list.flatMap((seat) => viewOf(seat, roster, world, game, side, stats) ?? []);
  }

  /** Ends the visit of players and spectators for whom `wordsFor` has a reason, which they read; kept seats included. Answers how many. */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    let count = 0;
    for (const seat of [...this.seats.list]) {
      const words = seat.isFill ? undefined : wordsFor(seat);
      if (words === undefined) continue;
      count += 1;
      if (seat.part.kind === 'lost') this.seats.remove(seat);
      else seat.at.front.close(seat.at.client, code, words);
    }
    return count;
  }

  /** Ends every visit: all clients read why. */
  close(code: CloseCode, reason: string, retryMs?: number, to?: string): void {
    this.fillBots?.stopAll();
    for (const { at } of [...this.seats.list]) at.front.close(at.client, code, reason, retryMs, to);
    // The seats that are only kept, too: this is the end of those visits.
    for (const seat of [...this.seats.list]) this.seats.remove(seat);
  }

  /** Sends the fill bots home while the room is empty; they come back with the next guest. */
  rest(): void {
    for (const seat of this.seats.list.filter(({ isFill }) => isFill)) this.seats.remove(seat, true);
    this.fillBots?.stopAll();
  }

  /** Gives up the seats of players who were gone for too long. */
  forgetLost(): void {
    for (const seat of this.seats.forgotten()) this.seats.remove(seat);
  }

  /**
   * In a room that was full when the second began, seats that are not used go to the joins that wait: their players are spectators from then
   * on. In each tick a share of the seats is looked at.
   */
  retireIdle(tick: number): void {
    const { ticksPerSecond } = this.deps.game.rates;
    const share = tick % ticksPerSecond;
    if (share === 0) this.retiresIdle = this.seats.isFull;
    if (!this.retiresIdle) return;
    const { list } = this.seats;
    for (let i = share; i < list.length; i += ticksPerSecond) {
      const seat = item(list, i);
      if (this.seats.isUnused(seat, ticksPerSecond)) this.retire(seat);
    }
  }

  private retire(seat: Seat): void {
    const { protocol, codec } = this.deps;
    this.seats.retire(seat);
    const reason = 'You were idle in a full room and are watching now.';
    const message = encodeMessage(protocol.server.role, { role: 'spectator', playerId: 0, reason });
    seat.at.front.say(seat.at.client, codec.pack(message).slice());
  }

  /** One step towards the number of fill bots that the room should have. */
  balanceBots(nowMs: number): void {
    if (this.fillBots === undefined) return;
    if (!this.isLively) {
      // Spectators see an empty arena from then on; a player who reloads finds its fight again.
      if (this.fillBots.count > 0 && this.seats.counts().reserved === 0) this.rest();
      return;
    }
    this.fillBots.balance(this.seats.playerCount, nowMs, this.rankOf, this.isAlive);
  }

  // Fill bots come for players and, where the picture behind the menu shows this room, for spectators.
  private get isLively(): boolean {
    return this.seats.hasActive || (this.options.isShown && !this.seats.isEmpty);
  }

  private get rankOf(): (playerId: number) => number {
    return rankBots(this.deps.game, this.deps.arena, this.deps.world, this.seats.list);
  }

  // In a full room a player without control makes way: the one whose line was lost longest ago, or a fill bot.
  private makeRoom(): void {
    if (this.seats.activeCount < this.options.capacity || this.seats.parkLost()) return;
    this.fillBots?.yieldOne(this.rankOf);
  }

  /** The page of a client's player is hidden. */
  away(client: number): void {
    const seat = this.seats.ofClient(client);
    if (seat !== undefined) this.seats.goAway(seat);
  }

  /** It is visible again. */
  back(client: number): void {
    const seat = this.seats.ofClient(client);
    if (seat !== undefined) this.comeBack(seat);
  }

  /** A front end is gone, and with it all its connections: their players may come back. */
  lose(front: FrontPort): void {
    for (const { at } of [...this.seats.list]) if (at.front === front) this.ended(at.client, BROKEN_LINE, '');
  }

  /** The connection of a client ended. */
  ended(client: number, code: number, reason: string): void {
    const seat = this.seats.ofClient(client);
    if (seat === undefined) return;
    this.seats.disconnect(seat);
    if (!seat.isFill) this.deps.log.info({ room: this.deps.roomId, kind: seat.kind, code, reason }, 'left');
    if (this.seats.keep(seat, code)) this.giveUpSurplus();
    else this.seats.remove(seat);
    // A player who reloads the page is back in a moment, to the same fight.
    if (!this.isLively && this.seats.counts().reserved === 0) this.rest();
  }

  private giveUpSurplus(): void {
    const { surplus } = this.seats;
    if (surplus !== undefined) this.seats.remove(surplus);
  }

  private comeBack(seat: Seat): void {
    if (seat.part.kind === 'parked') this.makeRoom();
    this.seats.comeBack(seat);
  }
}
