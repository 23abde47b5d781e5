// What becomes of the entities a client holds, found in one walk over them: the part of a snapshot that is done for each of them
// each time, so all that it looks up is small and lies close together.

import { at, atUint8 } from '@starfray/shared/core';
import { MAX_SLOTS } from '@starfray/shared/protocol';
import { ROW_CLASS, type Segments } from '../replication/segments.ts';
import type { ClientView } from './client-view.ts';
import type { Interest } from './interest.ts';
import { KIND_SHIFT, PLACE_MASK, X_SHIFT } from './interest.ts';

export class Diff<A> {
  /** The client slots to report as left: what ended otherwise than predicted, or is out of view. Only the first `leftCount` count. */
  readonly left = new Uint8Array(MAX_SLOTS);
  leftCount = 0;
  /** The client slots, ascending, whose rows differ from their prediction, and the table slots of what they hold. */
  readonly changed = new Uint8Array(MAX_SLOTS);
  readonly changedHeld = new Int32Array(MAX_SLOTS);
  changedCount = 0;
  /** Client slot of the client's own entity, or -1. */
  ownAt = -1;
  /** The client slots to release. */
  private readonly ended = new Uint8Array(MAX_SLOTS);
  private endedCount = 0;
  private readonly segments: Segments<A>;
  private readonly interest: Interest<A>;

  constructor(segments: Segments<A>, interest: Interest<A>) {
    this.segments = segments;
    this.interest = interest;
  }

  /**
   * Releases what the client, which interest was begun with, holds no longer: what its own prediction ended goes silently, what is
   * dead or out of view is noted as left. All that it holds afterwards is alive, seen and marked.
   */
  walk(view: ClientView, age: number): void {
    this.leftCount = 0;
    if (this.interest.hides) this.releaseHidden(view);
    this.segments.classifyHeld(view, age);
    this.sort(view, age);
    for (let i = 0; i < this.endedCount; i += 1) view.release(atUint8(this.ended, i));
  }

  // Sorts the slots into those that stay, changed or not, and those that end. Nothing is called in this loop, which makes it three
  // times as fast: the engine then keeps the bounds of all these arrays at hand.
  private sort(view: ClientView, age: number): void {
    const { changed, changedHeld, left, ended } = this;
    const { places, marks, mark, keepLeft, keepTop, keepWidth, keepHeight, kindCounts, ownSlot, everywhereKinds } =
      this.interest;
    const classes = this.segments.classesAt(age);
    const { slotEnd, heldFrom } = view;
    const { ints } = view.held;
    let { leftCount } = this;
    let changedCount = 0;
    let endedCount = 0;
    let ownAt = -1;
    for (let slot = 0; slot < slotEnd; slot += 1) {
      const held = at(ints, heldFrom + slot);
      if (held < 0) continue;
      const rowClass = atUint8(classes, held);
      const place = at(places, held);
      const isFar =
        (((place >>> X_SHIFT) & PLACE_MASK) - keepLeft) >>> 0 > keepWidth ||
        ((place & PLACE_MASK) - keepTop) >>> 0 > keepHeight;
      const isLeft = isFar && held !== ownSlot && atUint8(everywhereKinds, place >>> KIND_SHIFT) === 0;
      if (rowClass >= ROW_CLASS.gone || isLeft) {
        ended[endedCount] = slot;
        endedCount += 1;
        // What is gone, the client has let go by itself.
        left[leftCount] = slot;
        if (rowClass !== ROW_CLASS.gone) leftCount += 1;
        continue;
      }
      if (held === ownSlot) ownAt = slot;
      marks[held] = mark;
      kindCounts[place >>> KIND_SHIFT] = at(kindCounts, place >>> KIND_SHIFT) + 1;
      if (rowClass === ROW_CLASS.same) continue;
      changed[changedCount] = slot;
      changedHeld[changedCount] = held;
      changedCount += 1;
    }
    this.leftCount = leftCount;
    this.changedCount = changedCount;
    this.endedCount = endedCount;
    this.ownAt = ownAt;
  }

  private releaseHidden(view: ClientView): void {
    for (let slot = view.slotEnd - 1; slot >= 0; slot -= 1) {
      const held = view.tableSlot(slot);
      if (held < 0 || held === this.interest.ownSlot || this.interest.maySee(held)) continue;
      view.release(slot);
      this.left[this.leftCount] = slot;
      this.leftCount += 1;
    }
  }
}
