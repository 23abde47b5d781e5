// A room: one world, its players and their clients, and the tick that ties them together. It owns time, players and the wire;
// the game owns the world. What a tick does, and in which order, stands in `runTick` alone.

import { EventQueue, encodeMessage, type Game, InputTable, modesOf, type World } from '@starfray/shared/contract';
import { createRandom, nextUint32 } from '@starfray/shared/core';
import { type CloseCode, type Codec, type Link, MAX_EVENTS_PER_TICK, type Protocol } from '@starfray/shared/protocol';
import type { PlacedJoin, SeatMarks } from '../joining/index.ts';
import { type ResumeTokens, Roster } from '../session/index.ts';
import { createPlayerMemory, createSharedRoom } from './far/shared-room.ts';
import { FrontEnds } from './front/front-ends.ts';
import { FrontRoom } from './front/front-room.ts';
import { WorldFacts } from './front/player-facts.ts';
import { PlayerSet } from './front/player-set.ts';
import { PlayerStats } from './front/player-stats.ts';
import type { SimPort } from './front/ports.ts';
import { Traffic, type TrafficCounts } from './front/traffic.ts';
import { InputBuffers } from './input/input-buffers.ts';
import { LineJitter } from './input/line-jitter.ts';
import { ViewLagLimiter } from './input/view-lag-limiter.ts';
import { RowHistory } from './replication/row-history.ts';
import { Attendance } from './seating/attendance.ts';
import type { SpawnBot } from './seating/fill-bots.ts';
import type { PlayerView } from './seating/player-view.ts';
import type { RoomCounts } from './seating/seat-counts.ts';
import type { Origin } from './seating/seat-maker.ts';
import { Seats, type SeatsOptions } from './seating/seats.ts';
import { type KeptScore, type Visit, Visits } from './seating/visits.ts';
import type { PlayerOrders } from './shared/input-ring.ts';
import type { PublicationPart } from './shared/tick-publisher.ts';
import type { LoadLevel } from './time/load-control.ts';
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
  /** How many front ends of other threads may have clients here; none by default. */
  readonly frontEnds?: number;
  /** Called when a tick was shown to them. */
  readonly onPublished?: () => void;
  /** Called before each part of that; for tests, in which front ends run there. */
  readonly onPart?: (part: PublicationPart, world: W) => void;
  /** Called before each step; for tests that plant a fault in the world. */
  readonly onStep?: (world: W) => void;
}

export interface RoomOptions extends SeatsOptions {
  readonly id: string;
  /** The place of its mode in the game's; the first one by default. */
  readonly mode?: number | undefined;
  /** Players of any kind to top up to with fill bots. */
  readonly bots: number;
  /** Of the map, public, and of the world, secret. */
  readonly seed: number;
  /** Fill bots fly for spectators, too: in the room that is shown behind the menu. */
  readonly isShown?: boolean;
}

export class Room<W extends World, A> {
  readonly id: string;
  /** The name of its mode. */
  readonly mode: string;
  readonly capacity: number;
  readonly loop: TickLoop;
  readonly world: W;
  private readonly deps: RoomDeps<W, A>;
  private readonly timer: StageTimer;
  private readonly inputs: InputTable;
  private readonly buffers: InputBuffers;
  private readonly queue: EventQueue;
  private readonly history: RowHistory;
  private readonly roster: Roster;
  private readonly visits: Visits;
  private readonly seats: Seats;
  private readonly frontEnds: FrontEnds;
  private readonly front: FrontRoom<W, A>;
  private readonly attendance: Attendance<W, A>;
  private readonly tickHealth: TickHealthLog;
  private load: LoadLevel = 0;
  private isSlow = false;
  /** What its front ends say to it. */
  private readonly port: SimPort = {
    input: (_client, playerId, tick, controls, seen, earlyMs) => {
      this.buffers.add(playerId, tick, controls, this.world.tick, seen, earlyMs);
    },
    setBack: (_client, playerId, tick) => this.buffers.setBack(playerId, tick),
    away: (client) => this.attendance.away(client),
    back: (client) => this.attendance.back(client),
    ended: (client, code, reason) => this.attendance.ended(client, code, reason),
  };
  /** What clients of other threads say, who may have left or lost their seat meanwhile. */
  private readonly orders: PlayerOrders = {
    input: (client, playerId, tick, seen, earlyMs, controls) => {
      if (this.seats.isPlaying(client, playerId)) {
        this.buffers.add(playerId, tick, controls, this.world.tick, seen, earlyMs);
      }
    },
    setBack: (client, playerId, tick) => {
      if (this.seats.isOf(client, playerId)) this.buffers.setBack(playerId, tick);
    },
    away: (client) => this.attendance.away(client),
    back: (client) => this.attendance.back(client),
  };
  private readonly scoreOf = (playerId: number): number => this.deps.game.score?.(this.world, playerId) ?? 0;

  constructor(deps: RoomDeps<W, A>, options: RoomOptions) {
    const { game, protocol, codec, now, onVisit, tokens, log, spawnBot } = deps;
    this.deps = deps;
    this.id = options.id;
    this.capacity = options.capacity;
    this.timer = deps.timer ?? NO_TIMER;
    const { ticksPerSecond, ticksPerFrame } = game.rates;
    const random = createRandom(options.seed);
    const { mode = 0 } = options;
    const [first, ...others] = modesOf(game);
    this.mode = ([first, ...others][mode] ?? first).name;
    const arenaRow = game.chooseArena(options.capacity, nextUint32(random) & 0x7fffffff, mode);
    const arenaValues = Array.from(arenaRow.ints.subarray(arenaRow.base, arenaRow.base + game.arenaOptions.width));
    const arena = game.createArena(arenaRow);
    this.world = game.createWorld(arena, nextUint32(random));
    this.inputs = new InputTable(game.input);
    this.queue = new EventQueue(game.events, MAX_EVENTS_PER_TICK);
    this.history = new RowHistory(this.world.entities);
    this.loop = new TickLoop(ticksPerSecond, now(), ticksPerFrame);
    this.tickHealth = new TickHealthLog(this.id, log, this.timer);
    const { world, inputs, history, timer, loop, scoreOf, id: roomId } = this;
    const tickMs = 1000 / ticksPerSecond;
    const { frontEnds: threads = 0 } = deps;
    const memory = createPlayerMemory(threads > 0);
    const jitter = new LineJitter(tickMs, new Int32Array(memory.jitter));
    const viewLag = new ViewLagLimiter(tickMs, ticksPerFrame, jitter);
    this.buffers = new InputBuffers(game.input, ticksPerFrame, (playerId, earlyMs) =>
      jitter.arrived(playerId, earlyMs),
    );
    const { buffers } = this;
    const stats = new PlayerStats(new Int32Array(memory.pings), new Float64Array(memory.sums));
    const clock = {
      tick: () => world.tick,
      dueMs: (tick: number) => loop.nextDueMs() + ((tick - world.tick - 1) * 1000) / ticksPerSecond,
    };
    const present = new PlayerSet();
    const facts = new WorldFacts(game, world, present);
    this.front = new FrontRoom({
      ...{ game, arena, arenaValues, codec, protocol, now, roomId, history, facts, clock, viewLag, stats, timer },
      rows: world.entities,
      sim: this.port,
      traffic: new Traffic(),
    });
    const { capacity } = options;
    const watch = deps.onPart;
    const onPart = watch === undefined ? undefined : (part: PublicationPart) => watch(part, world);
    const sharing = { game, world, facts, id: roomId, arenaValues, capacity, frontEnds: threads, memory, onPart };
    this.frontEnds = new FrontEnds({
      local: this.front,
      shared: threads === 0 ? undefined : createSharedRoom(sharing),
      clock: () => ({ tick: world.tick, nextDueMs: loop.nextDueMs() }),
      orders: this.orders,
      ended: (client, code, reason) => this.attendance.ended(client, code, reason),
      lost: (front) => this.attendance.lose(front),
    });
    const { frontEnds } = this;
    const roster = new Roster(game.identity.playerName, frontEnds);
    this.roster = roster;
    this.visits = new Visits(game, this.mode);
    const { visits } = this;
    const seatsOptions = { capacity: options.capacity, absence: options.absence ?? game.absence };
    this.seats = new Seats(
      { world, now, roster, visits, inputs, buffers, jitter, present, stats, scoreOf, onVisit },
      seatsOptions,
    );
    const { seats } = this;
    this.attendance = new Attendance(
      {
        game,
        arena,
        codec,
        protocol,
        now,
        tokens,
        log,
        spawnBot,
        roomId,
        world,
        roster,
        seats,
        frontEnds,
        stats,
        scoreOf,
      },
      { capacity: options.capacity, bots: options.bots, isShown: options.isShown ?? true },
    );
  }

  /** What front ends counted. */
  get traffic(): TrafficCounts {
    return this.frontEnds.traffic;
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
    this.frontEnds.takeOrders(); // what clients of other threads have said counts as what has arrived here
    this.attendance.flyBots(nowMs); // memory links deliver here, so that a bot's input for this tick counts
    seats.settleAway(nowMs); // before the step, whose commands it may add
    timer.enter('simulation');
    this.buffers.take(this.world.tick + 1, this.inputs); // what each player does in this tick, as the simulation and a recording see it
    this.deps.onStep?.(this.world);
    this.queue.clear();
    game.step(this.world, seats.takeCommands(), this.inputs, this.queue); // the only place where the world changes
    this.visits.count(this.queue);
    timer.enter('interest');
    const { tick, entities } = this.world;
    if (this.frontEnds.publish(this.queue, this.loop.nextDueMs() + this.loop.tickMs)) this.deps.onPublished?.(); // other threads begin with it
    if (!this.front.isIdle) this.history.record(tick); // the rows that clients will hold
    this.front.events.record(tick, this.queue); // before any snapshot, which may carry them
    this.front.runTick(tick, nowMs, entities); // snapshots: all see the same, finished tick
    timer.leave();
    this.front.settle(tick, nowMs); // leaderboard, density, newcomers: never in the way of a snapshot
    this.runMaintenance(nowMs);
  }

  /** All players, fill bots too, as an admin sees them. */
  players(): PlayerView[] {
    this.front.noteStats();
    return this.attendance.players();
  }

  /** What would be lost with this process: the points of each player who could come back, or of one in `shares` of them. */
  keptScores(share = 0, shares = 1): KeptScore[] {
    return this.visits.kept(this.scoreOf, share, shares);
  }

  /** Ends the visit of players and spectators for whom `wordsFor` has a reason, which they read; kept seats included. Answers how many. */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    return this.attendance.dismiss(wordsFor, code);
  }

  /** Sends a notice to all clients, spectators too. */
  announce(text: string): void {
    const { codec, protocol } = this.deps;
    this.frontEnds.tellAll(codec.pack(encodeMessage(protocol.server.notice, { text })).slice());
  }

  /** Sheds load, or takes it on again; every client reads how much. */
  shed(level: LoadLevel): void {
    if (level === this.load) return;
    this.load = level;
    this.frontEnds.health({ isSlow: this.isSlow, load: level });
  }

  /** Ends the room: every client reads why. */
  close(code: CloseCode, reason: string, retryMs?: number, to?: string): void {
    this.attendance.close(code, reason, retryMs, to);
    this.frontEnds.close();
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
    // Each once a second, a share of them in each tick.
    this.visits.note(this.scoreOf, tick, ticksPerSecond);
    this.attendance.retireIdle(tick);
    if (tick % ticksPerSecond !== 0) return;
    this.tellTickHealth();
    this.attendance.forgetLost();
  }

  private tellTickHealth(): void {
    const { lostMs } = this.loop;
    const isSlow = this.tickHealth.hasLost(lostMs);
    if (isSlow === this.isSlow) return;
    this.isSlow = isSlow;
    this.frontEnds.health({ isSlow, load: this.load });
    if (isSlow) this.tickHealth.noteLost(lostMs);
  }
}
