// One stay in a room, from welcome to the end of the connection: the rows held, the clock, prediction, what is drawn. A new
// connection is a new play: nothing of the old one can leak into it.

import {
  type EntityKind,
  encodeMessage,
  type Game,
  type Point,
  type RowPlace,
  type World,
} from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import {
  type AppliedSnapshot,
  applySnapshot,
  type Codec,
  HeldRows,
  type Link,
  MAX_SEEN_BEHIND,
  MAX_SLOTS,
  NO_SLOT,
  type Protocol,
  QUIET_FRAMES,
  QUIET_MS,
  SEEN_STEPS,
} from '@starfray/shared/protocol';
import type { DrawnEvent } from './client-state.ts';
import { InputSender, type ViewLag } from './input-sender.ts';
import { Interpolator } from './interpolator.ts';
import { Predictor } from './predictor.ts';
import { distanceBetween, shareOfPresent } from './shared-body.ts';
import { TickClock } from './tick-clock.ts';
import type { TickInput } from './tick-input.ts';

/** Ticks run in one update at most: at 10 frames a second there are six; beyond this the rest is skipped, never played out. */
const MAX_TICKS_PER_UPDATE = 15;
/** Events that wait for their moment; the oldest are dropped. */
const MAX_PENDING_EVENTS = 256;
const RTT_GAIN = 1 / 8;
/** Ticks back that a late frame is looked for. */
const KEPT_TICKS = 128;
/** What jitter adds to the time that a late input takes to show. */
const LATE_GRACE_MS = 50;

export interface PlayDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly codec: Codec;
  readonly protocol: Protocol;
  readonly link: Link;
  /** What the ticks are run under. */
  readonly input: TickInput;
  readonly draws: boolean;
}

export interface Welcome {
  readonly tick: number;
  readonly playerId: number;
  readonly arena: readonly number[];
}

export class Play<W extends World, A> {
  readonly arena: A;
  readonly held: HeldRows<A>;
  readonly predictor: Predictor<W, A>;
  readonly interpolator: Interpolator<A>;
  readonly camera: Point;
  readonly ownBody: RowPlace[];
  readonly ownPrivate: RowPlace;
  playerId: number;
  snapshots = 0;
  bytes = 0;
  desyncs = 0;
  rttMs = 0;
  lastSnapshotMs: number;
  private readonly sharedRow: RowPlace;
  private readonly deps: PlayDeps<W, A>;
  private readonly clock: TickClock;
  private readonly sender: InputSender;
  private readonly tickMs: number;
  private readonly events: DrawnEvent[] = [];
  private lastAcknowledgedMs = 0;
  /** The own entity was gone then: what came until then is shown at once, as its end is. */
  private ownEndTick = 0;
  private lateUntilMs = Number.NEGATIVE_INFINITY;
  private isBroken = false;
  private isAway = false;

  constructor(deps: PlayDeps<W, A>, welcome: Welcome, nowMs: number) {
    const { game } = deps;
    this.deps = deps;
    this.playerId = welcome.playerId;
    const options = game.arenaOptions.view(Int32Array.from(welcome.arena), 0);
    this.arena = game.createArena(options);
    this.held = new HeldRows(game, this.arena);
    this.tickMs = 1000 / game.rates.ticksPerSecond;
    this.clock = new TickClock(this.tickMs, welcome.tick, nowMs);
    this.predictor = new Predictor(game, this.arena, welcome.tick);
    this.interpolator = new Interpolator(this.held, this.tickMs, game.rates.ticksPerFrame);
    const quietMost = Math.max(
      1,
      Math.min(QUIET_FRAMES, Math.round(QUIET_MS / this.tickMs / game.rates.ticksPerFrame)),
    );
    this.sender = new InputSender(game.input, game.rates.ticksPerFrame, deps.codec, deps.protocol, quietMost);
    const centre = Math.trunc(game.side(this.arena) / 2);
    this.camera = { x: centre, y: centre };
    this.ownBody = game.entities.map((kind) => kind.view());
    this.ownPrivate = game.privateRow.view();
    this.sharedRow = (game.shared ?? game.privateRow).view();
    this.lastSnapshotMs = nowMs;
  }

  get jitterMs(): number {
    return this.clock.jitterMs;
  }

  get leadTicks(): number {
    return this.predictor.tick - this.held.tick;
  }

  /** Your own rows as predicted, or undefined while you have no entity. */
  get own(): { readonly body: RowPlace; readonly own: RowPlace } | undefined {
    if (!this.predictor.hasOwn) return undefined;
    const body = this.ownBody[atUint8(this.held.kinds, Math.max(0, this.held.focus))];
    return body === undefined ? undefined : { body, own: this.ownPrivate };
  }

  /** Takes a decoded snapshot; a bad one asks for a full one in its place. */
  receive(elements: readonly unknown[], sizeBytes: number, nowMs: number): void {
    const result = applySnapshot(elements, this.held, this.deps.game.events);
    this.bytes += sizeBytes;
    if (!result.ok) {
      // Rows that are worthless already cannot get worse: only the first fault is news.
      if (!this.isBroken) this.reportDesync(0);
      this.isBroken = true;
      return;
    }
    const snapshot = result.value;
    this.isBroken = false;
    this.snapshots += 1;
    this.lastSnapshotMs = nowMs;
    if (!snapshot.isSound) this.reportDesync(snapshot.tick);
    this.clock.reach(snapshot.tick, nowMs);
    this.takeEcho(snapshot, nowMs);
    const { hasOwn } = this.predictor;
    this.reconcile(this.isLate(snapshot, nowMs));
    if (hasOwn && !this.predictor.hasOwn) this.ownEndTick = snapshot.tick;
    // A caller that looks before the next update must not find a row that was never filled in.
    this.placeOwn(nowMs);
    if (this.deps.draws) this.interpolator.sample(nowMs);
    for (const { kind, row } of snapshot.events) this.events.push({ kind, row, tick: snapshot.tick });
    if (this.events.length > MAX_PENDING_EVENTS) this.events.splice(0, this.events.length - MAX_PENDING_EVENTS);
  }

  /** Runs the ticks that are due, sends their frames, and places what is drawn. */
  update(nowMs: number): void {
    if (this.held.tick === 0) return;
    if (this.playerId === 0) this.acknowledge(nowMs);
    else if (!this.isAway) this.runTicks(nowMs);
    this.place(nowMs);
  }

  /** The next event whose moment has come on the drawn timeline; what is not seen anywhere comes at once. */
  takeEvent(): DrawnEvent | undefined {
    const shownTick = this.deps.draws
      ? Math.max(this.ownEndTick, this.interpolator.drawTick)
      : Number.POSITIVE_INFINITY;
    const index = this.events.findIndex(({ kind, tick }) => kind.audience !== 'seen' || tick <= shownTick);
    return index < 0 ? undefined : this.events.splice(index, 1)[0];
  }

  setAway(isAway: boolean): void {
    if (isAway === this.isAway) return;
    this.isAway = isAway;
    if (!isAway) this.clock.unsync();
    this.deps.link.send(this.deps.codec.pack(encodeMessage(this.deps.protocol.client.away, { isAway })));
  }

  /** From now on only watching. */
  becomeSpectator(): void {
    this.playerId = 0;
    this.predictor.lose();
  }

  /** Are there ticks that controls are for? */
  get takesInput(): boolean {
    return this.held.tick !== 0 && this.playerId !== 0 && !this.isAway;
  }

  private runTicks(nowMs: number): void {
    const { predictor, clock, sender } = this;
    const { input } = this.deps;
    const due = Math.floor(clock.position(nowMs));
    if (due - predictor.tick > MAX_TICKS_PER_UPDATE) {
      sender.breakOff(predictor.tick);
      predictor.skipTo(due - MAX_TICKS_PER_UPDATE);
      // From the rows held, or the own entity would be gone until the next snapshot: on a slow machine, always.
      this.reconcile();
    }
    while (predictor.tick < due) {
      predictor.run(input.row);
      sender.add(predictor.tick, input.row, this.viewLag(), this.deps.link, nowMs);
      input.settle();
    }
  }

  // What is drawn, or the rows held where nothing is.
  private viewLag(): ViewLag {
    const { tick } = this.held;
    const behind = this.deps.draws ? Math.round((tick - this.interpolator.drawTick) * SEEN_STEPS) : 0;
    return { acknowledged: tick, seenBehind: Math.max(0, Math.min(MAX_SEEN_BEHIND, behind)) };
  }

  private acknowledge(nowMs: number): void {
    const { codec, protocol, link } = this.deps;
    if (nowMs - this.lastAcknowledgedMs < QUIET_MS) return;
    this.lastAcknowledgedMs = nowMs;
    link.send(codec.pack(encodeMessage(protocol.client.acknowledge, { acknowledged: this.held.tick })));
  }

  private takeEcho(snapshot: AppliedSnapshot, nowMs: number): void {
    const frameTick = snapshot.inputTick;
    if (frameTick === undefined || !this.clock.hears(frameTick)) return;
    const sentMs = this.sender.sentAt(frameTick);
    if (sentMs === undefined) return;
    // The frame lay at the server from its arrival until this snapshot went out: no part of the round trip.
    const heldMs = Math.max(0, (snapshot.tick - frameTick) * this.tickMs + snapshot.inputEarlyMs);
    const sample = Math.max(0, nowMs - sentMs - heldMs);
    this.rttMs = this.rttMs === 0 ? sample : this.rttMs + (sample - this.rttMs) * RTT_GAIN;
    const timing = { frameTick, snapshotTick: snapshot.tick, earlyMs: snapshot.inputEarlyMs };
    this.clock.steer(timing, this.rttMs, this.predictor.tick, nowMs);
    // Less than a frame is waited for.
    if (this.clock.position(nowMs) < this.predictor.tick - this.deps.game.rates.ticksPerFrame) this.setBack(nowMs);
  }

  // The server gave up time, as a machine does that slept: what was sent for ticks that are far away now is not what to do then.
  private setBack(nowMs: number): void {
    const { deps, predictor } = this;
    const { ticksPerFrame } = deps.game.rates;
    const next = Math.max(this.held.tick, Math.floor(this.clock.position(nowMs))) + 1;
    const tick = next - (next % ticksPerFrame);
    predictor.eachInput(tick, (voided) => deps.input.pressAgain(voided));
    predictor.setBack(tick - 1);
    this.sender.forget();
    deps.link.send(deps.codec.pack(encodeMessage(deps.protocol.client.setBack, { tick })));
  }

  // Did the server do without frames that were under way, now or within the last round trip? What they brought acts one tick after the
  // other, so their corrections trail.
  private isLate(snapshot: AppliedSnapshot, nowMs: number): boolean {
    const { ticksPerFrame } = this.deps.game.rates;
    let isMissing = snapshot.inputTick !== undefined && snapshot.inputEarlyMs < 0;
    const known = Math.max(snapshot.inputTick ?? 0, snapshot.tick - KEPT_TICKS);
    for (let t = known + ticksPerFrame; t <= snapshot.tick && !isMissing; t += 1) {
      isMissing = this.sender.sentAt(t) !== undefined;
    }
    if (isMissing) this.lateUntilMs = nowMs + this.rttMs + LATE_GRACE_MS;
    return nowMs <= this.lateUntilMs;
  }

  private reconcile(isLate = false): void {
    const { held, predictor } = this;
    if (held.focus === NO_SLOT || !held.hasPrivate) {
      predictor.lose();
      return;
    }
    const { focus } = held;
    const shared = this.sharedSlot(focus);
    predictor.reconcile(
      held.tick,
      at(held.keys, focus),
      atUint8(held.kinds, focus),
      held.ints,
      held.base(focus),
      held.privateInts,
      isLate,
      shared === NO_SLOT ? 0 : at(held.keys, shared),
      shared === NO_SLOT ? 0 : held.base(shared),
    );
  }

  // Where the shared body lies that is nearest to the own one; NO_SLOT in a game without.
  private sharedSlot(focus: number): number {
    const { held } = this;
    const { shared } = this.predictor;
    if (shared === undefined) return NO_SLOT;
    const own = held.base(focus);
    let nearest = NO_SLOT;
    let least = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      if (atUint16(held.ids, slot) === 0 || held.kindOf(slot) !== shared.kind) continue;
      const distance = distanceBetween(held.kindOf(focus), held.ints, own, shared.kind, held.ints, held.base(slot));
      if (distance >= least) continue;
      least = distance;
      nearest = slot;
    }
    return nearest;
  }

  private placeOwn(nowMs: number): void {
    const { own } = this;
    if (own === undefined) return;
    this.predictor.readDrawn(this.fractionAt(nowMs), own.body.ints, own.own.ints);
  }

  // Of the way from the tick before to the newest one.
  private fractionAt(nowMs: number): number {
    const position = this.clock.position(nowMs);
    return Math.max(0, Math.min(1, position - Math.floor(position)));
  }

  private place(nowMs: number): void {
    this.placeOwn(nowMs);
    if (!this.deps.draws) return;
    this.interpolator.draw(nowMs);
    this.showOwn();
    this.showShared(nowMs);
  }

  // One's own entity is drawn from prediction only; a followed one leads the camera of a spectator.
  private showOwn(): void {
    const { own, held, interpolator } = this;
    const focusKey = held.focus === NO_SLOT ? 0 : at(held.keys, held.focus);
    for (const entity of interpolator.drawn) {
      if (entity.key !== focusKey) continue;
      const kind = item(this.deps.game.entities, entity.kind);
      if (own !== undefined && entity.isOwn) entity.row.ints.set(own.body.ints);
      this.camera.x = at(entity.row.ints, kind.xColumn);
      this.camera.y = at(entity.row.ints, kind.yColumn);
    }
  }

  // In our present where we are near it, in the past with the others where they are.
  private showShared(nowMs: number): void {
    const { own, interpolator, predictor } = this;
    const { shared } = predictor;
    if (shared === undefined || own === undefined) return;
    const past = interpolator.drawn.find(({ key }) => key === shared.key)?.row.ints;
    const present = this.sharedRow.ints;
    if (past === undefined || !predictor.readDrawnShared(this.fractionAt(nowMs), present)) return;
    const toOwn = distanceBetween(
      item(this.deps.game.entities, this.ownKind),
      own.body.ints,
      0,
      shared.kind,
      present,
      0,
    );
    const share = shareOfPresent(toOwn, this.nearestOther(shared.kind, past));
    const [x, y] = [at(past, shared.kind.xColumn), at(past, shared.kind.yColumn)];
    if (share >= 0.5) past.set(present);
    past[shared.kind.xColumn] = Math.round(x + (at(present, shared.kind.xColumn) - x) * share);
    past[shared.kind.yColumn] = Math.round(y + (at(present, shared.kind.yColumn) - y) * share);
  }

  // How far the nearest body like the own one is, as it is drawn.
  private nearestOther(kind: EntityKind<A>, place: Int32Array): number {
    let nearest = Number.POSITIVE_INFINITY;
    for (const entity of this.interpolator.drawn) {
      if (entity.isOwn || entity.kind !== this.ownKind) continue;
      const other = item(this.deps.game.entities, entity.kind);
      nearest = Math.min(nearest, distanceBetween(other, entity.row.ints, entity.row.base, kind, place, 0));
    }
    return nearest;
  }

  private get ownKind(): number {
    return atUint8(this.held.kinds, Math.max(0, this.held.focus));
  }

  private reportDesync(tick: number): void {
    this.desyncs += 1;
    this.deps.link.send(this.deps.codec.pack(encodeMessage(this.deps.protocol.client.desync, { tick })));
  }
}
