// What a room says: snapshots to those due this tick, and whom they name introduced before.

import { encodeMessage, type World } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import { type Codec, MAX_INTRODUCED, type Protocol } from '@starfray/shared/protocol';
import type { Player, Roster } from '../../session/index.ts';
import { isWatchingNow, type Seat } from '../seating/seat.ts';
import type { StageTimer } from '../time/stage-timer.ts';
import type { FlowLedger } from './flow-control.ts';
import type { Replicator } from './replicator.ts';

export interface OutboxDeps<W extends World, A> {
  readonly replicator: Replicator<W, A>;
  readonly roster: Roster;
  readonly protocol: Protocol;
  readonly codec: Codec;
  readonly timer: StageTimer;
  readonly flows: FlowLedger;
}

/**
 * Snapshots encoded, then sent, then the next ones: measured, to encode all before the first is sent costs a tenth more, since by
 * then a client's memory is cold again, and so does going back and forth for each.
 */
const BATCH = 16;
/** Players introduced one by one before all are packed together again. */
const MAX_UNPACKED = 32;

/** A seat's snapshot and where it lies, and what must be told before it. */
interface Ready {
  seat: Seat | undefined;
  bytes: Uint8Array;
  start: number;
  end: number;
  introduction: Uint8Array | undefined;
}
const NOTHING: Ready = { seat: undefined, bytes: new Uint8Array(0), start: 0, end: 0, introduction: undefined };

export class Outbox<W extends World, A> {
  /** Snapshots and bytes of them since the start. */
  snapshots = 0;
  bytes = 0;
  skips = 0;
  private readonly replicator: Replicator<W, A>;
  private readonly roster: Roster;
  private readonly protocol: Protocol;
  private readonly codec: Codec;
  private readonly timer: StageTimer;
  /** By phase, modulo the ticks of a frame: the seats that snapshots may be due for in the same ticks. */
  private readonly lanes: readonly Seat[][];
  private readonly flows: FlowLedger;
  private admitted = 0;
  /** Frames between two snapshots to a client: more than one sheds load. */
  framesPerSnapshot = 1;
  /** What waits to be sent: the first `readyCount` of these. */
  private readonly ready: readonly Ready[] = Array.from({ length: BATCH }, () => ({ ...NOTHING }));
  private readyCount = 0;
  /** The round of newcomers that is being told, and how. */
  private round = 0;
  private newcomers: readonly Player[] = [];
  private newcomersBytes: readonly Uint8Array[] = [];
  /** What those are told first who came in this round: the players of its beginning, or of a little later. */
  private readonly known = { round: -1, players: new Set<Player>(), bytes: [] as readonly Uint8Array[] };
  private current: Seat | undefined;
  /** Whom the current seat has not heard of yet. */
  private readonly strangers: Player[] = [];
  private readonly noteStranger = (playerId: number): void => {
    const player = this.roster.newcomer(playerId);
    if (player === undefined || this.current === undefined || player.round <= this.current.view.round) return;
    if (this.current.view.learn(player)) this.strangers.push(player);
  };

  constructor(
    { replicator, roster, protocol, codec, timer, flows }: OutboxDeps<W, A>,
    /** Ticks between two snapshots to a client. */
    ticksPerFrame: number,
  ) {
    this.replicator = replicator;
    this.roster = roster;
    this.protocol = protocol;
    this.codec = codec;
    this.timer = timer;
    this.flows = flows;
    this.lanes = Array.from({ length: ticksPerFrame }, () => []);
  }

  /** Makes sure that a client knows who some players are before anything names them. */
  introduce(seat: Seat, playerIds: readonly number[]): void {
    this.current = seat;
    for (let i = 0; i < playerIds.length; i += 1) this.noteStranger(item(playerIds, i));
    const introduction = this.introduction();
    if (introduction !== undefined) seat.session.send(introduction);
  }

  /** Tells one who joins or comes back of everybody who is there, and who was until just now. */
  introduceAll(seat: Seat): void {
    const players = this.roster.nameable();
    seat.view.hasMissed = false;
    seat.view.round = this.round;
    for (const player of players) if (this.roster.newcomer(player.id) !== undefined) seat.view.learn(player);
    // In a crowd most are known since the last time: their names are packed once for all who come within this second.
    const { known } = this;
    if (known.round !== this.round || players.length - known.players.size > MAX_UNPACKED) this.pack(players);
    for (const bytes of known.bytes) seat.session.send(bytes);
    const others = players.filter((player) => !known.players.has(player));
    for (const message of this.playersMessages(others)) seat.session.say(message);
  }

  private pack(players: readonly Player[]): void {
    const { known } = this;
    known.round = this.round;
    known.players = new Set(players);
    known.bytes = this.playersMessages(players).map((message) => this.codec.pack(message).slice());
  }

  /**
   * Ends a round of newcomers, in which every seat is told of the same ones by the same bytes, and begins the next: once a second.
   * So nobody needs to be asked whom they know but about the newest. Who is away is told of all on return.
   */
  beginRound(seats: readonly Seat[]): void {
    if (this.newcomers.length > 0) {
      // Seats move up as others leave, so one may have been passed over.
      for (const seat of seats) {
        this.tellNewcomers(seat);
        seat.view.forgetNewcomers();
      }
      this.roster.settle(this.newcomers);
    }
    this.round += 1;
    this.newcomers = this.roster.takeNewcomers(this.round);
    this.newcomersBytes = this.playersMessages(this.newcomers).map((message) => this.codec.pack(message).slice());
  }

  /** Tells a seat of the newcomers of this round, unless it was told. */
  tellNewcomers(seat: Seat): void {
    const { view } = seat;
    if (view.round === this.round) return;
    view.round = this.round;
    if (this.newcomers.length === 0) return;
    if (!isWatchingNow(seat)) view.hasMissed = true;
    else for (const bytes of this.newcomersBytes) seat.session.send(bytes);
  }

  /** Begins to send to a seat. */
  admit(seat: Seat): void {
    this.lane(seat.phase).push(seat);
  }

  /** Sends nothing more to a seat. */
  dismiss(seat: Seat): void {
    const lane = this.lane(seat.phase);
    lane.splice(lane.indexOf(seat), 1);
  }

  /** The phase for a seat to come: one of those with the fewest seats, so that all ticks have as much to send. */
  freePhase(periodTicks: number): number {
    let best = 0;
    for (let phase = 1; phase < this.lanes.length; phase += 1) {
      if (this.lane(phase).length < this.lane(best).length) best = phase;
    }
    this.admitted += 1;
    return best + this.lanes.length * (this.admitted % Math.max(1, periodTicks / this.lanes.length));
  }

  /** Sends the snapshots of a tick. Who is first changes from tick to tick, so nobody always waits for all the others. */
  sendSnapshots(tick: number, nowMs: number): void {
    this.flows.note(tick, nowMs);
    const lane = item(this.lanes, (this.lanes.length - (tick % this.lanes.length)) % this.lanes.length);
    for (let i = 0; i < lane.length; i += 1) {
      const seat = item(lane, (i + tick) % lane.length);
      if (!isDue(seat, tick, this.framesPerSnapshot) || !isWatchingNow(seat)) continue;
      if (!seat.flow.maySend(nowMs, seat.session)) {
        this.skips += 1;
        continue;
      }
      this.current = seat;
      this.replicator.write(seat.view, nowMs, this.noteStranger);
      this.makeReady(seat);
      if (this.readyCount === BATCH) this.sendBatch(tick);
    }
    this.sendBatch(tick);
  }

  private makeReady(seat: Seat): void {
    const { writer } = this.replicator;
    const ready = item(this.ready, this.readyCount);
    ready.seat = seat;
    ready.bytes = writer.bytes;
    ready.start = writer.start;
    ready.end = writer.end;
    ready.introduction = this.introduction();
    this.readyCount += 1;
  }

  private sendBatch(tick: number): void {
    this.timer.enter('send');
    for (let i = 0; i < this.readyCount; i += 1) {
      const { seat, bytes, start, end, introduction } = item(this.ready, i);
      if (seat === undefined) continue;
      if (introduction === undefined) seat.session.sendPart(bytes, start, end);
      else seat.session.sendPair(introduction, bytes.slice(start, end));
      seat.flow.sent(tick);
      this.snapshots += 1;
      this.bytes += end - start;
      seat.bytes += end - start;
    }
    this.readyCount = 0;
    this.replicator.writer.rewind();
    this.timer.enter('interest');
  }

  private lane(phase: number): Seat[] {
    return item(this.lanes, phase % this.lanes.length);
  }

  // One message for all strangers of the current seat; undefined when there is none. They are fewer than MAX_INTRODUCED: one
  // snapshot, its events and the leaderboard do not name as many.
  private introduction(): Uint8Array | undefined {
    if (this.strangers.length === 0) return undefined;
    const message = this.playersMessage(this.strangers);
    this.strangers.length = 0;
    return this.codec.pack(message);
  }

  private playersMessages(players: readonly Player[]): unknown[][] {
    const parts = Math.ceil(players.length / MAX_INTRODUCED);
    return Array.from({ length: parts }, (_, part) =>
      this.playersMessage(players.slice(part * MAX_INTRODUCED, (part + 1) * MAX_INTRODUCED)),
    );
  }

  private playersMessage(players: readonly Player[]): unknown[] {
    const entries = players.map(({ id, name, kind, hue }) => ({ id, nickname: name, kind, hue }));
    return encodeMessage(this.protocol.server.players, { entries });
  }

  /** Sends one message of the same bytes to all who watch. */
  tellAll(seats: readonly Seat[], message: readonly unknown[]): void {
    const bytes = this.codec.pack(message);
    for (let i = 0; i < seats.length; i += 1) {
      const seat = item(seats, i);
      if (isWatchingNow(seat)) seat.session.send(bytes);
    }
  }
}

// The frame's number takes turns with the phase: of two clients of one lane the one is sent now and the other next time.
function isDue(seat: Seat, tick: number, framesPerSnapshot: number): boolean {
  const periodTicks = seat.periodTicks * framesPerSnapshot;
  return (tick + seat.phase + seat.turn * seat.periodTicks) % periodTicks === 0;
}
