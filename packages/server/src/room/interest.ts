// Chooses what one client sees: everything in its view while it fits, and in a crowd the seats go by rank, then to what comes
// closer, then by nearness. What is held stays until it leaves a slightly larger view or is clearly beaten.

import type { EntityKind, EntityTable, ViewSize } from '@starfray/shared/contract';
import { at, atFloat64, atInt16, atUint8, atUint16, Grid, item } from '@starfray/shared/core';
import { DISPLACE_RATIO, MAX_CANDIDATES, MAX_DISPLACED, MAX_SEEN_ENTITIES } from '@starfray/shared/net';
import type { ClientView } from './client-view.ts';
import type { RowHistory } from './row-history.ts';

/** Cells of 512 px: measured, any size between 200 and 600 px costs the same. */
const CELL_SHIFT = 17;
/** What is held stays until it is this much beyond the view: no flicker at its edge. */
const KEEP_RATIO = 1.1;
/** Seats go by squared distances in px; ranks and directions lie above them. */
const KEY_SHIFT_PX = 8;
const RANK_STEP = 2 ** 30;
const AWAY_STEP = 2 ** 29;

const SPOT = 4;
const X = 0;
const Y = 1;
const KIND = 2;
const MARK = 3;

/** Entities that must not be sent to a player: the game's word. */
export type IsHidden = (playerId: number, tableSlot: number) => boolean;

export class Interest<A> {
  /** Entities chosen to enter, as table slots; only the first `newCount` count. */
  readonly newcomers = new Int32Array(MAX_CANDIDATES + 1);
  newCount = 0;

  private readonly table: EntityTable;
  private readonly history: RowHistory;
  private readonly kinds: readonly EntityKind<A>[];
  private readonly viewSize: ViewSize;
  private readonly isHidden: IsHidden | undefined;
  private readonly grid: Grid;
  /** By table slot, close together since they are read together: x, y, kind, and the epoch of the client that holds it. */
  private readonly spots: Int32Array;
  private readonly xs: Int32Array;
  private readonly ys: Int32Array;
  private readonly candidates = new Int32Array(MAX_CANDIDATES);
  private readonly keys = new Float64Array(MAX_CANDIDATES + 1);
  private readonly kindCounts: Int32Array;
  private epoch = 0;
  private tick = 0;
  private x = 0;
  private y = 0;
  private reachX = 0;
  private reachY = 0;
  private keepX = 0;
  private keepY = 0;
  private ownSlot = -1;
  private playerId = 0;

  constructor(
    history: RowHistory,
    kinds: readonly EntityKind<A>[],
    viewSize: ViewSize,
    side: number,
    isHidden: IsHidden | undefined,
  ) {
    this.history = history;
    this.table = history.table;
    this.kinds = kinds;
    this.viewSize = viewSize;
    this.isHidden = isHidden;
    const { capacity } = this.table;
    this.grid = new Grid(side, CELL_SHIFT, capacity);
    this.spots = new Int32Array(capacity * SPOT);
    this.xs = new Int32Array(capacity);
    this.ys = new Int32Array(capacity);
    this.kindCounts = new Int32Array(kinds.length);
  }

  /** Indexes where everything is after `tick`; once a tick, before any client is looked at. */
  rebuild(tick: number): void {
    this.tick = tick;
    const { table, kinds, spots, xs, ys } = this;
    for (let i = 0; i < table.count; i += 1) {
      const slot = atUint16(table.order, i);
      const base = table.base(slot);
      const kindIndex = atUint8(table.kinds, slot);
      const kind = item(kinds, kindIndex);
      const x = at(table.ints, base + kind.xColumn);
      const y = at(table.ints, base + kind.yColumn);
      const spot = slot * SPOT;
      spots[spot + X] = x;
      spots[spot + Y] = y;
      spots[spot + KIND] = kindIndex;
      xs[slot] = x;
      ys[slot] = y;
    }
    this.grid.rebuild(table.count, table.order, xs, ys);
  }

  /**
   * Begins with a client that looks at (x, y). `ownSlot` (table slot or -1) is always seen. Ask `keeps` for everything it
   * holds, then `choose`.
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
    this.keepX = Math.trunc(this.reachX * KEEP_RATIO);
    this.keepY = Math.trunc(this.reachY * KEEP_RATIO);
    this.epoch += 1;
    this.kindCounts.fill(0);
  }

  /** Does an entity that the client holds (a live one, as its table slot) stay in view? */
  keeps(held: number): boolean {
    const isSeen = this.isWithin(held, this.keepX, this.keepY) && this.isHidden?.(this.playerId, held) !== true;
    if (!isSeen && held !== this.ownSlot) return false;
    this.spots[held * SPOT + MARK] = this.epoch;
    this.countKind(held, 1);
    return true;
  }

  /**
   * Fills `newcomers` with what enters. In a crowd some held entities lose their seats to them: those are released, and their
   * client slots written to `left` from `leftCount` on; answers the new count.
   */
  choose(view: ClientView, left: Uint8Array, leftCount: number): number {
    this.findNewcomers();
    return this.doAllFit(view) ? leftCount : this.seatCrowd(view, left, leftCount);
  }

  /** Is the place within the view of the client last begun with? */
  sees(x: number, y: number): boolean {
    return Math.abs(x - this.x) <= this.reachX && Math.abs(y - this.y) <= this.reachY;
  }

  private findNewcomers(): void {
    const { grid, candidates, x, y, reachX, reachY, ownSlot } = this;
    const isCrowd = grid.countIn(x - reachX, y - reachY, x + reachX, y + reachY) > candidates.length;
    const found = isCrowd
      ? grid.collectRings(x, y, x - reachX, y - reachY, x + reachX, y + reachY, candidates)
      : grid.collectIn(x - reachX, y - reachY, x + reachX, y + reachY, candidates);
    this.newCount = 0;
    if (ownSlot >= 0 && at(this.spots, ownSlot * SPOT + MARK) !== this.epoch) this.addNewcomer(ownSlot);
    const { spots, epoch, isHidden } = this;
    for (let i = 0; i < found; i += 1) {
      const slot = at(candidates, i);
      if (at(spots, slot * SPOT + MARK) === epoch || slot === ownSlot || !this.isWithin(slot, reachX, reachY)) continue;
      if (isHidden?.(this.playerId, slot) !== true) this.addNewcomer(slot);
    }
  }

  private addNewcomer(tableSlot: number): void {
    this.newcomers[this.newCount] = tableSlot;
    this.newCount += 1;
    this.countKind(tableSlot, 1);
  }

  private doAllFit(view: ClientView): boolean {
    if (view.heldCount + this.newCount > MAX_SEEN_ENTITIES) return false;
    for (let kind = 0; kind < this.kinds.length; kind += 1) {
      if (at(this.kindCounts, kind) > item(this.kinds, kind).interest.most) return false;
    }
    return true;
  }

  // Newcomers in the order of their claim: each takes a free seat, or that of the weakest held entity if it clearly beats it.
  private seatCrowd(view: ClientView, left: Uint8Array, leftCount: number): number {
    this.sortNewcomers();
    for (let i = 0; i < this.newCount; i += 1) this.countKind(at(this.newcomers, i), -1);
    const found = this.newCount;
    let count = leftCount;
    this.newCount = 0;
    // Kinds of which one was turned away: those after it have a weaker claim still.
    let closedKinds = 0;
    for (let i = 0; i < found; i += 1) {
      const slot = at(this.newcomers, i);
      const kindIndex = at(this.spots, slot * SPOT + KIND);
      if ((closedKinds & (1 << kindIndex)) !== 0) continue;
      if (this.hasSeat(view, kindIndex)) {
        this.addNewcomer(slot);
        continue;
      }
      const weakest = count - leftCount < MAX_DISPLACED ? this.weakestHeld(view, slot, kindIndex) : -1;
      if (weakest < 0) {
        closedKinds |= 1 << kindIndex;
        continue;
      }
      this.countKind(atInt16(view.tableSlots, weakest), -1);
      view.release(weakest);
      left[count] = weakest;
      count += 1;
      this.addNewcomer(slot);
    }
    return count;
  }

  private hasSeat(view: ClientView, kindIndex: number): boolean {
    return !this.isKindFull(kindIndex) && view.heldCount + this.newCount < MAX_SEEN_ENTITIES;
  }

  private isKindFull(kindIndex: number): boolean {
    return at(this.kindCounts, kindIndex) >= item(this.kinds, kindIndex).interest.most;
  }

  // By insertion: there are hardly ever more than a few.
  private sortNewcomers(): void {
    const { keys, newcomers, newCount } = this;
    for (let i = 0; i < newCount; i += 1) {
      const slot = at(newcomers, i);
      const key = this.claim(slot, 1);
      let place = i;
      for (; place > 0 && atFloat64(keys, place - 1) > key; place -= 1) {
        keys[place] = atFloat64(keys, place - 1);
        newcomers[place] = at(newcomers, place - 1);
      }
      keys[place] = key;
      newcomers[place] = slot;
    }
  }

  // The client slot of the held entity with the weakest claim that a newcomer beats, -1 for none: one of its own kind when
  // that is full, any otherwise.
  private weakestHeld(view: ClientView, newcomer: number, kindIndex: number): number {
    const isKindFull = this.isKindFull(kindIndex);
    let weakest = -1;
    let weakestClaim = this.claim(newcomer, 1);
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      if (atUint16(view.ids, slot) === 0) continue;
      const held = atInt16(view.tableSlots, slot);
      if (isKindFull && at(this.spots, held * SPOT + KIND) !== kindIndex) continue;
      const heldClaim = this.claim(held, DISPLACE_RATIO * DISPLACE_RATIO);
      if (heldClaim > weakestClaim) {
        weakest = slot;
        weakestClaim = heldClaim;
      }
    }
    return weakest;
  }

  // Smaller is stronger: one's own, then by rank, then what comes closer, then what is near. A whole number.
  private claim(slot: number, ratio: number): number {
    if (slot === this.ownSlot) return 0;
    const { interest } = item(this.kinds, at(this.spots, slot * SPOT + KIND));
    const distance = this.squaredPx(at(this.spots, slot * SPOT + X), at(this.spots, slot * SPOT + Y));
    const away = interest.prefersApproaching === true && this.fliesAway(slot, distance) ? AWAY_STEP : 0;
    return 1 + interest.rank * RANK_STEP + away + Math.trunc(distance * ratio);
  }

  private fliesAway(slot: number, distance: number): boolean {
    const past = this.history.at(this.tick - 1);
    if (atUint16(past.ids, slot) !== atUint16(this.table.ids, slot)) return false;
    const kind = item(this.kinds, atUint8(this.table.kinds, slot));
    const base = this.table.base(slot);
    return distance > this.squaredPx(at(past.ints, base + kind.xColumn), at(past.ints, base + kind.yColumn));
  }

  private squaredPx(x: number, y: number): number {
    const dx = (x - this.x) >> KEY_SHIFT_PX;
    const dy = (y - this.y) >> KEY_SHIFT_PX;
    return dx * dx + dy * dy;
  }

  private isWithin(slot: number, reachX: number, reachY: number): boolean {
    return (
      Math.abs(at(this.spots, slot * SPOT + X) - this.x) <= reachX &&
      Math.abs(at(this.spots, slot * SPOT + Y) - this.y) <= reachY
    );
  }

  private countKind(slot: number, by: number): void {
    const kind = at(this.spots, slot * SPOT + KIND);
    this.kindCounts[kind] = at(this.kindCounts, kind) + by;
  }
}
