// Where the ships were in the last ticks: shots are tested against the picture that their shooter saw. Part of the world, so that a
// replay rewinds as the fight did.

import { Grid, item } from '@starfray/shared/core';
import { MAX_REWIND_TICKS } from './tuning.ts';

/** A lag is counted in so many parts of a tick. */
export const LAG_STEPS = 8;
export const MAX_LAG = MAX_REWIND_TICKS * LAG_STEPS;

/** The oldest that is asked for lies between two ticks, and the present one is among them. */
export const KEPT_TICKS = MAX_REWIND_TICKS + 2;
/** Cells of 256 px: a shot's or a shard's question touches one to four of them. */
const SHIP_CELL_SHIFT = 16;

/** The ships of one tick, by player id. */
export interface PastShips {
  /** As they stood before contacts moved them, by less than the questions allow for. */
  readonly grid: Grid;
  readonly xs: Int32Array;
  readonly ys: Int32Array;
  /** Entity id of each player's ship, 0 for none: tells one life from the next. */
  readonly lives: Uint16Array;
}

export class ShipHistory {
  private readonly ticks: readonly PastShips[];

  constructor(side: number, maxPlayers: number) {
    this.ticks = Array.from({ length: KEPT_TICKS }, () => ({
      grid: new Grid(side, SHIP_CELL_SHIFT, maxPlayers),
      xs: new Int32Array(maxPlayers + 1),
      ys: new Int32Array(maxPlayers + 1),
      lives: new Uint16Array(maxPlayers + 1),
    }));
  }

  /** The ships of a tick that is at most MAX_REWIND_TICKS + 1 back. */
  at(tick: number): PastShips {
    return item(this.ticks, tick % KEPT_TICKS);
  }
}
