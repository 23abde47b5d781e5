// A room: one world, its players and their clients, and the tick that ties them together. It owns time, players and the wire;
// the game owns the world. What a tick does, and in which order, stands in `runTick` alone.

import { EventQueue, encodeMessage, type Game, InputTable, type World } from '@starfray/shared/contract';
import { assert, createRandom, nextUint32 } from '@starfray/shared/core';
import {
  CLOSE,
  type CloseCode,
  type Codec,
  type Link,
  MAX_EVENTS_PER_TICK,
  MAX_UNREAD_BYTES,
  type Protocol,
} from '@starfray/shared/protocol';
import { type JoinRequest, type ResumeTokens, Roster, type Session } from '../session/index.ts';
import { Broadcasts } from './broadcasts.ts';
import { InputBuffers } from './input/input-buffers.ts';
import type { InboxCounters, InboxRoom } from './input/seat-inbox.ts';
import { ViewLagLimiter } from './input/view-lag-limiter.ts';
import { DueEvents } from './replication/due-events.ts';
import { FlowLedger } from './replication/flow-control.ts';
import { Outbox } from './replication/outbox.ts';
import { Replicator } from './replication/replicator.ts';
import { rankBots } from './seating/bot-rank.ts';
import { Door, type Origin } from './seating/door.ts';
import { FillBots, type SpawnBot } from './seating/fill-bots.ts';
import { type PlayerView, viewOf } from './seating/player-view.ts';
import { pingOf, playerIdOf, type Seat, type SeatMarks } from './seating/seat.ts';
import { type RoomCounts, Seats, type SeatsOptions } from './seating/seats.ts';
import { type Visit, Visits } from './seating/visits.ts';
import { framesPerSnapshot, type LoadLevel, seatsMost } from './time/load-control.ts';
import { NO_TIMER, type StageTimer } from './time/stage-timer.ts';
import { type RoomLog, TickHealthLog } from './time/tick-health-log.ts';
import { TickLoop } from './time/tick-loop.ts';
import type { TickStages } from './time/tick-stages.ts';

export interface RoomDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly codec: Codec;
  readonly protocol: Protocol;
  readonly now: () => number;
  readonly log: RoomLog;
  readonly spawnBot?: SpawnBot;
  /** Without it nobody comes back to a seat. */
  readonly tokens?: ResumeTokens;
  readonly timer?: StageTimer;
  /** The times that an overrun is told with; the timer, where nothing else is. */
  readonly stages?: TickStages;
  /** Told of each player's visit when it is over; those of fill bots are none. */
  readonly onVisit?: (visit: Visit) => void;
  /** Called before each step; for tests that plant a fault in the world. */
  readonly onStep?: (world: W) => void;
}

export interface RoomOptions extends SeatsOptions {
  readonly id: string;
  /** Players of any kind to top up to with fill bots. */
  readonly bots: number;
  /** Of the map, public, and of the world, secret. */
  readonly seed: number;
  /** Fill bots fly for those who only watch, too: in the room that is shown behind the menu. */
  readonly isShown?: boolean;
}

export class Room<W extends World, A> {
  readonly id: string;
  readonly capacity: number;
  readonly loop: TickLoop;
  readonly counters: InboxCounters = { inputs: 0, farInputs: 0, desyncs: 0 };
  readonly outbox: Outbox<W, A>;
  readonly world: W;
  private readonly deps: RoomDeps<W, A>;
  private readonly timer: StageTimer;
  private readonly arena: A;
  private readonly inputs: InputTable;
  private readonly buffers: InputBuffers;
  private readonly viewLag: ViewLagLimiter;
  private readonly flows = new FlowLedger();
  private readonly queue: EventQueue;
  private readonly events: DueEvents;
  private readonly replicator: Replicator<W, A>;
  private readonly roster: Roster;
  private readonly visits: Visits;
  private readonly seats: Seats;
  private readonly broadcasts: Broadcasts<W, A>;
  private readonly fillBots: FillBots | undefined;
  private readonly isShown: boolean;
  private readonly door: Door<W, A>;
  private readonly tickHealth: TickHealthLog;
  private load: LoadLevel = 0;
  private readonly scoreOf = (playerId: number): number => this.deps.game.score?.(this.world, playerId) ?? 0;
  private readonly isAlive = (playerId: number): boolean => this.deps.game.ownSlot(this.world, playerId) >= 0;

  constructor(deps: RoomDeps<W, A>, options: RoomOptions) {
    const { game, protocol, codec, now } = deps;
    this.deps = deps;
    this.roster = new Roster(game.identity.playerName);
    this.id = options.id;
    this.capacity = options.capacity;
    this.isShown = options.isShown ?? true;
    this.timer = deps.timer ?? deps.stages ?? NO_TIMER;
    const random = createRandom(options.seed);
    const arenaRow = game.chooseArena(options.capacity, nextUint32(random) & 0x7fffffff);
    const arenaValues = Array.from(arenaRow.ints.subarray(arenaRow.base, arenaRow.base + game.arenaOptions.width));
    this.arena = game.createArena(arenaRow);
    this.world = game.createWorld(this.arena, nextUint32(random));
    this.inputs = new InputTable(game.input);
    this.viewLag = new ViewLagLimiter(1000 / game.rates.ticksPerSecond, game.rates.ticksPerFrame);
    this.buffers = new InputBuffers(game.input, game.rates.ticksPerFrame, (playerId, earlyMs) =>
      this.viewLag.arrived(playerId, earlyMs),
    );
    this.queue = new EventQueue(game.events, MAX_EVENTS_PER_TICK);
    this.events = new DueEvents(game.events, game.rates.ticksPerSecond);
    this.replicator = new Replicator(game, this.world, this.arena, this.events, deps.timer ?? NO_TIMER);
    const { replicator, roster, timer, flows, world, arena, scoreOf, inputs, buffers, viewLag } = this;
    this.outbox = new Outbox({ replicator, roster, protocol, codec, timer, flows }, game.rates.ticksPerFrame);
    const { outbox } = this;
    this.broadcasts = new Broadcasts({ game, world, arena, protocol, codec, outbox, scoreOf });
    this.visits = new Visits(game);
    const { visits } = this;
    const { onVisit } = deps;
    const seatsOptions = { capacity: options.capacity, absence: options.absence ?? game.absence };
    this.seats = new Seats({ world, now, roster, visits, inputs, buffers, viewLag, scoreOf, onVisit }, seatsOptions);
    this.loop = new TickLoop(game.rates.ticksPerSecond, now(), game.rates.ticksPerFrame);
    this.tickHealth = new TickHealthLog(this.id, deps.log, deps.stages);
    const inbox: InboxRoom = {
      now,
      counters: this.counters,
      inputs: buffers,
      viewLag,
      tick: () => this.world.tick,
      dueMs: (tick) => this.loop.nextDueMs() + ((tick - this.world.tick - 1) * 1000) / game.rates.ticksPerSecond,
      tellPing: (seat, playerId) => this.tellPing(seat, playerId),
      goAway: (seat) => this.seats.goAway(seat),
      comeBack: (seat) => this.comeBack(seat),
      ended: (seat, session, code, reason) => this.ended(seat, session, code, reason),
    };
    const { broadcasts, seats } = this;
    const parts = { world, arenaValues, roster, seats, flows, outbox, broadcasts, inbox };
    this.door = new Door({ game, codec, protocol, now, tokens: deps.tokens, roomId: this.id, ...parts });
    if (deps.spawnBot !== undefined && options.bots > 0) {
      this.fillBots = new FillBots(Math.min(options.bots, options.capacity), deps.spawnBot, (link, name) => {
        const request = {
          kind: 'bot',
          snapshots: 'delta',
          name,
          room: this.id,
          version: undefined,
          joinCode: undefined,
        } as const;
        this.door.seat(request, link, true);
      });
    }
  }

  /** Players and spectators; fill bots apart, since they yield. */
  counts(): RoomCounts {
    return this.seats.counts();
  }

  /** False while so many came and went that every player id is in use or resting. */
  get canIdentify(): boolean {
    return this.roster.hasFreeId(this.world.tick);
  }

  /** True while nobody from outside is here: then nothing needs to be simulated. */
  get isEmpty(): boolean {
    return this.seats.isEmpty;
  }

  /** True while a player from outside is here; one who only watches is none. */
  get hasPlayers(): boolean {
    return this.seats.hasPlayers;
  }

  /** Is a seat kept for somebody whose connection was lost? */
  get keepsSeats(): boolean {
    return this.seats.keepsAny;
  }

  /** Is the seat of this key here, so that its player could come back to it now? */
  canResume(key: string): boolean {
    const seat = this.seats.withKey(key);
    // Who was sent to watch joins again.
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
    if (this.isEmpty) this.loop.restart(this.deps.now());
    this.door.reseat(seat, from, link);
    this.comeBack(seat);
    const playerId = playerIdOf(seat);
    if (playerId !== 0) this.seats.open(playerId);
    this.deps.log.info({ room: this.id, kind: seat.kind, playerId }, 'came back');
  }

  /** Gives up the seats of those who were gone for too long. */
  forgetLost(): void {
    for (const seat of this.seats.forgotten()) this.remove(seat);
  }

  /** Seats a client that was admitted: there is room for it once a fill bot has made way. */
  join(request: JoinRequest, link: Link, heard: readonly Uint8Array[] = []): void {
    if (this.isEmpty) this.loop.restart(this.deps.now());
    if (request.kind !== 'spectator') this.makeRoom();
    const seat = this.door.seat(request, link, false);
    this.deps.log.info({ room: this.id, kind: request.kind, playerId: playerIdOf(seat) }, 'joined');
    seat.session.hear(heard);
  }

  /**
   * Runs the ticks that are due at `nowMs`, which is the room's own clock; answers the milliseconds until the next one is. Throws what a bug
   * in a tick throws.
   */
  advance(nowMs: number): number {
    const { now } = this.deps;
    const { loop } = this;
    for (let due = loop.ticksDue(nowMs); due > 0; due -= 1) {
      const startMs = now();
      loop.began(startMs);
      this.runTick();
      const endMs = now();
      loop.ran(endMs - startMs);
      if (endMs - startMs > loop.tickMs) this.tickHealth.noteOverrun(endMs - startMs, endMs);
    }
    return loop.nextDueMs() - now();
  }

  /** One tick. Each line stands where it does because of the one before it. */
  private runTick(): void {
    const { game } = this.deps;
    const { timer, seats } = this;
    this.deps.stages?.begin();
    const nowMs = this.deps.now();
    timer.enter('bots');
    this.fillBots?.update(nowMs); // memory links deliver here, so that a bot's input for this tick counts
    seats.settleAway(nowMs); // before the step, whose commands it may add
    timer.enter('simulation');
    this.buffers.take(this.world.tick + 1, this.inputs); // what each player does in this tick, as the simulation and a recording see it
    this.deps.onStep?.(this.world);
    this.queue.clear();
    game.step(this.world, seats.takeCommands(), this.inputs, this.queue); // the only place where the world changes
    this.visits.count(this.queue);
    timer.enter('interest');
    this.events.record(this.world.tick, this.queue); // before any snapshot, which may carry them
    this.replicator.record(); // the rows that clients will hold, and where everything is
    this.outbox.sendSnapshots(this.world.tick, nowMs); // all see the same, finished tick
    timer.leave();
    this.broadcasts.tell(seats.list); // leaderboard, density, newcomers: never in the way of a snapshot
    this.runMaintenance(nowMs);
  }

  /** Everybody who flies here, fill bots too, as an admin sees them. */
  players(): PlayerView[] {
    return this.seats.list.flatMap((seat) => this.viewOf(seat) ?? []);
  }

  /** What would be lost with this process: the points of each player who could come back. */
  keptScores(): { readonly key: string; readonly name: string; readonly score: number }[] {
    return this.seats.list.flatMap((seat) => {
      const player = this.roster.get(playerIdOf(seat));
      if (seat.key === '' || player === undefined) return [];
      return [{ key: seat.key, name: player.name, score: this.scoreOf(player.id) }];
    });
  }

  /** Ends the visit of players and spectators for whom `wordsFor` has a reason, which they read; kept seats included. Answers how many. */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    let count = 0;
    for (const seat of [...this.seats.list]) {
      const words = seat.isFill ? undefined : wordsFor(seat);
      if (words === undefined) continue;
      count += 1;
      if (seat.lostMs === undefined) seat.session.close(code, words);
      else this.remove(seat);
    }
    return count;
  }

  /** Tells everybody something, spectators too. */
  announce(text: string): void {
    this.outbox.tellAll(this.seats.list, encodeMessage(this.deps.protocol.server.notice, { text }));
  }

  /** Sheds load, or takes it on again; everyone is told. */
  shed(level: LoadLevel): void {
    if (level === this.load) return;
    this.load = level;
    const { ticksPerFrame } = this.deps.game.rates;
    const snapshotTicks = ticksPerFrame * framesPerSnapshot(level);
    this.outbox.framesPerSnapshot = framesPerSnapshot(level);
    this.viewLag.snapshotTicks = snapshotTicks;
    this.replicator.shed(seatsMost(level), snapshotTicks);
    this.broadcasts.tellLoad(this.seats.list, level);
  }

  /** Ends the room: everyone is told why. */
  close(code: CloseCode, reason: string, retryMs?: number, to?: string): void {
    this.fillBots?.stopAll();
    for (const seat of [...this.seats.list]) seat.session.close(code, reason, retryMs, to);
    // Those who could have come back, too: this is the end of their visit.
    for (const seat of [...this.seats.list]) this.remove(seat);
  }

  /** Sends the fill bots home while nobody is here; they come back with the next guest. */
  rest(): void {
    for (const seat of this.seats.list.filter(({ isFill }) => isFill)) this.remove(seat, true);
    this.fillBots?.stopAll();
  }

  private viewOf(seat: Seat): PlayerView | undefined {
    const { game } = this.deps;
    return viewOf(seat, this.roster, this.world, game, game.side(this.arena));
  }

  // Answered where something is known: a player who has left, or came just now, has no ping.
  private tellPing(seat: Seat, playerId: number): void {
    const of = this.seats.list.find((other) => playerIdOf(other) === playerId);
    const ms = of === undefined || of.lostMs !== undefined ? 0 : pingOf(of);
    if (ms > 0) seat.session.say(encodeMessage(this.deps.protocol.server.ping, { playerId, ms }));
  }

  // In a full room a player that nobody controls makes way: one whose line was lost longest ago, or a fill bot.
  private makeRoom(): void {
    if (this.seats.activeCount < this.capacity || this.seats.parkLost()) return;
    this.fillBots?.yieldOne(rankBots(this.deps.game, this.world, this.seats.list));
  }

  private comeBack(seat: Seat): void {
    if (seat.part.kind === 'parked') this.makeRoom();
    if (this.seats.comeBack(seat) && seat.view.hasMissed) this.outbox.introduceAll(seat);
  }

  private ended(seat: Seat, session: Session, code: number, reason: string): void {
    if (seat.session !== session || !this.seats.has(seat)) return;
    if (!seat.isFill) this.deps.log.info({ room: this.id, kind: seat.kind, code, reason }, 'left');
    const spare = this.seats.keep(seat, code) ? this.seats.surplus : seat;
    if (spare !== undefined) this.remove(spare);
    // Somebody who reloads the page is back in a moment, to the same fight.
    if (!this.isLively && this.counts().reserved === 0) this.rest();
  }

  private remove(seat: Seat, isDismissed = false): void {
    this.outbox.dismiss(seat);
    this.seats.remove(seat, isDismissed);
  }

  // What can wait: a few times a second, or once.
  private runMaintenance(nowMs: number): void {
    const { tick } = this.world;
    const { ticksPerSecond } = this.deps.game.rates;
    if (tick % Math.round(ticksPerSecond / 4) === 0) this.balanceBots(nowMs);
    if (tick % ticksPerSecond !== 0) return;
    this.tellTickHealth();
    this.lookAtEach(nowMs);
    this.visits.note(this.scoreOf);
    this.retireIdle();
    this.forgetLost();
    this.broadcasts.beginRound(this.seats.list);
  }

  // Fill bots come for players and, where the picture behind the menu shows this room, for spectators.
  private get isLively(): boolean {
    return this.seats.hasActive || (this.isShown && !this.isEmpty);
  }

  private lookAtEach(nowMs: number): void {
    for (const { view, session } of [...this.seats.list]) {
      view.settleAspect(nowMs);
      view.settleMend(nowMs);
      // Its snapshots stop long before: it acknowledges what it does not read.
      if (session.bufferedBytes > MAX_UNREAD_BYTES) session.close(CLOSE.silent, 'nothing is read at your end');
    }
  }

  private tellTickHealth(): void {
    const { lostMs } = this.loop;
    const isSlow = this.tickHealth.hasLost(lostMs);
    if (this.broadcasts.tellTickHealth(this.seats.list, isSlow) && isSlow) this.tickHealth.noteLost(lostMs);
  }

  private balanceBots(nowMs: number): void {
    if (this.fillBots === undefined) return;
    if (!this.isLively) {
      // Those who watch on see an empty arena; a player who reloads finds its fight again.
      if (this.fillBots.count > 0 && this.counts().reserved === 0) this.rest();
      return;
    }
    const rankOf = rankBots(this.deps.game, this.world, this.seats.list);
    this.fillBots.balance(this.seats.playerCount, nowMs, rankOf, this.isAlive);
  }

  // In a full room a seat that nobody uses goes to those who wait: its player watches from then on.
  private retireIdle(): void {
    for (const seat of this.seats.unused(this.deps.game.rates.ticksPerSecond)) {
      this.seats.retire(seat);
      const reason = 'You were idle in a full room and are watching now.';
      seat.session.say(encodeMessage(this.deps.protocol.server.role, { role: 'spectator', playerId: 0, reason }));
    }
  }
}
