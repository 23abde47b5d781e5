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
  /** Positions by table slot. */
  private readonly slotX: Int32Array;
  private readonly slotY: Int32Array;
  private readonly candidates = new Int32Array(MAX_CANDIDATES);
  private readonly keys = new Float64Array(MAX_CANDIDATES + 1);
  private readonly kindCounts: Int32Array;
  private readonly heldMark: Int32Array;
  private epoch = 0;
  private tick = 0;
  private x = 0;
  private y = 0;
  private reachX = 0;
  private reachY = 0;

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
    this.slotX = new Int32Array(capacity);
    this.slotY = new Int32Array(capacity);
    this.kindCounts = new Int32Array(kinds.length);
    this.heldMark = new Int32Array(capacity);
  }

  /** Indexes where everything is after `tick`; once a tick, before any client is looked at. */
  rebuild(tick: number): void {
    this.tick = tick;
    const { table, kinds, slotX, slotY } = this;
    for (let i = 0; i < table.count; i += 1) {
      const slot = atUint16(table.order, i);
      const base = table.base(slot);
      const kind = item(kinds, atUint8(table.kinds, slot));
      slotX[slot] = at(table.ints, base + kind.xColumn);
      slotY[slot] = at(table.ints, base + kind.yColumn);
    }
    this.grid.rebuild(table.count, table.order, slotX, slotY);
  }

  /**
   * Decides for a client that looks at (x, y): held entities that lose their seat are written to `left` (client slots, from
   * `leftCount` on; the new count is answered) and released; `newcomers` then holds what enters. `ownSlot` (table slot or -1)
   * is always seen. Every entity that the view holds must be alive.
   */
  choose(view: ClientView, x: number, y: number, ownSlot: number, left: Uint8Array, leftCount: number): number {
    this.x = x;
    this.y = y;
    const halfWidth = Math.sqrt(this.viewSize.area * view.aspect) / 2;
    const halfHeight = this.viewSize.area / (4 * halfWidth);
    this.reachX = Math.trunc(halfWidth) + this.viewSize.margin;
    this.reachY = Math.trunc(halfHeight) + this.viewSize.margin;
    const { reachX, reachY } = this;
    const count = this.keepHeld(view, reachX * KEEP_RATIO, reachY * KEEP_RATIO, ownSlot, left, leftCount);
    this.findNewcomers(view, reachX, reachY, ownSlot);
    return this.doAllFit(view) ? count : this.seatCrowd(view, ownSlot, left, count);
  }

  /** Is the place within the view of the client last chosen for? */
  sees(x: number, y: number): boolean {
    return Math.abs(x - this.x) <= this.reachX && Math.abs(y - this.y) <= this.reachY;
  }

  // Marks and counts what stays; releases what is out of view or hidden now.
  private keepHeld(
    view: ClientView,
    reachX: number,
    reachY: number,
    ownSlot: number,
    left: Uint8Array,
    leftCount: number,
  ): number {
    this.epoch += 1;
    this.kindCounts.fill(0);
    let count = leftCount;
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      if (atUint16(view.ids, slot) === 0) continue;
      const held = atInt16(view.tableSlots, slot);
      const isSeen = this.isWithin(held, reachX, reachY) && !this.isHiddenFrom(view, held);
      if (isSeen || held === ownSlot) {
        this.heldMark[held] = this.epoch;
        this.countKind(held, 1);
      } else {
        left[count] = slot;
        count += 1;
        view.release(slot);
      }
    }
    return count;
  }

  private findNewcomers(view: ClientView, reachX: number, reachY: number, ownSlot: number): void {
    const { grid, candidates, x, y } = this;
    const isCrowd = grid.countIn(x - reachX, y - reachY, x + reachX, y + reachY) > candidates.length;
    const found = isCrowd
      ? grid.collectRings(x, y, x - reachX, y - reachY, x + reachX, y + reachY, candidates)
      : grid.collectIn(x - reachX, y - reachY, x + reachX, y + reachY, candidates);
    this.newCount = 0;
    if (ownSlot >= 0 && at(this.heldMark, ownSlot) !== this.epoch) this.addNewcomer(ownSlot);
    for (let i = 0; i < found; i += 1) {
      const slot = at(candidates, i);
      if (at(this.heldMark, slot) === this.epoch || slot === ownSlot) continue;
      if (this.isWithin(slot, reachX, reachY) && !this.isHiddenFrom(view, slot)) this.addNewcomer(slot);
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
  private seatCrowd(view: ClientView, ownSlot: number, left: Uint8Array, leftCount: number): number {
    this.sortNewcomers(ownSlot);
    for (let i = 0; i < this.newCount; i += 1) this.countKind(at(this.newcomers, i), -1);
    let count = leftCount;
    let seated = 0;
    let displaced = 0;
    for (let i = 0; i < this.newCount; i += 1) {
      const slot = at(this.newcomers, i);
      const kindIndex = atUint8(this.table.kinds, slot);
      const isKindFull = at(this.kindCounts, kindIndex) >= item(this.kinds, kindIndex).interest.most;
      if (isKindFull || view.heldCount + seated >= MAX_SEEN_ENTITIES) {
        if (displaced === MAX_DISPLACED) continue;
        const weakest = this.weakestHeld(view, isKindFull ? kindIndex : -1, this.claim(slot, ownSlot, 1), ownSlot);
        if (weakest < 0) continue;
        this.countKind(atInt16(view.tableSlots, weakest), -1);
        view.release(weakest);
        left[count] = weakest;
        count += 1;
        displaced += 1;
      }
      this.newcomers[seated] = slot;
      seated += 1;
      this.countKind(slot, 1);
    }
    this.newCount = seated;
    return count;
  }

  // Sorting numbers alone: the place in the list rides in the low bits of its key.
  private sortNewcomers(ownSlot: number): void {
    const { keys, newcomers, newCount, candidates } = this;
    const width = keys.length;
    for (let i = 0; i < newCount; i += 1) keys[i] = this.claim(at(newcomers, i), ownSlot, 1) * width + i;
    keys.fill(Number.POSITIVE_INFINITY, newCount);
    keys.sort();
    const count = Math.min(newCount, candidates.length);
    for (let i = 0; i < count; i += 1) candidates[i] = at(newcomers, atFloat64(keys, i) % width);
    for (let i = 0; i < count; i += 1) newcomers[i] = at(candidates, i);
    this.newCount = count;
  }

  // The client slot of the held entity (of one kind, or of any for -1) with the weakest claim, if `claim` beats it; else -1.
  private weakestHeld(view: ClientView, kindIndex: number, claim: number, ownSlot: number): number {
    let weakest = -1;
    let weakestClaim = claim;
    for (let slot = 0; slot < view.slotEnd; slot += 1) {
      if (atUint16(view.ids, slot) === 0) continue;
      const held = atInt16(view.tableSlots, slot);
      if (kindIndex >= 0 && atUint8(this.table.kinds, held) !== kindIndex) continue;
      const heldClaim = this.claim(held, ownSlot, DISPLACE_RATIO * DISPLACE_RATIO);
      if (heldClaim > weakestClaim) {
        weakest = slot;
        weakestClaim = heldClaim;
      }
    }
    return weakest;
  }

  // Smaller is stronger: one's own, then by rank, then what comes closer, then what is near. A whole number.
  private claim(slot: number, ownSlot: number, ratio: number): number {
    if (slot === ownSlot) return 0;
    const { interest } = item(this.kinds, atUint8(this.table.kinds, slot));
    const distance = this.squaredPx(at(this.slotX, slot), at(this.slotY, slot));
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

  private isHiddenFrom(view: ClientView, slot: number): boolean {
    return this.isHidden?.(view.playerId, slot) === true;
  }

  private squaredPx(x: number, y: number): number {
    const dx = (x - this.x) >> KEY_SHIFT_PX;
    const dy = (y - this.y) >> KEY_SHIFT_PX;
    return dx * dx + dy * dy;
  }

  private isWithin(slot: number, reachX: number, reachY: number): boolean {
    return Math.abs(at(this.slotX, slot) - this.x) <= reachX && Math.abs(at(this.slotY, slot) - this.y) <= reachY;
  }

  private countKind(slot: number, by: number): void {
    const kind = atUint8(this.table.kinds, slot);
    this.kindCounts[kind] = at(this.kindCounts, kind) + by;
  }
}
