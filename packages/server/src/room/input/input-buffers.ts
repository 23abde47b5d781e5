// The players' inputs on their way to the tick they are for: late, early, missing and superseded ones. What there is of one player lies
// together: an input that arrives touches two or three lines of memory, which are all cold by then.

import { copyInts, type InputKind, type InputTable, MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at, atUint16, item } from '@starfray/shared/core';
import {
  INPUT_REPEAT_TICKS,
  MAX_INPUT_LEAD_TICKS,
  MAX_REWIND_TICKS,
  QUIET_FRAMES,
  SEEN_STEPS,
} from '@starfray/shared/protocol';
import { Runs } from '../replication/runs.ts';

/** A power of two above the lead: one place per tick. */
const PLACES = 2 * MAX_INPUT_LEAD_TICKS;
const IDS = MAX_PLAYER_ID + 1;
const NO_RUN = -1;
/** Integers in a line of the cache. */
const LINE = 16;

// A player's run begins with these, then come rows of controls, then the places.
/** The last tick that an input came for, that one was taken for, and the one since when they are all alike. */
const NEWEST_TICK = 0;
const LAST_TICK = 1;
const ALIKE_SINCE = 2;
/** The age of the picture that the controls last taken were made from, in 1/8 tick. */
const LAST_LAG = 3;
/** Not 0 while controls wait that came too late for their tick; and the picture that they were made from. */
const HAS_OVERDUE = 4;
const OVERDUE_SEEN = 5;
const HEAD = 6;

// A place: the tick that its controls are for (no input is for tick 0), the picture that they were made from in 1/8 tick, how early the
// frame came whose first ones they are, the controls.
const PLACE_TICK = 0;
const PLACE_SEEN = 1;
const PLACE_EARLY = 2;
const PLACE_CONTROLS = 3;
/** These controls are not the first of their frame. */
const NO_EARLY = -0x8000_0000;
const MAX_EARLY_MS = 0x7fff;

export class InputBuffers {
  /** Inputs that came after their tick; the newest controls of each player took effect at the next one. */
  late = 0;
  /** Those whose inputs are taken; only the first `count` count. In no order. */
  readonly players = new Uint16Array(IDS);
  count = 0;

  private readonly kind: InputKind;
  private readonly ticksPerFrame: number;
  private readonly taken: (playerId: number, earlyMs: number) => void;
  private readonly runs: Runs;
  /** By player: where its run begins, NO_RUN for those whose inputs are not taken. */
  private readonly bases = new Int32Array(IDS).fill(NO_RUN);
  /** By player: what NEWEST_TICK was when its run was given back. */
  private readonly lastOrders = new Int32Array(IDS);
  /** Within a run: the controls last taken, those that wait too late, the presses among them, the newest that came; the places. */
  private readonly last: number;
  private readonly overdue: number;
  private readonly presses: number;
  private readonly newest: number;
  private readonly places: number;
  private readonly placeLength: number;

  /** @param taken Called for each frame whose first controls are taken, in time or late: how early it came, in ms. */
  constructor(
    kind: InputKind,
    ticksPerFrame: number,
    taken: (playerId: number, earlyMs: number) => void = () => undefined,
  ) {
    this.kind = kind;
    this.ticksPerFrame = ticksPerFrame;
    this.taken = taken;
    const { width } = kind;
    this.last = HEAD;
    this.overdue = this.last + width;
    this.presses = this.overdue + width;
    this.newest = this.presses + width;
    this.places = wholeLines(this.newest + width);
    this.placeLength = PLACE_CONTROLS + width;
    this.runs = new Runs(wholeLines(this.places + PLACES * this.placeLength));
  }

  /** Begins with a player who joins after `tick`: idle until something comes. */
  open(playerId: number, tick: number): void {
    this.resume(playerId, tick);
    this.runs.ints[at(this.bases, playerId) + NEWEST_TICK] = -1;
  }

  /** Begins again with one who comes back after `tick`; what was sent before is forgotten, but not its order. */
  resume(playerId: number, tick: number): void {
    const { width, idle } = this.kind;
    this.close(playerId);
    const base = this.runs.claim(0);
    const { ints } = this.runs;
    this.bases[playerId] = base;
    this.players[this.count] = playerId;
    this.count += 1;
    ints[base + NEWEST_TICK] = at(this.lastOrders, playerId);
    ints[base + LAST_TICK] = tick;
    ints[base + ALIKE_SINCE] = tick;
    for (let i = 0; i < width; i += 1) {
      ints[base + this.last + i] = item(idle, i);
      ints[base + this.newest + i] = item(idle, i);
    }
  }

  /** Takes no more of a player's inputs. */
  close(playerId: number): void {
    const base = at(this.bases, playerId);
    if (base === NO_RUN) return;
    this.lastOrders[playerId] = at(this.runs.ints, base + NEWEST_TICK);
    this.bases[playerId] = NO_RUN;
    this.runs.release(base);
    this.count -= 1;
    this.players[this.players.indexOf(playerId)] = atUint16(this.players, this.count);
  }

  /**
   * Takes a frame whose first controls are for `firstTick`, at most MAX_INPUT_LEAD_TICKS after `worldTick`, the last one simulated, and
   * were made from the picture `seen`, in 1/8 tick. False where it is out of order: not above the sender's own last tick. What is late
   * is no fault. Of a player that is not open nothing is taken.
   */
  add(
    playerId: number,
    firstTick: number,
    controls: readonly number[],
    worldTick: number,
    seen = firstTick * SEEN_STEPS,
    earlyMs = 0,
  ): boolean {
    const { width } = this.kind;
    const { ints } = this.runs;
    const base = at(this.bases, playerId);
    if (base === NO_RUN) return true;
    if (firstTick <= at(ints, base + NEWEST_TICK)) return false;
    const early = Math.max(-MAX_EARLY_MS, Math.min(MAX_EARLY_MS, earlyMs));
    if (firstTick <= worldTick) this.taken(playerId, early);
    for (let i = 0; i < this.ticksPerFrame; i += 1) {
      const tick = firstTick + i;
      if (tick <= worldTick) this.addLate(base, controls, i * width, seen + i * SEEN_STEPS);
      else this.keep(base, tick, controls, i * width, seen + i * SEEN_STEPS, i === 0 ? early : NO_EARLY);
      this.compare(base, controls, i * width, worldTick);
    }
    ints[base + NEWEST_TICK] = firstTick + this.ticksPerFrame - 1;
    return true;
  }

  /** Forgets what a player sent for `tick` and later: it will come again, if only once it is back. */
  setBack(playerId: number, tick: number): void {
    const { ints } = this.runs;
    const base = at(this.bases, playerId);
    if (base === NO_RUN) {
      this.lastOrders[playerId] = Math.min(at(this.lastOrders, playerId), tick - 1);
      return;
    }
    for (let i = 0; i < PLACES; i += 1) {
      const place = this.placeOf(base, i);
      if (at(ints, place + PLACE_TICK) >= tick) ints[place + PLACE_TICK] = 0;
    }
    ints[base + NEWEST_TICK] = Math.min(at(ints, base + NEWEST_TICK), tick - 1);
  }

  /** Writes everyone's input of `tick` to `table`; called once for each tick, in order. */
  take(tick: number, table: InputTable): void {
    for (let i = 0; i < this.count; i += 1) this.takeOne(atUint16(this.players, i), tick, table);
  }

  /** Ticks until `worldTick` in which a player's controls were always the same; 0 for one that is not open. */
  quietTicks(playerId: number, worldTick: number): number {
    const base = at(this.bases, playerId);
    return base === NO_RUN ? 0 : worldTick - at(this.runs.ints, base + ALIKE_SINCE);
  }

  private takeOne(playerId: number, tick: number, table: InputTable): void {
    const { last, overdue } = this;
    const { width, idle } = this.kind;
    const { ints } = this.runs;
    const base = at(this.bases, playerId);
    const place = this.placeOf(base, tick);
    const isOverdue = at(ints, base + HAS_OVERDUE) !== 0;
    if (at(ints, place + PLACE_TICK) === tick) {
      copyInts(ints, place + PLACE_CONTROLS, ints, base + last, width);
      ints[base + LAST_TICK] = tick;
      ints[base + LAST_LAG] = lagAt(tick, at(ints, place + PLACE_SEEN));
      const early = at(ints, place + PLACE_EARLY);
      if (early !== NO_EARLY) this.taken(playerId, early);
    } else if (isOverdue) {
      copyInts(ints, base + overdue, ints, base + last, width);
      ints[base + LAST_TICK] = tick;
      ints[base + LAST_LAG] = lagAt(tick, at(ints, base + OVERDUE_SEEN));
    } else if (tick - at(ints, base + LAST_TICK) > this.patienceTicks) {
      for (let i = 0; i < width; i += 1) ints[base + last + i] = item(idle, i);
    }
    copyInts(ints, base + last, table.ints, table.base(playerId), width);
    table.lags[playerId] = at(ints, base + LAST_LAG);
    if (isOverdue) this.addPresses(base, table, table.base(playerId));
  }

  // A quiet client repeats itself only every few frames, so the next one may be due that much later.
  private get patienceTicks(): number {
    return INPUT_REPEAT_TICKS + QUIET_FRAMES * this.ticksPerFrame;
  }

  private keep(
    base: number,
    tick: number,
    controls: readonly number[],
    from: number,
    seen: number,
    early: number,
  ): void {
    const { ints } = this.runs;
    const place = this.placeOf(base, tick);
    ints[place + PLACE_EARLY] = early;
    ints[place + PLACE_TICK] = tick;
    ints[place + PLACE_SEEN] = seen;
    for (let i = 0; i < this.kind.width; i += 1) ints[place + PLACE_CONTROLS + i] = item(controls, from + i);
  }

  private addLate(base: number, controls: readonly number[], from: number, seen: number): void {
    const { width, columns } = this.kind;
    const { ints } = this.runs;
    this.late += 1;
    ints[base + HAS_OVERDUE] = 1;
    ints[base + OVERDUE_SEEN] = seen;
    for (let i = 0; i < width; i += 1) {
      const value = item(controls, from + i);
      ints[base + this.overdue + i] = value;
      if (item(columns, i).isPress && value !== 0) ints[base + this.presses + i] = value;
    }
  }

  private compare(base: number, controls: readonly number[], from: number, worldTick: number): void {
    const { ints } = this.runs;
    for (let i = 0; i < this.kind.width; i += 1) {
      const value = item(controls, from + i);
      if (value === at(ints, base + this.newest + i)) continue;
      ints[base + this.newest + i] = value;
      ints[base + ALIKE_SINCE] = worldTick;
    }
  }

  // A press whose release came with it, both late, is taken once all the same.
  private addPresses(base: number, table: InputTable, tableBase: number): void {
    const { ints } = this.runs;
    for (let i = 0; i < this.kind.width; i += 1) {
      const press = at(ints, base + this.presses + i);
      if (press !== 0) table.ints[tableBase + i] = press;
      ints[base + this.presses + i] = 0;
    }
    ints[base + HAS_OVERDUE] = 0;
  }

  private placeOf(base: number, tick: number): number {
    return base + this.places + (tick & (PLACES - 1)) * this.placeLength;
  }
}

function wholeLines(length: number): number {
  return Math.ceil(length / LINE) * LINE;
}

// From tick 2^28 on, after 51 days, a picture's time is kept without its upper bits: the difference is right without them, too.
function lagAt(tick: number, seen: number): number {
  return Math.max(0, Math.min(MAX_REWIND_TICKS * SEEN_STEPS, (tick * SEEN_STEPS - seen) | 0));
}
