// Remote entities as they are drawn: slightly in the past, in between the snapshots that are there. An entity is its entry
// (`key`), never a slot, so nothing is ever drawn between two lives.

import { copyInts, type EntityKind, type RowPlace } from '@starfray/shared/contract';
import { ANGLE_MASK, at, atUint8, atUint16, item, turnBetween } from '@starfray/shared/core';
import { type HeldRows, MAX_DRAW_DELAY_TICKS, MAX_SLOTS } from '@starfray/shared/protocol';
import type { DrawnEntity } from './client-state.ts';
import { canDecay, DECAY_PER_TICK } from './error-decay.ts';
import type { Smoothing } from './smoothing.ts';

/** Snapshots kept per entity: half a second. */
const SAMPLES = 16;
/** How many mean deviations of the arrival are added to the delay, and how many ticks. */
const DELAYS = {
  auto: { deviations: 3, ticks: 0.25 },
  /** For eyes that mind a stutter more than a picture that is somewhat older. */
  smoother: { deviations: 4.5, ticks: 1.5 },
  /** For those who rather see a stutter than react to the past. */
  snappier: { deviations: 1.5, ticks: 0 },
} as const satisfies Readonly<Record<Smoothing, object>>;

/** Beyond the newest snapshot a row is predicted on, at most so far. */
const MAX_EXTRAPOLATED_TICKS = 6;
/** What is over by now flies on to its end unless a stall came before, of which nothing is known for so long. */
const MAX_FLOWN_ON_TICKS = 21;
const OFFSET_GAIN = 1 / 16;
/** Snapshots further apart than this are a stall, not a rate. */
const MAX_INTERVAL_TICKS = 4;
/** A snapshot later than this was held up by a stall; and so were those behind it, until one is late by less than the second. */
const STALL_TICKS = 9;
const STALL_OVER_TICKS = 4;
/** For so long snapshots may come late out of a stall. */
const MAX_STALL_MS = 60;
/** The drawn time follows its target at most this much faster or slower; faster by up to three times that the further it fell behind. */
const MAX_FOLLOW = 0.1;
const MAX_CATCH_UP = 0.3;
const CATCH_UP_TICKS = 30;
/** Too far off to follow. */
const JUMP_TICKS = 15;

interface Track {
  key: number;
  kindIndex: number;
  id: number;
  isOwn: boolean;
  /** Tick at which it was no longer there; undefined while it is. */
  endTick: number | undefined;
  count: number;
  /** What is drawn is still so far from where it ought to be, since a snapshot showed another way than the predicted one. */
  offsetX: number;
  offsetY: number;
  readonly ticks: Int32Array;
  readonly ints: Int32Array;
  readonly drawn: { key: number; kind: number; id: number; isOwn: boolean; row: RowPlace };
}

export class Interpolator<A> {
  /** What is to be drawn, refreshed by `draw`. */
  readonly drawn: DrawnEntity[] = [];
  /** The tick that is drawn. */
  drawTick = 0;
  jitterMs = 0;
  smoothing: Smoothing = 'auto';
  private readonly held: HeldRows<A>;
  private readonly tickMs: number;
  /** Ticks between two snapshots, as they come: more when the server sheds load. */
  private intervalTicks: number;
  private lastTick = 0;
  private readonly tracks = new Map<number, Track>();
  private readonly scratch: readonly RowPlace[];
  /** Server tick minus local time, in ticks: the mean over arrivals. */
  private offset: number | undefined;
  private deviation = 0;
  /** When the first snapshot came late out of the stall that they come out of now. */
  private stalledSinceMs: number | undefined;
  private lastDrawMs: number | undefined;

  constructor(held: HeldRows<A>, tickMs: number, ticksPerFrame: number) {
    this.held = held;
    this.tickMs = tickMs;
    this.intervalTicks = ticksPerFrame;
    this.scratch = held.game.entities.map((kind) => kind.view());
  }

  get delayTicks(): number {
    const { deviations, ticks } = DELAYS[this.smoothing];
    return Math.min(MAX_DRAW_DELAY_TICKS, this.intervalTicks + ticks + deviations * this.deviation);
  }

  /** How far the tick that is drawn lies beyond the newest snapshot; 0 while there is news to draw, at most MAX_EXTRAPOLATED_TICKS. */
  get extrapolatedTicks(): number {
    return Math.max(0, this.drawTick - this.held.tick);
  }

  /** Takes over the rows held after a snapshot was applied. */
  sample(nowMs: number): void {
    const { held } = this;
    this.observeInterval(held.tick);
    this.observeArrival(held.tick, nowMs);
    for (const track of this.tracks.values()) track.endTick ??= held.tick;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      if (atUint16(held.ids, slot) === 0) continue;
      const track = this.trackOf(slot);
      track.endTick = undefined;
      track.isOwn = held.hasPrivate && slot === held.focus;
      const wasGuessed = track.count > 0 && !track.isOwn && this.newestTick(track) < this.drawTick;
      const place = track.count % SAMPLES;
      track.ticks[place] = held.tick;
      copyInts(held.ints, held.base(slot), track.ints, place * held.stride, held.kindOf(slot).width);
      track.count += 1;
      if (wasGuessed) this.smooth(track);
    }
  }

  /** Refreshes `drawn` for this moment. */
  draw(nowMs: number): void {
    const kept = DECAY_PER_TICK ** Math.max(0, (nowMs - (this.lastDrawMs ?? nowMs)) / this.tickMs);
    this.follow(nowMs);
    this.drawn.length = 0;
    for (const track of this.tracks.values()) {
      track.offsetX *= kept;
      track.offsetY *= kept;
      if (this.isOver(track)) this.tracks.delete(track.key);
      else if (this.place(track)) this.drawn.push(track.drawn);
    }
  }

  // One's own was drawn ahead of the news: it ends with them, or it would be shown once more where it was.
  private isOver(track: Track): boolean {
    const { endTick, isOwn } = track;
    if (endTick === undefined) return false;
    return isOwn || this.drawTick >= endTick || this.drawTick - this.newestTick(track) > MAX_FLOWN_ON_TICKS;
  }

  // What was drawn beyond the news was a guess: from where that put it, it closes up to where it is.
  private smooth(track: Track): void {
    const { xColumn, yColumn } = item(this.held.game.entities, track.kindIndex);
    const { ints } = track.drawn.row;
    const [x, y] = [at(ints, xColumn), at(ints, yColumn)];
    track.offsetX = 0;
    track.offsetY = 0;
    if (!this.place(track)) return;
    const [offsetX, offsetY] = [x - at(ints, xColumn), y - at(ints, yColumn)];
    if (!canDecay(offsetX, offsetY)) return;
    track.offsetX = offsetX;
    track.offsetY = offsetY;
  }

  private newestTick(track: Track): number {
    return at(track.ticks, (track.count - 1) % SAMPLES);
  }

  // Longer at once, shorter by and by; a stall is none of its business.
  private observeInterval(tick: number): void {
    const gap = tick - this.lastTick;
    this.lastTick = tick;
    if (gap <= 0 || gap > MAX_INTERVAL_TICKS) return;
    this.intervalTicks += (gap - this.intervalTicks) * (gap > this.intervalTicks ? 1 / 2 : OFFSET_GAIN);
  }

  private observeArrival(tick: number, nowMs: number): void {
    const offset = tick - nowMs / this.tickMs;
    if (this.offset === undefined) {
      this.drawTick = tick - this.delayTicks;
      this.lastDrawMs = nowMs;
      this.offset = offset;
    }
    const late = this.offset - offset;
    if (this.isStalled(late, nowMs)) return;
    // No line makes a snapshot early: then it is the mean that was wrong. And what stays late is late by the clock.
    if (Math.abs(late) > STALL_TICKS) this.offset = offset;
    this.deviation += (Math.abs(offset - this.offset) - this.deviation) * OFFSET_GAIN;
    this.offset += (offset - this.offset) * OFFSET_GAIN;
    this.jitterMs = this.deviation * this.tickMs;
  }

  // Late by far, or with others that are: such a time says nothing of how the line is otherwise, unless it lasts.
  private isStalled(late: number, nowMs: number): boolean {
    if (late > STALL_TICKS) this.stalledSinceMs ??= nowMs;
    else if (late < STALL_OVER_TICKS) this.stalledSinceMs = undefined;
    if (this.stalledSinceMs === undefined) return false;
    if (nowMs - this.stalledSinceMs < MAX_STALL_MS) return true;
    this.stalledSinceMs = undefined;
    return false;
  }

  // Never back, or what was shown would be shown again; and in a stall no further than anything is predicted, or it would have
  // to stand still for as long once snapshots are back.
  private follow(nowMs: number): void {
    if (this.offset === undefined) return;
    const target = nowMs / this.tickMs + this.offset - this.delayTicks;
    const elapsed = (nowMs - (this.lastDrawMs ?? nowMs)) / this.tickMs;
    this.lastDrawMs = nowMs;
    const error = target - (this.drawTick + elapsed);
    const catchUp = Math.max(MAX_FOLLOW, Math.min(MAX_CATCH_UP, error / CATCH_UP_TICKS));
    const correction = Math.max(-elapsed * MAX_FOLLOW, Math.min(elapsed * catchUp, error));
    const next = Math.abs(error) > JUMP_TICKS ? target : this.drawTick + elapsed + correction;
    this.drawTick = Math.max(this.drawTick, Math.min(next, this.held.tick + MAX_EXTRAPOLATED_TICKS));
  }

  private trackOf(slot: number): Track {
    const { held } = this;
    const key = at(held.keys, slot);
    const known = this.tracks.get(key);
    if (known !== undefined) return known;
    const kindIndex = atUint8(held.kinds, slot);
    const id = atUint16(held.ids, slot);
    const row = held.kindOf(slot).view();
    const track: Track = {
      key,
      kindIndex,
      id,
      isOwn: false,
      endTick: undefined,
      count: 0,
      offsetX: 0,
      offsetY: 0,
      ticks: new Int32Array(SAMPLES),
      ints: new Int32Array(SAMPLES * held.stride),
      drawn: { key, kind: kindIndex, id, isOwn: false, row },
    };
    this.tracks.set(key, track);
    return track;
  }

  // Writes the row of a track as it is drawn; false while the drawn tick lies before its entry.
  private place(track: Track): boolean {
    track.drawn.isOwn = track.isOwn;
    if (!this.placeExactly(track)) return false;
    const { xColumn, yColumn } = item(this.held.game.entities, track.kindIndex);
    const { ints } = track.drawn.row;
    ints[xColumn] = at(ints, xColumn) + Math.round(track.offsetX);
    ints[yColumn] = at(ints, yColumn) + Math.round(track.offsetY);
    return true;
  }

  private placeExactly(track: Track): boolean {
    const newest = track.count - 1;
    const oldest = Math.max(0, track.count - SAMPLES);
    let after = newest;
    while (after > oldest && at(track.ticks, (after - 1) % SAMPLES) > this.drawTick) after -= 1;
    const kind = item(this.held.game.entities, track.kindIndex);
    if (this.newestTick(track) <= this.drawTick) {
      this.extrapolate(track, kind);
      return true;
    }
    if (after === oldest) return oldest > 0;
    this.blend(track, kind, (after - 1) % SAMPLES, after % SAMPLES);
    return true;
  }

  private blend(track: Track, kind: EntityKind<A>, from: number, to: number): void {
    const { stride } = this.held;
    const start = at(track.ticks, from);
    const fraction = (this.drawTick - start) / (at(track.ticks, to) - start);
    blendRow(kind, track.ints, from * stride, track.ints, to * stride, fraction, track.drawn.row.ints);
  }

  private extrapolate(track: Track, kind: EntityKind<A>): void {
    const newest = (track.count - 1) % SAMPLES;
    const { row } = track.drawn;
    // Or what is over would hang there until then, where a stall came before.
    const most = track.endTick === undefined ? MAX_EXTRAPOLATED_TICKS : Number.POSITIVE_INFINITY;
    const ahead = Math.min(most, this.drawTick - at(track.ticks, newest));
    copyInts(track.ints, newest * this.held.stride, row.ints, 0, kind.width);
    if (ahead <= 0) return;
    const whole = Math.floor(ahead);
    const tick = at(track.ticks, newest);
    for (let t = 1; t <= whole; t += 1) if (!kind.predict(row, tick + t, this.held.arena)) return;
    const next = item(this.scratch, track.kindIndex);
    copyInts(row.ints, 0, next.ints, 0, kind.width);
    if (kind.predict(next, tick + whole + 1, this.held.arena)) {
      blendRow(kind, row.ints, 0, next.ints, 0, ahead - whole, row.ints);
    }
  }
}

/** Writes the row `fraction` of the way between two: straight, round the circle, or the value of the nearer one, column by column. */
function blendRow<A>(
  kind: EntityKind<A>,
  from: Int32Array,
  fromBase: number,
  to: Int32Array,
  toBase: number,
  fraction: number,
  out: Int32Array,
): void {
  for (let i = 0; i < kind.width; i += 1) {
    const a = at(from, fromBase + i);
    const b = at(to, toBase + i);
    const { blend } = item(kind.columns, i);
    if (blend === 'linear') out[i] = Math.round(a + (b - a) * fraction);
    else if (blend === 'turn') out[i] = (a + Math.round(turnBetween(a, b) * fraction)) & ANGLE_MASK;
    // What changed in between did so at its middle, as likely as not.
    else out[i] = fraction < 0.5 ? a : b;
  }
}
