// One client's snapshot: what it holds, what it should see, and the copied segments in between. It reads the world through the
// game's contract and sends nothing itself.

import {
  copyInts,
  type EntityTable,
  type Game,
  type Point,
  type RowKind,
  type RowPlace,
  sameInts,
  type World,
} from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import {
  ByteWriter,
  CHECKSUM_INTERVAL_MS,
  foldChecksum,
  MAX_SLOTS,
  NO_SLOT,
  privateHash,
  type SnapshotHeader,
  SnapshotWriter,
  writeFullRow,
  writeResidual,
} from '@starfray/shared/protocol';
import type { StageTimer } from '../time/stage-timer.ts';
import type { ClientView } from '../visibility/client-view.ts';
import { Diff } from '../visibility/diff.ts';
import { Interest } from '../visibility/interest.ts';
import type { DueEvents } from './due-events.ts';
import { PrivateBaselines } from './private-baselines.ts';
import { RowHistory } from './row-history.ts';
import { Segments } from './segments.ts';

const PRIVATE_BYTES = 256;

/** Asked before a snapshot goes out: each player that it names for the first time. */
export type Introduce = (playerId: number) => void;

export class Replicator<W extends World, A> {
  private readonly game: Game<W, A>;
  private readonly world: W;
  private readonly arena: A;
  private readonly events: DueEvents;
  private readonly timer: StageTimer;
  private readonly table: EntityTable;
  private readonly history: RowHistory;
  private readonly privateBaselines: PrivateBaselines;
  private readonly segments: Segments<A>;
  private readonly interest: Interest<A>;
  private readonly diff: Diff<A>;
  private readonly playerColumns: readonly (readonly number[])[];
  private readonly eventPlayerColumns: readonly (readonly number[])[];

  /** Holds the snapshot written last, and those before it since it was rewound. */
  readonly writer = new SnapshotWriter();
  private readonly attention: Point = { x: 0, y: 0 };
  private readonly mask = new Uint8Array(MAX_SLOTS / 8);
  private readonly bodyScratch: RowPlace[];
  private readonly privateScratch: RowPlace;
  private readonly privateBytes = new ByteWriter(PRIVATE_BYTES);
  private readonly header: SnapshotHeader = {
    tick: 0,
    age: 0,
    inputTick: -1,
    inputEarlyMs: 0,
    focus: NO_SLOT,
    checksum: -1,
  };

  constructor(game: Game<W, A>, world: W, arena: A, events: DueEvents, timer: StageTimer) {
    this.game = game;
    this.world = world;
    this.arena = arena;
    this.events = events;
    this.timer = timer;
    this.table = world.entities;
    this.history = new RowHistory(this.table);
    this.privateBaselines = new PrivateBaselines(game.privateRow);
    this.segments = new Segments(this.history, game.entities, arena, game.rates.ticksPerFrame);
    const isHidden =
      game.isHidden === undefined
        ? undefined
        : (playerId: number, slot: number) => game.isHidden?.(world, playerId, slot) === true;
    this.interest = new Interest(this.history, game.entities, game.viewSize, game.side(arena), isHidden);
    this.diff = new Diff(this.segments, this.interest);
    this.playerColumns = game.entities.map(playerColumns);
    this.eventPlayerColumns = game.events.map(playerColumns);
    this.bodyScratch = game.entities.map((kind) => kind.view());
    this.privateScratch = game.privateRow.view();
  }

  /** Sets how many entities a client is shown at most, and how old most baselines are, in ticks. */
  shed(seatsMost: number, commonAge: number): void {
    this.interest.seatsMost = seatsMost;
    this.segments.commonAge = commonAge;
  }

  /** Keeps the world as it is after its tick, for this and later snapshots; once a tick. */
  record(): void {
    const { tick } = this.world;
    this.history.record(tick);
    this.segments.begin(tick);
    this.interest.rebuild(tick);
  }

  /** Writes a client's snapshot of this tick, which from now on is its baseline, with `writer`. */
  write(view: ClientView, nowMs: number, introduce: Introduce): void {
    const { tick } = this.world;
    const { game, world, header, writer, attention } = this;
    const age = view.ageAt(tick);
    const ownSlot = view.playerId === 0 ? NO_SLOT : game.ownSlot(world, view.playerId);
    game.attention(world, view.playerId, attention);
    const hadOwn = age > 0 && view.hasPrivate;
    const bodyId = view.focusId;
    if (hadOwn) this.predictPrivate(view, age);
    if (age === 0) view.clear();

    this.timer.enter('interest');
    this.interest.begin(view, attention.x, attention.y, ownSlot);
    const { diff } = this;
    diff.walk(view, age);
    const leftCount = this.interest.choose(view, diff.left, diff.leftCount);
    view.focus = NO_SLOT;
    view.focusId = 0;
    if (diff.ownAt >= 0) this.setFocus(view, diff.ownAt, ownSlot);
    this.timer.enter('encode');
    this.seatNewcomers(view, ownSlot, introduce);

    header.tick = tick;
    header.age = age;
    header.inputTick = view.inputTick;
    header.inputEarlyMs = view.inputEarlyMs;
    header.focus = view.focus;
    header.checksum = this.checksumIfDue(view, ownSlot, nowMs);
    writer.begin(header);
    writer.left(diff.left, leftCount);
    this.writeEntered();
    this.writeChanged(view, age);
    this.writePrivate(view, ownSlot, hadOwn && view.focusId === bodyId);
    this.writeEvents(view, introduce);

    view.baseline = tick;
    view.needsFull = false;
    writer.finish();
  }

  private seatNewcomers(view: ClientView, ownSlot: number, introduce: Introduce): void {
    const { table, interest } = this;
    for (let i = 0; i < interest.newCount; i += 1) {
      const tableSlot = at(interest.newcomers, i);
      const slot = view.take(tableSlot);
      if (tableSlot === ownSlot) this.setFocus(view, slot, tableSlot);
      const base = table.base(tableSlot);
      const columns = item(this.playerColumns, atUint8(table.kinds, tableSlot));
      for (let c = 0; c < columns.length; c += 1) introduce(at(table.ints, base + item(columns, c)));
    }
  }

  private checksumIfDue(view: ClientView, ownSlot: number, nowMs: number): number {
    if (nowMs - view.lastChecksumMs < CHECKSUM_INTERVAL_MS) return -1;
    view.lastChecksumMs = nowMs;
    let sum = 0;
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      const held = view.tableSlot(slot);
      if (held >= 0) sum = (sum + this.segments.hash(held)) | 0;
    }
    if (this.hasOwn(view, ownSlot)) {
      const own = this.game.ownPrivateRow(this.world, view.playerId);
      sum = (sum + privateHash(own.ints, own.base, this.game.privateRow.width)) | 0;
    }
    return foldChecksum(sum);
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

  // As the client does: the private row first in each tick, since it reads the body as it was the tick before.
  private predictPrivate(view: ClientView, age: number): void {
    const { tick } = this.world;
    const past = this.history.at(tick - age);
    const tableSlot = view.tableSlot(view.focus);
    const kindIndex = atUint8(past.kinds, tableSlot);
    const kind = item(this.game.entities, kindIndex);
    const body = item(this.bodyScratch, kindIndex);
    copyInts(past.ints, this.table.base(tableSlot), body.ints, 0, kind.width);
    this.privateBaselines.read(view.playerId, this.privateScratch.ints);
    for (let t = tick - age + 1; t <= tick; t += 1) {
      this.game.privateRow.predict(this.privateScratch, t, this.arena, body);
      if (t < tick && !kind.predict(body, t, this.arena)) return;
    }
  }

  private writePrivate(view: ClientView, ownSlot: number, isSameLife: boolean): void {
    const { writer, privateBytes, privateScratch } = this;
    const kind = this.game.privateRow;
    view.hasPrivate = this.hasOwn(view, ownSlot);
    if (!view.hasPrivate) {
      writer.noPrivate();
      return;
    }
    const own = this.game.ownPrivateRow(this.world, view.playerId);
    this.privateBaselines.keep(view.playerId, own);
    privateBytes.length = 0;
    if (!isSameLife) {
      writer.privateFull();
      const elements = writeFullRow(kind, own.ints, own.base, privateBytes);
      writer.segment(privateBytes.bytes, 0, privateBytes.length, elements);
    } else if (sameInts(own.ints, own.base, privateScratch.ints, 0, kind.width)) writer.privateAsPredicted();
    else {
      const elements = writeResidual(kind, own.ints, own.base, privateScratch.ints, 0, privateBytes);
      writer.segment(privateBytes.bytes, 0, privateBytes.length, elements);
    }
  }

  private writeEvents(view: ClientView, introduce: Introduce): void {
    const { events, writer } = this;
    const since = view.eventsTick;
    view.eventsTick = this.world.tick;
    if (since < 0) return;
    events.choose(since, this.world.tick, view.playerId, this.interest);
    for (let i = events.count - 1; i >= 0; i -= 1) {
      const log = events.logOf(i);
      const n = events.numberOf(i);
      const columns = item(this.eventPlayerColumns, log.kindIndexOf(n));
      for (let c = 0; c < columns.length; c += 1) introduce(log.column(n, item(columns, c)));
      writer.segment(log.bytes, log.start(n), log.length(n), log.elements(n));
    }
  }

  private setFocus(view: ClientView, slot: number, tableSlot: number): void {
    view.focus = slot;
    view.focusId = atUint16(this.table.ids, tableSlot);
  }

  private hasOwn(view: ClientView, ownSlot: number): boolean {
    return view.playerId !== 0 && ownSlot >= 0;
  }
}

function playerColumns(kind: RowKind): readonly number[] {
  return kind.columns.flatMap((column, index) => (column.isPlayer ? [index] : []));
}
