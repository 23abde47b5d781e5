// A room: one world, its players and their clients, and the tick that ties them together. It owns time, players and the wire;
// the game owns the world. What a tick does, and in which order, stands in `runTick` alone.

import { EventQueue, type Game, InputTable, type World } from '@starfray/shared/contract';
import { createRandom, nextUint32 } from '@starfray/shared/core';
import {
  CLOSE,
  type CloseCode,
  type Codec,
  type Link,
  MAX_EVENTS_PER_TICK,
  MAX_UNREAD_BYTES,
  type Protocol,
} from '@starfray/shared/protocol';
import type { PlacedJoin, SeatMarks } from '../joining/index.ts';
import { type ResumeTokens, Roster } from '../session/index.ts';
import { Broadcasts } from './broadcasts.ts';
import { InputBuffers } from './input/input-buffers.ts';
import { LineJitter } from './input/line-jitter.ts';
import type { InboxCounters } from './input/seat-inbox.ts';
import { ViewLagLimiter } from './input/view-lag-limiter.ts';
import { DueEvents } from './replication/due-events.ts';
import { FlowLedger } from './replication/flow-control.ts';
import { Introductions } from './replication/introductions.ts';
import { SnapshotSchedule } from './replication/snapshot-schedule.ts';
import { Snapshots } from './replication/snapshots.ts';
import { Attendance } from './seating/attendance.ts';
import type { SpawnBot } from './seating/fill-bots.ts';
import type { PlayerView } from './seating/player-view.ts';
import type { RoomCounts } from './seating/seat-counts.ts';
import type { Origin } from './seating/seat-maker.ts';
import { Seats, type SeatsOptions } from './seating/seats.ts';
import { type Visit, Visits } from './seating/visits.ts';
import { framesPerSnapshot, type LoadLevel, seatsMost } from './time/load-control.ts';
import { NO_TIMER, type StageTimer } from './time/stage-timer.ts';
import { type RoomLog, TickHealthLog } from './time/tick-health-log.ts';
import { TickLoop } from './time/tick-loop.ts';

export interface RoomDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly codec: Codec;
  readonly protocol: Protocol;
  readonly now: () => number;
  readonly log: RoomLog;
  readonly spawnBot?: SpawnBot;
  /** Without it no player comes back to a seat. */
  readonly tokens?: ResumeTokens;
  /** Times the parts of each tick; without it they are not timed. */
  readonly timer?: StageTimer;
  /** Receives each player's visit when it is over; those of fill bots are none. */
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
  /** Fill bots fly for spectators, too: in the room that is shown behind the menu. */
  readonly isShown?: boolean;
}

export class Room<W extends World, A> {
  readonly id: string;
  readonly capacity: number;
  readonly loop: TickLoop;
  readonly counters: InboxCounters = { inputs: 0, farInputs: 0, desyncs: 0 };
  readonly snapshots: Snapshots<W, A>;
  readonly world: W;
  private readonly deps: RoomDeps<W, A>;
  private readonly timer: StageTimer;
  private readonly arena: A;
  private readonly inputs: InputTable;
  private readonly buffers: InputBuffers;
  private readonly jitter: LineJitter;
  private readonly viewLag: ViewLagLimiter;
  private readonly flows = new FlowLedger();
  private readonly queue: EventQueue;
  private readonly events: DueEvents;
  private readonly schedule: SnapshotSchedule;
  private readonly roster: Roster;
  private readonly visits: Visits;
  private readonly seats: Seats;
  private readonly broadcasts: Broadcasts<W, A>;
  private readonly attendance: Attendance<W, A>;
  private readonly tickHealth: TickHealthLog;
  private load: LoadLevel = 0;
  private readonly scoreOf = (playerId: number): number => this.deps.game.score?.(this.world, playerId) ?? 0;

  constructor(deps: RoomDeps<W, A>, options: RoomOptions) {
    const { game, protocol, codec, now } = deps;
    this.deps = deps;
    this.roster = new Roster(game.identity.playerName);
    this.id = options.id;
    this.capacity = options.capacity;
    this.timer = deps.timer ?? NO_TIMER;
    const random = createRandom(options.seed);
    const arenaRow = game.chooseArena(options.capacity, nextUint32(random) & 0x7fffffff);
    const arenaValues = Array.from(arenaRow.ints.subarray(arenaRow.base, arenaRow.base + game.arenaOptions.width));
    this.arena = game.createArena(arenaRow);
    this.world = game.createWorld(this.arena, nextUint32(random));
    this.inputs = new InputTable(game.input);
    const tickMs = 1000 / game.rates.ticksPerSecond;
    this.jitter = new LineJitter(tickMs);
    this.viewLag = new ViewLagLimiter(tickMs, game.rates.ticksPerFrame, this.jitter);
    this.buffers = new InputBuffers(game.input, game.rates.ticksPerFrame, (playerId, earlyMs) =>
      this.jitter.arrived(playerId, earlyMs),
    );
    this.queue = new EventQueue(game.events, MAX_EVENTS_PER_TICK);
    this.events = new DueEvents(game.events, game.rates.ticksPerSecond);
    this.schedule = new SnapshotSchedule(game.rates.ticksPerFrame);
    const { roster, timer, flows, world, arena, scoreOf, inputs, buffers, jitter, viewLag, events, schedule } = this;
    const introductions = new Introductions(roster, protocol, codec);
    this.snapshots = new Snapshots({ game, world, arena, events, introductions, schedule, flows, timer });
    this.broadcasts = new Broadcasts({ game, world, arena, protocol, codec, introductions, scoreOf });
    this.visits = new Visits(game);
    const { visits } = this;
    const { onVisit } = deps;
    const seatsOptions = { capacity: options.capacity, absence: options.absence ?? game.absence };
    this.seats = new Seats(
      { world, now, roster, visits, inputs, buffers, jitter, viewLag, scoreOf, onVisit },
      seatsOptions,
    );
    this.loop = new TickLoop(game.rates.ticksPerSecond, now(), game.rates.ticksPerFrame);
    this.tickHealth = new TickHealthLog(this.id, deps.log, timer);
    const { broadcasts, seats, id: roomId, counters } = this;
    const { tokens, log, spawnBot } = deps;
    const { ticksPerSecond } = game.rates;
    const inbox = {
      counters,
      inputs: buffers,
      viewLag,
      tick: () => this.world.tick,
      dueMs: (tick: number) => this.loop.nextDueMs() + ((tick - this.world.tick - 1) * 1000) / ticksPerSecond,
    };
    const parts = {
      world,
      arena,
      arenaValues,
      roster,
      seats,
      flows,
      schedule,
      introductions,
      broadcasts,
      inbox,
      scoreOf,
    };
    this.attendance = new Attendance(
      { game, codec, protocol, now, tokens, log, spawnBot, roomId, ...parts },
      { capacity: options.capacity, bots: options.bots, isShown: options.isShown ?? true },
    );
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

  /** True while a player from outside is here; a spectator is none. */
  get hasPlayers(): boolean {
    return this.seats.hasPlayers;
  }

  /** Is a seat kept for somebody whose connection was lost? */
  get keepsSeats(): boolean {
    return this.seats.keepsAny;
  }

  /** Is the seat of this key here, so that its player could come back to it now? */
  canResume(key: string): boolean {
    return this.attendance.canResume(key);
  }

  /** Does the seat of this key count as taken, so that coming back to it takes no other? */
  hasTaken(key: string): boolean {
    return this.attendance.hasTaken(key);
  }

  /** Puts a player back into the seat of a key, which `canResume`: a connection that it still has is ended. */
  resume(key: string, from: Origin, link: Link): void {
    this.restartIfEmpty();
    this.attendance.resume(key, from, link);
  }

  /** Gives up the seats of players who were gone for too long. */
  forgetLost(): void {
    this.attendance.forgetLost();
  }

  /** Seats a client that was admitted: there is room for it once a fill bot has made way. */
  join(request: PlacedJoin, link: Link, heard: readonly Uint8Array[] = []): void {
    this.restartIfEmpty();
    this.attendance.join(request, link, heard);
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
    timer.begin();
    const nowMs = this.deps.now();
    timer.enter('bots');
    this.attendance.flyBots(nowMs); // memory links deliver here, so that a bot's input for this tick counts
    seats.settleAway(nowMs); // before the step, whose commands it may add
    timer.enter('simulation');
    this.buffers.take(this.world.tick + 1, this.inputs); // what each player does in this tick, as the simulation and a recording see it
    this.deps.onStep?.(this.world);
    this.queue.clear();
    game.step(this.world, seats.takeCommands(), this.inputs, this.queue); // the only place where the world changes
    this.visits.count(this.queue);
    timer.enter('interest');
    this.events.record(this.world.tick, this.queue); // before any snapshot, which may carry them
    this.snapshots.record(); // the rows that clients will hold, and where everything is
    this.snapshots.send(nowMs); // all see the same, finished tick
    timer.leave();
    this.broadcasts.tell(seats.list); // leaderboard, density, newcomers: never in the way of a snapshot
    this.runMaintenance(nowMs);
  }

  /** All players, fill bots too, as an admin sees them. */
  players(): PlayerView[] {
    return this.attendance.players();
  }

  /** What would be lost with this process: the points of each player who could come back. */
  keptScores(): { readonly key: string; readonly name: string; readonly score: number }[] {
    return this.attendance.keptScores();
  }

  /** Ends the visit of players and spectators for whom `wordsFor` has a reason, which they read; kept seats included. Answers how many. */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    return this.attendance.dismiss(wordsFor, code);
  }

  /** Sends a notice to all clients, spectators too. */
  announce(text: string): void {
    this.broadcasts.announce(this.seats.list, text);
  }

  /** Sheds load, or takes it on again; every client reads how much. */
  shed(level: LoadLevel): void {
    if (level === this.load) return;
    this.load = level;
    const { ticksPerFrame } = this.deps.game.rates;
    const snapshotTicks = ticksPerFrame * framesPerSnapshot(level);
    this.schedule.framesPerSnapshot = framesPerSnapshot(level);
    this.viewLag.snapshotTicks = snapshotTicks;
    this.snapshots.shed(seatsMost(level), snapshotTicks);
    this.broadcasts.tellLoad(this.seats.list, level);
  }

  /** Ends the room: every client reads why. */
  close(code: CloseCode, reason: string, retryMs?: number, to?: string): void {
    this.attendance.close(code, reason, retryMs, to);
  }

  /** Sends the fill bots home while nobody is here; they come back with the next guest. */
  rest(): void {
    this.attendance.rest();
  }

  // Nothing was owed while nothing ran.
  private restartIfEmpty(): void {
    if (this.isEmpty) this.loop.restart(this.deps.now());
  }

  // What can wait: a few times a second, or once.
  private runMaintenance(nowMs: number): void {
    const { tick } = this.world;
    const { ticksPerSecond } = this.deps.game.rates;
    if (tick % Math.round(ticksPerSecond / 4) === 0) this.attendance.balanceBots(nowMs);
    if (tick % ticksPerSecond !== 0) return;
    this.tellTickHealth();
    this.lookAtEach(nowMs);
    this.visits.note(this.scoreOf);
    this.attendance.retireIdle();
    this.attendance.forgetLost();
    this.broadcasts.beginRound(this.seats.list);
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
}
