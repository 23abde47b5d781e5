// How a server sheds load, step by step and in the order of what players mind least: first fewer snapshots, then fewer entities in
// each, then no new players. It decides; rooms and lobby obey.

import { MAX_SEEN_ENTITIES } from '@starfray/shared/protocol';

/** 0: all is well. */
export type LoadLevel = 0 | 1 | 2 | 3;

/** Share of the time that the process is at work, above which it sheds and below which it takes on again. */
const HIGH = 0.85;
/** To turn players away takes more. */
const VERY_HIGH = 0.95;
const LOW = 0.6;
/** The load must be high, or low, for this long before a step is taken. */
const RISE_MS = 1000;
const FALL_MS = 5000;

export class LoadControl {
  level: LoadLevel = 0;
  /** Which way the load has been pushing, and since when. */
  private push: { readonly by: 1 | -1; readonly sinceMs: number } | undefined;
  private lastLostMs = 0;

  /**
   * Takes a look, several times a second. `utilization` is the share of the time since the last look that the process was at work;
   * `lostMs` the time by which its rooms have ever run behind: whatever the share, a server that loses time is overloaded. While
   * seats are given out they take up what time there is, and nobody is turned away for that: they yield to the ticks by themselves.
   */
  update(nowMs: number, utilization: number, lostMs: number, isSeating = false): LoadLevel {
    const hasLost = lostMs > this.lastLostMs;
    this.lastLostMs = lostMs;
    const isHigh = (utilization > (this.level < 2 ? HIGH : VERY_HIGH) || hasLost) && this.level < (isSeating ? 2 : 3);
    const isLow = utilization < LOW && !hasLost && this.level > 0;
    if (!isHigh && !isLow) {
      this.push = undefined;
      return this.level;
    }
    const by = isHigh ? 1 : -1;
    // Calm counts for no step up, nor load for one down.
    if (this.push?.by !== by) this.push = { by, sinceMs: nowMs };
    if (nowMs - this.push.sinceMs < (isHigh ? RISE_MS : FALL_MS)) return this.level;
    this.push = { by, sinceMs: nowMs };
    this.level = (this.level + by) as LoadLevel;
    return this.level;
  }
}

/** Frames between two snapshots to a client: never more than two, so that each gets 15 a second at least. */
export function framesPerSnapshot(level: LoadLevel): number {
  return level >= 1 ? 2 : 1;
}

/** Entities that a client is shown at most. */
export function seatsMost(level: LoadLevel): number {
  return level >= 2 ? MAX_SEEN_ENTITIES / 2 : MAX_SEEN_ENTITIES;
}

/** Does a server at this level take new players? */
export function admits(level: LoadLevel): boolean {
  return level < 3;
}
