// The rows of the last ticks, as every client that was sent one of them holds them: what residuals are taken against.

import type { EntityTable } from '@starfray/shared/contract';
import { MAX_BASELINE_AGE } from '@starfray/shared/protocol';

/** This tick and those of the baselines. */
const KEPT_TICKS = 1 + MAX_BASELINE_AGE;

interface PastTick {
  readonly ints: Int32Array;
  readonly ids: Uint16Array;
  readonly kinds: Uint8Array;
}

export class RowHistory {
  readonly table: EntityTable;
  private readonly ticks: readonly PastTick[];

  constructor(table: EntityTable) {
    this.table = table;
    this.ticks = Array.from({ length: KEPT_TICKS }, () => ({
      ints: new Int32Array(table.ints.length),
      ids: new Uint16Array(table.capacity),
      kinds: new Uint8Array(table.capacity),
    }));
  }

  /** Keeps the table as it is after `tick`. */
  record(tick: number): void {
    const past = this.at(tick);
    // Only what was ever used: a table has room for far more, and copying that would push all else out of the cache.
    const { ints, ids, kinds, slotEnd, stride } = this.table;
    past.ints.set(ints.subarray(0, slotEnd * stride));
    past.ids.set(ids.subarray(0, slotEnd));
    past.kinds.set(kinds.subarray(0, slotEnd));
  }

  /** The table after `tick`, which is at most MAX_BASELINE_AGE ticks back. */
  at(tick: number): PastTick {
    return this.ticks[tick % KEPT_TICKS] as PastTick;
  }
}
