// A room's front end: the connections of some of its clients, and all that is worked out for one of them. It sees the world as it was after
// a whole tick, and speaks with the simulation by two ports, whether that is in this thread or in another.

import { encodeMessage, type Game, type World } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import {
  CLOSE,
  type CloseCode,
  type Codec,
  FULL_SNAPSHOTS_PER_SECOND,
  type Link,
  MAX_SLOTS,
  MAX_UNREAD_BYTES,
  PROTOCOL_VERSION,
  type Protocol,
} from '@starfray/shared/protocol';
import { type Player, Session } from '../../session/index.ts';
import type { ViewLagLimiter } from '../input/view-lag-limiter.ts';
import { DueEvents } from '../replication/due-events.ts';
import { FlowControl, FlowLedger } from '../replication/flow-control.ts';
import type { RowHistory } from '../replication/row-history.ts';
import { Runs } from '../replication/runs.ts';
import { SnapshotSchedule } from '../replication/snapshot-schedule.ts';
import { Snapshots } from '../replication/snapshots.ts';
import type { TableRows } from '../replication/table-rows.ts';
import { framesPerSnapshot, seatsMost } from '../time/load-control.ts';
import type { StageTimer } from '../time/stage-timer.ts';
import { ClientView } from '../visibility/client-view.ts';
import { Broadcasts } from './broadcasts.ts';
import { type Client, pingOf } from './client.ts';
import { createInbox, type InboxRoom, type TickClock } from './client-inbox.ts';
import { Introductions } from './introductions.ts';
import { Names } from './names.ts';
import type { PlayerFacts } from './player-facts.ts';
import type { PlayerStats } from './player-stats.ts';
import type { FrontPort, Health, Seating, SimPort } from './ports.ts';
import type { Traffic } from './traffic.ts';

export interface FrontRoomDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly arena: A;
  readonly arenaValues: readonly number[];
  readonly codec: Codec;
  readonly protocol: Protocol;
  readonly now: () => number;
  readonly roomId: string;
  /** The world after the last tick, to begin with. */
  readonly rows: TableRows;
  readonly history: RowHistory;
  readonly facts: PlayerFacts;
  readonly clock: TickClock;
  readonly viewLag: ViewLagLimiter;
  readonly stats: PlayerStats;
  readonly sim: SimPort;
  readonly timer: StageTimer;
  readonly traffic: Traffic;
  /** Is all that was read of the tick still of that tick? Asked before anything is sent; true by default. */
  readonly isWhole?: () => boolean;
}

/** A link that waits for its seat, and what it has sent meanwhile. */
interface Waiting {
  readonly link: Link;
  readonly heard: readonly Uint8Array[];
}

export class FrontRoom<W extends World, A> implements FrontPort {
  readonly traffic: Traffic;
  /** The events of late, to be recorded before `runTick`. */
  readonly events: DueEvents;
  private readonly deps: FrontRoomDeps<W, A>;
  /** In the order of joining. */
  private readonly clients: Client[] = [];
  private readonly byNumber = new Map<number, Client>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly held = new Runs(MAX_SLOTS);
  private readonly flows = new FlowLedger();
  private readonly names = new Names();
  private readonly schedule: SnapshotSchedule;
  private readonly introductions: Introductions;
  private readonly snapshots: Snapshots<W, A>;
  private readonly broadcasts: Broadcasts<W, A>;
  private readonly inbox: InboxRoom;
  private rows: TableRows;
  private lastTurn = 0;

  constructor(deps: FrontRoomDeps<W, A>) {
    const { game, protocol, codec, clock, viewLag, sim, now } = deps;
    const { ticksPerSecond, ticksPerFrame } = game.rates;
    this.deps = deps;
    this.traffic = deps.traffic;
    this.rows = deps.rows;
    this.events = new DueEvents(game.events, ticksPerSecond);
    this.schedule = new SnapshotSchedule(ticksPerFrame);
    this.introductions = new Introductions(this.names, protocol, codec);
    const { introductions, events, schedule, flows, traffic } = this;
    this.snapshots = new Snapshots({ ...deps, events, introductions, schedule, flows });
    this.broadcasts = new Broadcasts({ ...deps, introductions });
    this.inbox = {
      now,
      clock,
      viewLag,
      traffic,
      ticksPerFrame,
      sim,
      tellPing: (client, playerId) => this.tellPing(client, playerId),
      comeBack: (client) => this.comeBack(client),
      ended: (client, code, reason) => this.ended(client, code, reason),
    };
  }

  /** Has it any client? */
  get isIdle(): boolean {
    return this.clients.length === 0;
  }

  /** Keeps a link until `seated` is called for its number. `heard` is what it has sent already. */
  expect(number: number, link: Link, heard: readonly Uint8Array[] = []): void {
    this.waiting.set(number, { link, heard });
  }

  /** Sends the snapshots of a tick, whose events are recorded already. */
  runTick(tick: number, nowMs: number, rows: TableRows): void {
    this.rows = rows;
    if (this.isIdle) return;
    this.snapshots.begin(tick, rows); // where everything is, and what differs from its prediction
    this.snapshots.send(nowMs);
  }

  /** What was made of a tick is void: every client gets a full snapshot next. */
  mendAll(): void {
    this.snapshots.drop();
    for (const { view } of this.clients) view.needsFull = true;
  }

  /** After the snapshots of a tick: what can wait. */
  settle(tick: number, nowMs: number): void {
    const { ticksPerSecond } = this.deps.game.rates;
    this.broadcasts.tell(tick, this.clients, this.rows);
    this.lookAtShare(tick, nowMs);
    if (tick % ticksPerSecond === 0) this.broadcasts.beginRound(this.clients);
  }

  arrived(player: Player): void {
    this.names.add(player);
  }

  departed(playerId: number, tick: number): void {
    this.names.remove(playerId, tick);
  }

  seated(number: number, seating: Seating): void {
    const waiting = this.waiting.get(number);
    if (waiting === undefined) return;
    this.waiting.delete(number);
    const { playerId, isFullOnly } = seating;
    if (playerId !== 0) this.deps.viewLag.open(playerId);
    const client = this.createClient(number, waiting.link, playerId, isFullOnly);
    this.clients.push(client);
    this.byNumber.set(number, client);
    this.schedule.add(client);
    this.welcome(client, seating);
    client.session.hear(waiting.heard);
  }

  retired(number: number): void {
    this.byNumber.get(number)?.view.become(0);
  }

  say(number: number, bytes: Uint8Array): void {
    this.byNumber.get(number)?.session.send(bytes);
  }

  tellAll(bytes: Uint8Array): void {
    this.broadcasts.tellAll(this.clients, bytes);
  }

  close(number: number, code: CloseCode, reason: string, retryMs?: number, to?: string): void {
    this.byNumber.get(number)?.session.close(code, reason, retryMs, to);
  }

  forget(number: number): void {
    const client = this.byNumber.get(number);
    if (client !== undefined) this.remove(client);
  }

  health(health: Health): void {
    const { ticksPerFrame } = this.deps.game.rates;
    const frames = framesPerSnapshot(health.load);
    this.schedule.framesPerSnapshot = frames;
    this.deps.viewLag.snapshotTicks = ticksPerFrame * frames;
    this.snapshots.shed(seatsMost(health.load), ticksPerFrame * frames);
    this.broadcasts.tellHealth(this.clients, health);
  }

  /** Writes what an admin sees of each client into the statistics of its player. */
  noteStats(): void {
    for (let i = 0; i < this.clients.length; i += 1) this.noteStatsOf(item(this.clients, i));
  }

  private createClient(number: number, link: Link, playerId: number, isFullOnly: boolean): Client {
    const { game, codec, protocol, now } = this.deps;
    const { ticksPerFrame, ticksPerSecond } = game.rates;
    const periodTicks = isFullOnly ? fullPeriodTicks(ticksPerSecond, ticksPerFrame) : ticksPerFrame;
    this.lastTurn += 1;
    const framesPerSecond = ticksPerSecond / ticksPerFrame;
    const client: Client = {
      number,
      session: new Session(
        { link, codec, protocol, now, framesPerSecond },
        createInbox(this.inbox, () => client),
      ),
      view: new ClientView(playerId, isFullOnly, this.held),
      flow: new FlowControl(this.flows),
      isAway: false,
      newestInput: -1,
      phase: this.schedule.freePhase(periodTicks),
      periodTicks,
      // Neighbours in one lane take turns, too.
      turn: Math.trunc(this.lastTurn / ticksPerFrame),
      lastLeaderboard: undefined,
      bytes: 0,
    };
    return client;
  }

  private welcome(client: Client, { playerId, token }: Seating): void {
    const { protocol, clock, roomId, arenaValues } = this.deps;
    client.session.say(
      encodeMessage(protocol.server.welcome, {
        protocol: PROTOCOL_VERSION,
        tick: clock.tick(),
        role: playerId === 0 ? 'spectator' : 'player',
        playerId,
        room: roomId,
        resume: token,
        arena: arenaValues,
      }),
    );
    this.introductions.introduceAll(client);
    this.broadcasts.welcome(client);
  }

  private comeBack(client: Client): void {
    if (client.view.playerId !== 0) this.deps.sim.back(client.number);
    if (client.view.hasMissed) this.introductions.introduceAll(client);
  }

  private ended(client: Client, code: number, reason: string): void {
    if (this.byNumber.get(client.number) !== client) return;
    this.noteStatsOf(client);
    this.remove(client);
    this.deps.sim.ended(client.number, code, reason);
  }

  private remove(client: Client): void {
    this.byNumber.delete(client.number);
    this.clients.splice(this.clients.indexOf(client), 1);
    this.schedule.remove(client);
    client.view.end();
    client.flow.end();
  }

  // Answers only with a known ping: a player that left, or came just now, has none.
  private tellPing(client: Client, playerId: number): void {
    const { stats, protocol } = this.deps;
    const own = this.clients.find(({ view }) => view.playerId === playerId);
    if (own !== undefined) this.noteStatsOf(own);
    const ms = stats.pingMs(playerId);
    if (ms > 0) client.session.say(encodeMessage(protocol.server.ping, { playerId, ms }));
  }

  // Each once a second, a share of them in each tick.
  private lookAtShare(tick: number, nowMs: number): void {
    const { ticksPerSecond } = this.deps.game.rates;
    const first = tick % ticksPerSecond;
    const last = first + Math.floor((this.clients.length - 1 - first) / ticksPerSecond) * ticksPerSecond;
    // From the back: one that is closed here moves up those behind it.
    for (let i = last; i >= 0; i -= ticksPerSecond) {
      const client = item(this.clients, i);
      client.view.settleAspect(nowMs);
      client.view.settleMend(nowMs);
      this.noteStatsOf(client);
      // Its snapshots stop long before: it acknowledges what it does not read.
      if (client.session.bufferedBytes > MAX_UNREAD_BYTES) {
        client.session.close(CLOSE.silent, 'nothing is read at your end');
      }
    }
  }

  private noteStatsOf(client: Client): void {
    const { playerId } = client.view;
    if (playerId !== 0) this.deps.stats.note(playerId, pingOf(client), client.bytes);
  }
}

// Full snapshots come in the same ticks as others do, so their period is a multiple of a frame.
function fullPeriodTicks(ticksPerSecond: number, ticksPerFrame: number): number {
  return ticksPerFrame * Math.max(1, Math.round(ticksPerSecond / FULL_SNAPSHOTS_PER_SECOND / ticksPerFrame));
}
