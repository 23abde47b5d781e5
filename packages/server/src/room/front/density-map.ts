// The density map: how many entities of some kinds are in each of 16 x 16 squares of the world, for a minimap. A table of many thousands is
// counted over some ticks.

import { type EntityKind, encodeMessage } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import type { Protocol } from '@starfray/shared/protocol';
import type { TableRows } from '../replication/table-rows.ts';

const COLUMNS = 16;
/** Slots of the table that are looked at in one tick: all of a room for 500. */
const SHARE = 4096;

export class DensityMap {
  private readonly kinds: readonly EntityKind<never>[];
  /** By kind: 1 for those that are counted. */
  private readonly isCounted: Uint8Array;
  private readonly side: number;
  private readonly protocol: Protocol;
  private readonly counts = new Array<number>(COLUMNS * COLUMNS).fill(0);
  /** The next slot to be looked at, or -1 between two counts. */
  private next = -1;

  /** @param kinds All kinds of the game. @param counted Those that the map is of. */
  constructor(
    protocol: Protocol,
    kinds: readonly EntityKind<never>[],
    counted: readonly EntityKind<never>[],
    side: number,
  ) {
    this.protocol = protocol;
    this.kinds = kinds;
    this.isCounted = Uint8Array.from(kinds, (kind) => (counted.includes(kind) ? 1 : 0));
    this.side = side;
  }

  /** Begins to count. */
  begin(): void {
    this.counts.fill(0);
    this.next = 0;
  }

  /** Counts on, once a tick; answers the `density` message when that completes it. */
  work(rows: TableRows): unknown[] | undefined {
    if (this.next < 0) return undefined;
    const end = Math.min(rows.slotEnd, this.next + SHARE);
    for (let slot = this.next; slot < end; slot += 1) this.count(rows, slot);
    this.next = end < rows.slotEnd ? end : -1;
    return this.next < 0 ? encodeMessage(this.protocol.server.density, { counts: this.counts }) : undefined;
  }

  private count(rows: TableRows, slot: number): void {
    if (atUint16(rows.ids, slot) === 0) return;
    const kindIndex = atUint8(rows.kinds, slot);
    if (atUint8(this.isCounted, kindIndex) === 0) return;
    const { xColumn, yColumn } = item(this.kinds, kindIndex);
    const base = rows.base(slot);
    const square = this.line(at(rows.ints, base + yColumn)) * COLUMNS + this.line(at(rows.ints, base + xColumn));
    this.counts[square] = item(this.counts, square) + 1;
  }

  private line(position: number): number {
    return Math.min(COLUMNS - 1, Math.max(0, Math.floor((position * COLUMNS) / this.side)));
  }
}
