// Chooses what one client sees: everything in its view while it fits, and in a crowd the seats go by rank, then to what comes
// closer, then by nearness. What is held stays until it leaves a slightly larger view or is clearly beaten.

import type { EntityKind, ViewSize } from '@starfray/shared/contract';
import { at, atFloat64, atUint8, atUint16, Grid, item } from '@starfray/shared/core';
import { DISPLACE_RATIO, MAX_CANDIDATES, MAX_DISPLACED, MAX_SEEN_ENTITIES, MAX_SLOTS } from '@starfray/shared/protocol';
import type { ViewBox } from '../replication/event-log.ts';
import type { RowHistory } from '../replication/row-history.ts';
import type { TableRows } from '../replication/table-rows.ts';
import type { ClientView } from './client-view.ts';

/** Cells of 512 px: measured, any size between 200 and 600 px costs the same. */
const CELL_SHIFT = 17;
/** What is held stays until it is this much beyond the view: no flicker at its edge. */
const KEEP_RATIO = 1.1;
/** Seats go by squared distances in px; ranks and directions lie above them. */
const KEY_SHIFT_PX = 8;
const RANK_STEP = 2 ** 30;
const AWAY_STEP = 2 ** 29;

/** An entity's place and kind in one number: 7 bits of kind, then x and y in units coarse enough for 12 bits each. */
export const KIND_SHIFT = 24;
export const X_SHIFT = 12;
export const PLACE_MASK = 0xfff;
/** Clients that marks tell apart before they are wiped. */
const MARKS = 255;

/** Entities that must not be sent to a player: the game's word. */
export type IsHidden = (playerId: number, tableSlot: number) => boolean;

export class Interest<A> implements ViewBox {
  /** Entities chosen to enter, as table slots; only the first `newCount` count. */
  readonly newcomers = new Int32Array(MAX_CANDIDATES + 1);
  newCount = 0;
  /** Entities that a client is shown at most. What it holds beyond leaves as it goes out of view. */
  seatsMost = MAX_SEEN_ENTITIES;
  /** What the client last begun with sees: everything within the reach of the place it looks at. */
  x = 0;
  y = 0;
  reachX = 0;
  reachY = 0;
  ownSlot = -1;
  /** What it keeps of what it holds, in the units of `places`: from so far left and top, so wide and high. */
  keepLeft = 0;
  keepTop = 0;
  keepWidth = 0;
  keepHeight = 0;
  /** By table slot: kind and place; what is marked with `mark` is held by the client. */
  readonly places: Int32Array;
  readonly marks: Uint8Array;
  mark = 0;
  /** How many of each kind it holds or is to get. */
  readonly kindCounts: Int32Array;
  /** By kind: 1 for those that every client sees. */
  readonly everywhereKinds: Uint8Array;

  private rows: TableRows;
  private readonly history: RowHistory;
  private readonly kinds: readonly EntityKind<A>[];
  private readonly viewSize: ViewSize;
  private readonly isHidden: IsHidden | undefined;
  private readonly grid: Grid;
  private readonly coarseShift: number;
  private readonly xs: Int32Array;
  private readonly ys: Int32Array;
  /** What every client sees, as table slots. */
  private readonly everywhere = new Int32Array(MAX_SEEN_ENTITIES);
  private everywhereCount = 0;
  private readonly candidates = new Int32Array(MAX_CANDIDATES);
  private readonly keys = new Float64Array(MAX_CANDIDATES + 1);
  /** By client slot: the claims of what is held, worked out once for a client, when its first seat is contested. */
  private readonly heldClaims = new Float64Array(MAX_SLOTS);
  private areClaimsKnown = false;
  private tick = 0;
  private playerId = 0;

  constructor(
    rows: TableRows,
    history: RowHistory,
    kinds: readonly EntityKind<A>[],
    viewSize: ViewSize,
    side: number,
    isHidden: IsHidden | undefined,
  ) {
    this.history = history;
    this.rows = rows;
    this.kinds = kinds;
    this.viewSize = viewSize;
    this.isHidden = isHidden;
    const { capacity } = rows;
    this.grid = new Grid(side, CELL_SHIFT, capacity);
    this.places = new Int32Array(capacity);
    let shift = 0;
    while (side >> shift > PLACE_MASK) shift += 1;
    this.coarseShift = shift;
    this.marks = new Uint8Array(capacity);
    this.xs = new Int32Array(capacity);
    this.ys = new Int32Array(capacity);
    this.kindCounts = new Int32Array(kinds.length);
    this.everywhereKinds = Uint8Array.from(kinds, ({ interest }) => (interest.isEverywhere === true ? 1 : 0));
  }

  /** Indexes where everything is after `tick`; once a tick, before any client is looked at. */
  rebuild(tick: number, rows: TableRows): void {
    this.tick = tick;
    this.rows = rows;
    const { kinds, places, coarseShift, xs, ys, everywhereKinds, everywhere } = this;
    this.everywhereCount = 0;
    for (let i = 0; i < rows.count; i += 1) {
      const slot = atUint16(rows.order, i);
      const base = rows.base(slot);
      const kindIndex = atUint8(rows.kinds, slot);
      const kind = item(kinds, kindIndex);
      const x = at(rows.ints, base + kind.xColumn);
      const y = at(rows.ints, base + kind.yColumn);
      places[slot] = (kindIndex << KIND_SHIFT) | ((x >> coarseShift) << X_SHIFT) | (y >> coarseShift);
      xs[slot] = x;
      ys[slot] = y;
      if (atUint8(everywhereKinds, kindIndex) === 0 || this.everywhereCount === everywhere.length) continue;
      everywhere[this.everywhereCount] = slot;
      this.everywhereCount += 1;
    }
    this.grid.rebuild(rows.count, rows.order, xs, ys);
  }

  /**
   * Begins with a client that looks at (x, y). `ownSlot` (table slot or -1) is always seen. A `Diff` of what it holds comes
   * next, then `choose`.
   */
  begin(view: ClientView, x: number, y: number, ownSlot: number): void {
    this.x = x;
    this.y = y;
    this.ownSlot = ownSlot;
    this.playerId = view.playerId;
    const halfWidth = Math.sqrt(this.viewSize.area * view.aspect) / 2;
    const halfHeight = this.viewSize.area / (4 * halfWidth);
    this.reachX = Math.trunc(halfWidth) + this.viewSize.margin;
    this.reachY = Math.trunc(halfHeight) + this.viewSize.margin;
    const keepX = Math.trunc(this.reachX * KEEP_RATIO);
    const keepY = Math.trunc(this.reachY * KEEP_RATIO);
    this.keepLeft = (x - keepX) >> this.coarseShift;
    this.keepTop = (y - keepY) >> this.coarseShift;
    this.keepWidth = ((x + keepX) >> this.coarseShift) - this.keepLeft;
    this.keepHeight = ((y + keepY) >> this.coarseShift) - this.keepTop;
    if (this.mark === MARKS) this.marks.fill(0);
    this.mark = (this.mark % MARKS) + 1;
    this.kindCounts.fill(0);
  }

  /** Does the game hide anything that is in view? */
  get hides(): boolean {
    return this.isHidden !== undefined;
  }

  /** False for what is hidden from the client. */
  maySee(tableSlot: number): boolean {
    return this.isHidden === undefined || !this.isHidden(this.playerId, tableSlot);
  }

  /**
   * Fills `newcomers` with what enters. In a crowd some held entities lose their seats to them: those are released, and their
   * client slots written to `left` from `leftCount` on; answers the new count.
   */
  choose(view: ClientView, left: Uint8Array, leftCount: number): number {
    this.findNewcomers();
    return this.doAllFit(view) ? leftCount : this.seatCrowd(view, left, leftCount);
  }

  private findNewcomers(): void {
    const { grid, x, y, reachX, reachY, ownSlot, marks, mark } = this;
    this.newCount = 0;
    if (ownSlot >= 0) this.seatAlways(ownSlot);
    for (let i = 0; i < this.everywhereCount; i += 1) {
      const slot = at(this.everywhere, i);
      if (this.maySee(slot)) this.seatAlways(slot);
    }
    const { candidates } = this;
    const isCrowd = grid.countIn(x - reachX, y - reachY, x + reachX, y + reachY) > candidates.length;
    const found = isCrowd ? this.nearest() : grid.collectAround(x, y, reachX, reachY, marks, mark, candidates);
    for (let i = 0; i < found; i += 1) if (this.maySee(at(candidates, i))) this.seat(at(candidates, i));
  }

  // One's own, and what everybody sees: marked, so that it is not found a second time.
  private seatAlways(slot: number): void {
    if (atUint8(this.marks, slot) === this.mark) return;
    this.marks[slot] = this.mark;
    this.seat(slot);
  }

  // Of a crowd too large to look at, the candidates that are near; answers how many.
  private nearest(): number {
    const { grid, candidates, marks, mark, x, y, reachX, reachY } = this;
    const collected = grid.collectRings(x, y, x - reachX, y - reachY, x + reachX, y + reachY, candidates);
    let found = 0;
    for (let i = 0; i < collected; i += 1) {
      const slot = at(candidates, i);
      if (atUint8(marks, slot) === mark || !this.reaches(slot)) continue;
      candidates[found] = slot;
      found += 1;
    }
    return found;
  }

  private reaches(slot: number): boolean {
    return Math.abs(at(this.xs, slot) - this.x) <= this.reachX && Math.abs(at(this.ys, slot) - this.y) <= this.reachY;
  }

  private doAllFit(view: ClientView): boolean {
    if (view.heldCount + this.newCount > this.seatsMost) return false;
    for (let kind = 0; kind < this.kinds.length; kind += 1) {
      if (at(this.kindCounts, kind) > item(this.kinds, kind).interest.most) return false;
    }
    return true;
  }

  // Newcomers in the order of their claim: each takes a free seat, or that of the weakest held entity if it clearly beats it.
  private seatCrowd(view: ClientView, left: Uint8Array, leftCount: number): number {
    let found = this.newCount;
    for (let i = 0; i < found; i += 1) {
      const slot = at(this.newcomers, i);
      this.keys[i] = this.claim(slot, 1);
      this.countKind(slot, -1);
    }
    let count = leftCount;
    this.newCount = 0;
    this.areClaimsKnown = false;
    for (let i = 0; i < found; i += 1) {
      const slot = this.bringStrongest(i, found);
      const kindIndex = atUint8(this.rows.kinds, slot);
      if (this.hasSeat(view, kindIndex)) {
        this.seat(slot);
        continue;
      }
      const weakest = count - leftCount < MAX_DISPLACED ? this.weakestHeld(view, slot, kindIndex) : -1;
      if (weakest < 0) {
        // Those of its kind after it have a weaker claim still.
        found = this.dropKind(kindIndex, i + 1, found);
        continue;
      }
      this.countKind(view.tableSlot(weakest), -1);
      view.release(weakest);
      left[count] = weakest;
      count += 1;
      this.seat(slot);
    }
    return count;
  }

  private seat(slot: number): void {
    this.newcomers[this.newCount] = slot;
    this.newCount += 1;
    this.countKind(slot, 1);
  }

  private hasSeat(view: ClientView, kindIndex: number): boolean {
    return !this.isKindFull(kindIndex) && view.heldCount + this.newCount < this.seatsMost;
  }

  private isKindFull(kindIndex: number): boolean {
    return at(this.kindCounts, kindIndex) >= item(this.kinds, kindIndex).interest.most;
  }

  // Moves the newcomer with the strongest claim from `from` on to there. Few of a crowd find a seat, so all of it is never sorted.
  private bringStrongest(from: number, end: number): number {
    const { keys, newcomers } = this;
    let strongest = from;
    let least = atFloat64(keys, from);
    for (let i = from + 1; i < end; i += 1) {
      const key = atFloat64(keys, i);
      if (key >= least) continue;
      least = key;
      strongest = i;
    }
    const slot = at(newcomers, strongest);
    newcomers[strongest] = at(newcomers, from);
    keys[strongest] = atFloat64(keys, from);
    newcomers[from] = slot;
    return slot;
  }

  // Takes the newcomers of a kind out of those from `from` on; answers their new end.
  private dropKind(kindIndex: number, from: number, end: number): number {
    const { keys, newcomers } = this;
    let kept = from;
    for (let i = from; i < end; i += 1) {
      const slot = at(newcomers, i);
      if (atUint8(this.rows.kinds, slot) === kindIndex) continue;
      newcomers[kept] = slot;
      keys[kept] = atFloat64(keys, i);
      kept += 1;
    }
    return kept;
  }

  // The client slot of the held entity with the weakest claim that a newcomer beats, -1 for none: one of its own kind when
  // that is full, any otherwise.
  private weakestHeld(view: ClientView, newcomer: number, kindIndex: number): number {
    const isKindFull = this.isKindFull(kindIndex);
    let weakest = -1;
    let weakestClaim = this.claim(newcomer, 1);
    this.findHeldClaims(view);
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      const held = view.tableSlot(slot);
      if (held < 0) continue;
      if (isKindFull && atUint8(this.rows.kinds, held) !== kindIndex) continue;
      const heldClaim = atFloat64(this.heldClaims, slot);
      if (heldClaim > weakestClaim) {
        weakest = slot;
        weakestClaim = heldClaim;
      }
    }
    return weakest;
  }

  private findHeldClaims(view: ClientView): void {
    if (this.areClaimsKnown) return;
    this.areClaimsKnown = true;
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      const held = view.tableSlot(slot);
      if (held >= 0) this.heldClaims[slot] = this.claim(held, DISPLACE_RATIO * DISPLACE_RATIO);
    }
  }

  // Smaller is stronger: one's own and what everybody sees, then by rank, then what comes closer, then what is near. A whole number.
  private claim(slot: number, ratio: number): number {
    if (slot === this.ownSlot) return 0;
    const { interest } = item(this.kinds, atUint8(this.rows.kinds, slot));
    if (interest.isEverywhere === true) return 0;
    const distance = this.squaredPx(at(this.xs, slot), at(this.ys, slot));
    const away = interest.prefersApproaching === true && this.fliesAway(slot, distance) ? AWAY_STEP : 0;
    return 1 + interest.rank * RANK_STEP + away + Math.trunc(distance * ratio);
  }

  private fliesAway(slot: number, distance: number): boolean {
    const past = this.history.at(this.tick - 1);
    if (atUint16(past.ids, slot) !== atUint16(this.rows.ids, slot)) return false;
    const kind = item(this.kinds, atUint8(this.rows.kinds, slot));
    const base = this.rows.base(slot);
    return distance > this.squaredPx(at(past.ints, base + kind.xColumn), at(past.ints, base + kind.yColumn));
  }

  private squaredPx(x: number, y: number): number {
    const dx = (x - this.x) >> KEY_SHIFT_PX;
    const dy = (y - this.y) >> KEY_SHIFT_PX;
    return dx * dx + dy * dy;
  }

  private countKind(slot: number, by: number): void {
    const kind = atUint8(this.rows.kinds, slot);
    this.kindCounts[kind] = at(this.kindCounts, kind) + by;
  }
}
