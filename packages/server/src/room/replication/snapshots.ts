// What one client gets of a tick, from top to bottom: `snapshotFor` is the whole story, in order, and each line of it is a step. The
// details of a step are elsewhere, as the imports say; what goes over the wire is docs/protocol.md.

import type { Game, Point, RowKind, World } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import {
  CHECKSUM_INTERVAL_MS,
  foldChecksum,
  MAX_SLOTS,
  NO_SLOT,
  type SnapshotHeader,
  SnapshotWriter,
} from '@starfray/shared/protocol';
import type { Client } from '../front/client.ts';
import type { Introductions } from '../front/introductions.ts';
import type { PlayerFacts } from '../front/player-facts.ts';
import type { Traffic } from '../front/traffic.ts';
import { NO_TIMER, type StageTimer } from '../time/stage-timer.ts';
import type { ClientView } from '../visibility/client-view.ts';
import { Diff } from '../visibility/diff.ts';
import { Interest } from '../visibility/interest.ts';
import type { DueEvents } from './due-events.ts';
import type { FlowLedger } from './flow-control.ts';
import { PrivateRows } from './private-rows.ts';
import type { RowHistory } from './row-history.ts';
import { Segments } from './segments.ts';
import { SnapshotBatch } from './snapshot-batch.ts';
import type { SnapshotSchedule } from './snapshot-schedule.ts';
import type { TableRows } from './table-rows.ts';

export interface SnapshotsDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly arena: A;
  /** The world after the last tick, to begin with. */
  readonly rows: TableRows;
  readonly history: RowHistory;
  readonly facts: PlayerFacts;
  readonly events: DueEvents;
  readonly introductions: Introductions;
  readonly schedule: SnapshotSchedule;
  readonly flows: FlowLedger;
  readonly timer: StageTimer;
  readonly traffic: Traffic;
  readonly isWhole?: (() => boolean) | undefined;
}

export class Snapshots<W extends World, A> {
  private readonly facts: PlayerFacts;
  private readonly traffic: Traffic;
  private readonly events: DueEvents;
  private readonly introductions: Introductions;
  private readonly schedule: SnapshotSchedule;
  private readonly flows: FlowLedger;
  /** For the stages of one client's work. */
  private readonly timer: StageTimer;
  private rows: TableRows;
  private tick = 0;
  private readonly segments: Segments<A>;
  private readonly interest: Interest<A>;
  private readonly diff: Diff<A>;
  private readonly privateRows: PrivateRows<W, A>;
  private readonly playerColumns: readonly (readonly number[])[];
  private readonly eventPlayerColumns: readonly (readonly number[])[];
  private readonly writer = new SnapshotWriter();
  private readonly batch: SnapshotBatch;
  private readonly attention: Point = { x: 0, y: 0 };
  private readonly watched: Point = { x: 0, y: 0 };
  private readonly mask = new Uint8Array(MAX_SLOTS / 8);
  private readonly header: SnapshotHeader = {
    tick: 0,
    age: 0,
    inputTick: -1,
    inputEarlyMs: 0,
    focus: NO_SLOT,
    checksum: -1,
  };

  constructor(deps: SnapshotsDeps<W, A>) {
    const { game, arena, rows, history, facts, timer, traffic } = deps;
    this.facts = facts;
    this.traffic = traffic;
    this.events = deps.events;
    this.introductions = deps.introductions;
    this.schedule = deps.schedule;
    this.flows = deps.flows;
    this.timer = timer.timesClients ? timer : NO_TIMER;
    this.rows = rows;
    this.segments = new Segments(rows, history, game.entities, arena, game.rates.ticksPerFrame);
    const isHidden = facts.hides ? (playerId: number, slot: number) => facts.isHidden(playerId, slot) : undefined;
    this.interest = new Interest(rows, history, game.entities, game.viewSize, game.side(arena), isHidden);
    this.diff = new Diff(this.segments, this.interest);
    this.privateRows = new PrivateRows(game, rows, arena, history, facts);
    this.playerColumns = game.entities.map(playerColumns);
    this.eventPlayerColumns = game.events.map(playerColumns);
    this.batch = new SnapshotBatch({ writer: this.writer, timer, traffic, isWhole: deps.isWhole });
  }

  /** Sets how many entities a client is shown at most, and how old most baselines are, in ticks. */
  shed(seatsMost: number, commonAge: number): void {
    this.interest.seatsMost = seatsMost;
    this.segments.commonAge = commonAge;
  }

  /** Begins with a tick, whose rows the history holds already. */
  begin(tick: number, rows: TableRows): void {
    this.tick = tick;
    this.rows = rows;
    this.segments.begin(tick, rows);
    this.interest.rebuild(tick, rows);
    this.privateRows.begin(tick);
  }

  /** Gives up what was being made of a tick that is void. */
  drop(): void {
    this.introductions.finish();
    this.batch.send(this.tick);
  }

  /** Sends the snapshots of the tick. The first of the lane changes from tick to tick, so that none always waits for all the others. */
  send(nowMs: number): void {
    const { tick } = this;
    this.flows.note(tick, nowMs);
    const lane = this.schedule.laneAt(tick);
    for (let i = 0; i < lane.length; i += 1) this.snapshotFor(item(lane, (i + tick) % lane.length), tick, nowMs);
    this.batch.send(tick);
  }

  private snapshotFor(client: Client, tick: number, nowMs: number): void {
    // Is one due, and can the client take it?
    if (!this.schedule.isDue(client, tick) || client.isAway) return;
    if (!client.flow.maySend(nowMs, client.session)) {
      this.traffic.noteSkip();
      return;
    }
    const { view } = client;
    this.introductions.begin(client);

    // What it holds: the rows of its baseline, `age` ticks back, as its own prediction has carried them on. Nothing at age 0.
    const age = view.ageAt(tick);
    const ownSlot = view.playerId === 0 ? NO_SLOT : this.facts.ownSlot(view.playerId);
    this.facts.attention(view.playerId, this.attention);
    const focusSlot = ownSlot < 0 ? this.followedSlot() : ownSlot;
    const hadPrivate = age > 0 && view.hasPrivate;
    const bodyId = view.focusId;
    if (hadPrivate) this.privateRows.predict(view, age);
    if (age === 0) view.clear();

    // Which rows: those that it keeps, by what has become of them, and those that enter in their order of interest.
    const { attention, interest, diff } = this;
    this.timer.enter('interest');
    interest.begin(view, attention.x, attention.y, focusSlot);
    diff.walk(view, age);
    const leftCount = interest.choose(view, diff.left, diff.leftCount);
    this.timer.enter('encode');
    this.setFocus(view, diff.ownAt, focusSlot);
    this.takeEntered(view, focusSlot);

    // Written in the order of the wire: header with checksum, what left, entered and changed, the private row, events.
    this.writeHeader(view, tick, age, this.checksumIfDue(view, ownSlot, nowMs));
    this.writer.left(diff.left, leftCount);
    this.writeEntered();
    this.writeChanged(view, age);
    this.writePrivate(view, ownSlot, hadPrivate && view.focusId === bodyId);
    this.writeEvents(view);
    this.writer.finish();

    // From now on this is its baseline. It goes out with its batch, after the names of players whom it is the first to mention.
    view.baseline = tick;
    view.needsFull = false;
    this.batch.add(client, this.introductions.take(), tick);
  }

  // Of a spectator, and of a player without an entity who looks where spectators look: the entity that they follow.
  private followedSlot(): number {
    const { attention, watched } = this;
    this.facts.attention(0, watched);
    return attention.x === watched.x && attention.y === watched.y ? this.facts.ownSlot(0) : NO_SLOT;
  }

  // Its own or the followed entity at a client slot, -1 for none: client and server predict the private row with it.
  private setFocus(view: ClientView, slot: number, tableSlot: number): void {
    view.focus = slot < 0 ? NO_SLOT : slot;
    view.focusId = slot < 0 ? 0 : atUint16(this.rows.ids, tableSlot);
  }

  // Gives each row that enters its client slot, and notes the players that it names.
  private takeEntered(view: ClientView, focusSlot: number): void {
    const { rows, interest, introductions } = this;
    for (let i = 0; i < interest.newCount; i += 1) {
      const tableSlot = at(interest.newcomers, i);
      const slot = view.take(tableSlot);
      if (tableSlot === focusSlot) this.setFocus(view, slot, tableSlot);
      const base = rows.base(tableSlot);
      const columns = item(this.playerColumns, atUint8(rows.kinds, tableSlot));
      for (let c = 0; c < columns.length; c += 1) introductions.mention(at(rows.ints, base + item(columns, c)));
    }
  }

  // Of all rows that the client holds after this snapshot; -1 while the last one is too new.
  private checksumIfDue(view: ClientView, ownSlot: number, nowMs: number): number {
    if (nowMs - view.lastChecksumMs < CHECKSUM_INTERVAL_MS) return -1;
    view.lastChecksumMs = nowMs;
    const sum = this.segments.sumOfHashes(view);
    return foldChecksum(hasOwn(view, ownSlot) ? (sum + this.privateRows.hash(view.playerId)) | 0 : sum);
  }

  private writeHeader(view: ClientView, tick: number, age: number, checksum: number): void {
    const { header } = this;
    header.tick = tick;
    header.age = age;
    header.inputTick = view.inputTick;
    header.inputEarlyMs = view.inputEarlyMs;
    header.focus = view.focus;
    header.checksum = checksum;
    this.writer.begin(header);
  }

  private writeEntered(): void {
    const { interest, segments } = this;
    this.writer.entered(interest.newCount);
    for (let i = 0; i < interest.newCount; i += 1)
      segments.copyTo(this.writer, segments.full(at(interest.newcomers, i)));
  }

  private writeChanged(view: ClientView, age: number): void {
    const { segments, mask } = this;
    const { changed, changedHeld, changedCount } = this.diff;
    mask.fill(0);
    let count = 0;
    for (let i = 0; i < changedCount; i += 1) {
      const slot = atUint8(changed, i);
      const held = at(changedHeld, i);
      // Out of view by now, and perhaps another entered in its place.
      if (view.tableSlot(slot) !== held) continue;
      mask[slot >> 3] = atUint8(mask, slot >> 3) | (1 << (slot & 7));
      changed[count] = slot;
      changedHeld[count] = held;
      count += 1;
    }
    this.writer.changed(mask, count === 0 ? 0 : (atUint8(changed, count - 1) >> 3) + 1);
    for (let i = 0; i < count; i += 1) segments.copyTo(this.writer, segments.recordOf(at(changedHeld, i), age));
  }

  private writePrivate(view: ClientView, ownSlot: number, isSameLife: boolean): void {
    view.hasPrivate = hasOwn(view, ownSlot);
    if (view.hasPrivate) this.privateRows.write(this.writer, view, isSameLife);
    else this.writer.noPrivate();
  }

  // What has happened since its last snapshot; nothing to a client that had none.
  private writeEvents(view: ClientView): void {
    const { events, writer, introductions } = this;
    const since = view.eventsTick;
    view.eventsBefore = since;
    view.eventsTick = this.tick;
    if (since < 0) return;
    events.choose(since, this.tick, view.playerId, this.interest);
    for (let i = events.count - 1; i >= 0; i -= 1) {
      const log = events.logOf(i);
      const n = events.numberOf(i);
      const columns = item(this.eventPlayerColumns, log.kindIndexOf(n));
      for (let c = 0; c < columns.length; c += 1) introductions.mention(log.column(n, item(columns, c)));
      writer.segment(log.bytes, log.start(n), log.length(n), log.elements(n));
    }
  }
}

function hasOwn(view: ClientView, ownSlot: number): boolean {
  return view.playerId !== 0 && ownSlot >= 0;
}

function playerColumns(kind: RowKind): readonly number[] {
  return kind.columns.flatMap((column, index) => (column.isPlayer ? [index] : []));
}
