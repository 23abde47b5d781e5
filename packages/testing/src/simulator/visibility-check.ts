// What a player must be shown, worked out from the rules of visibility alone: everything within its view, and nothing beyond.

import type { Game, World } from '@starfray/shared/contract';
import { atUint8, atUint16, item } from '@starfray/shared/core';
import { type HeldRows, MAX_SEEN_ENTITIES, MAX_SLOTS } from '@starfray/shared/protocol';
import type { Table, View } from './truth.ts';

const ASPECT = 16 / 9;
/** What is seen stays until it is a tenth beyond the view, and the server rounds that to its coarse units. */
const KEEP_RATIO = 1.1;
const ROUNDING = 2 * 256;

export class VisibilityCheck<W extends World, A> {
  private readonly game: Game<W, A>;
  private readonly reachX: number;
  private readonly reachY: number;

  constructor(game: Game<W, A>) {
    this.game = game;
    const { area, margin } = game.viewSize;
    const halfWidth = Math.sqrt(area * ASPECT) / 2;
    this.reachX = Math.trunc(halfWidth) + margin;
    this.reachY = Math.trunc(area / (4 * halfWidth)) + margin;
  }

  /** Returns what is wrong with the set of entities that a player holds, undefined when nothing is. Checked only while it has an entity. */
  fault(playerId: number, held: HeldRows<unknown>, table: Table): string | undefined {
    const view = table.views.get(playerId);
    if (view === undefined || !held.ids.includes(atUint16(table.ids, view.ownPlace))) return undefined;
    const counts = this.countKinds(held);
    const isFull = counts.reduce((sum, count) => sum + count, 0) >= MAX_SEEN_ENTITIES;
    for (let place = 0; place < table.ids.length; place += 1) {
      const id = atUint16(table.ids, place);
      if (id === 0) continue;
      const kindIndex = atUint8(table.kinds, place);
      const { most } = item(this.game.entities, kindIndex).interest;
      const isCrowd = isFull || (counts[kindIndex] ?? 0) >= most;
      const fault = this.faultOf(view, table, place, held.ids.includes(id), isCrowd);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  private faultOf(view: View, table: Table, place: number, isHeld: boolean, isCrowd: boolean): string | undefined {
    const { reachX, reachY } = this;
    const id = atUint16(table.ids, place);
    const kind = item(this.game.entities, atUint8(table.kinds, place));
    if (view.hidden.has(place)) return isHeld ? `is shown entity ${id}, which is hidden from it` : undefined;
    if (kind.interest.isEverywhere === true) {
      return isHeld || isCrowd ? undefined : `is not shown entity ${id}, which is in view from everywhere`;
    }
    const base = place * table.stride;
    const dx = Math.abs((table.ints[base + kind.xColumn] ?? 0) - view.x);
    const dy = Math.abs((table.ints[base + kind.yColumn] ?? 0) - view.y);
    if (
      isHeld &&
      place !== view.ownPlace &&
      (dx > reachX * KEEP_RATIO + ROUNDING || dy > reachY * KEEP_RATIO + ROUNDING)
    ) {
      return `is shown entity ${id}, ${dx >> 8} by ${dy >> 8} px away`;
    }
    if (!isHeld && !isCrowd && dx <= reachX && dy <= reachY) return `is not shown entity ${id}, which is in view`;
    return undefined;
  }

  private countKinds(held: HeldRows<unknown>): number[] {
    const counts = this.game.entities.map(() => 0);
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      if (held.ids[slot] !== 0) counts[held.kinds[slot] ?? 0] = (counts[held.kinds[slot] ?? 0] ?? 0) + 1;
    }
    return counts;
  }
}
