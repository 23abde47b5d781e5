// What a player must be shown, worked out from the rules of visibility alone: everything within its view, and nothing beyond.

import { atUint16, item } from '@starfray/shared/core';
import { type HeldRows, MAX_SLOTS } from '@starfray/shared/protocol';
import { ship, starfray } from '@starfray/starfray/rules';
import type { Actor } from './actor.ts';

/** The server's entities as they were after a tick. */
export interface Table {
  readonly ids: Uint16Array;
  readonly kinds: Uint8Array;
  readonly ints: Int32Array;
  readonly stride: number;
}

const ASPECT = 16 / 9;
/** What is seen stays until it is a tenth beyond the view, and the server rounds that to its coarse units. */
const KEEP_RATIO = 1.1;
const ROUNDING = 2 * 256;

/** Answers what is wrong with the set of entities that a client holds, undefined when nothing is. Checked only while it flies. */
export function visibilityFault({ client }: Actor, held: HeldRows<unknown>, table: Table): string | undefined {
  const own = ownPlace(client.playerId, table);
  if (own < 0 || !holds(held, atUint16(table.ids, own))) return undefined;
  const [x, y] = placeOf(table, own);
  const counts = countKinds(held);
  for (let place = 0; place < table.ids.length; place += 1) {
    const id = atUint16(table.ids, place);
    if (id === 0) continue;
    const [otherX, otherY] = placeOf(table, place);
    const [dx, dy] = [Math.abs(otherX - x), Math.abs(otherY - y)];
    const isHeld = holds(held, id);
    const [reachX, reachY] = REACH;
    if (isHeld && (dx > reachX * KEEP_RATIO + ROUNDING || dy > reachY * KEEP_RATIO + ROUNDING)) {
      return `is shown entity ${id}, ${dx >> 8} by ${dy >> 8} px away`;
    }
    const kind = table.kinds[place] ?? 0;
    const isCrowd = (counts[kind] ?? 0) >= item(starfray.entities, kind).interest.most;
    if (!isHeld && !isCrowd && dx <= reachX && dy <= reachY) return `is not shown entity ${id}, which is in view`;
  }
  return undefined;
}

const HALF_WIDTH = Math.sqrt(starfray.viewSize.area * ASPECT) / 2;
const REACH = [
  Math.trunc(HALF_WIDTH) + starfray.viewSize.margin,
  Math.trunc(starfray.viewSize.area / (4 * HALF_WIDTH)) + starfray.viewSize.margin,
] as const;

function placeOf(table: Table, place: number): readonly [number, number] {
  const kind = item(starfray.entities, table.kinds[place] ?? 0);
  const base = place * table.stride;
  return [table.ints[base + kind.xColumn] ?? 0, table.ints[base + kind.yColumn] ?? 0];
}

function ownPlace(playerId: number, table: Table): number {
  const shipKind = starfray.entities.findIndex(({ name }) => name === ship.name);
  const view = ship.view(table.ints, 0);
  for (let place = 0; place < table.ids.length; place += 1) {
    if (table.ids[place] === 0 || table.kinds[place] !== shipKind) continue;
    view.base = place * table.stride;
    if (view.player === playerId) return place;
  }
  return -1;
}

function holds(held: HeldRows<unknown>, id: number): boolean {
  return held.ids.includes(id);
}

function countKinds(held: HeldRows<unknown>): number[] {
  const counts = starfray.entities.map(() => 0);
  for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
    if (held.ids[slot] !== 0) counts[held.kinds[slot] ?? 0] = (counts[held.kinds[slot] ?? 0] ?? 0) + 1;
  }
  return counts;
}
