// The rows of the last ticks, as every client that was sent one of them holds them: what residuals are taken against. The memory may be
// shared with other threads; then only the thread that simulates records.

import { MAX_BASELINE_AGE } from '@starfray/shared/protocol';
import type { TableRows } from './table-rows.ts';

/** This tick and those of the baselines. */
const BASELINE_TICKS = 1 + MAX_BASELINE_AGE;

export interface PastTick {
  readonly ints: Int32Array;
  readonly ids: Uint16Array;
  readonly kinds: Uint8Array;
}

export class RowHistory {
  readonly table: TableRows;
  private readonly ticks: readonly PastTick[];
  /** What is copied of the table: all slots that were ever used, which is less than it has room for. They change only as the table fills. */
  private used: PastTick & { readonly slotEnd: number };

  /** @param ticks At least BASELINE_TICKS; ordinary memory where none is given. */
  constructor(table: TableRows, ticks: readonly PastTick[] = ordinaryTicks(table)) {
    this.table = table;
    this.ticks = ticks;
    this.used = usedPart(table);
  }

  /** Keeps the table as it is after `tick`. */
  record(tick: number): void {
    if (this.used.slotEnd !== this.table.slotEnd) this.used = usedPart(this.table);
    const past = this.at(tick);
    const { ints, ids, kinds } = this.used;
    past.ints.set(ints);
    past.ids.set(ids);
    past.kinds.set(kinds);
  }

  /** The table after `tick`, which is at most MAX_BASELINE_AGE ticks back. */
  at(tick: number): PastTick {
    return this.ticks[tick % this.ticks.length] as PastTick;
  }
}

function ordinaryTicks({ ints, capacity }: TableRows): PastTick[] {
  return Array.from({ length: BASELINE_TICKS }, () => ({
    ints: new Int32Array(ints.length),
    ids: new Uint16Array(capacity),
    kinds: new Uint8Array(capacity),
  }));
}

// Copying what was never used would push all else out of the cache.
function usedPart({ ints, ids, kinds, stride, slotEnd }: TableRows): PastTick & { readonly slotEnd: number } {
  return {
    ints: ints.subarray(0, slotEnd * stride),
    ids: ids.subarray(0, slotEnd),
    kinds: kinds.subarray(0, slotEnd),
    slotEnd,
  };
}
