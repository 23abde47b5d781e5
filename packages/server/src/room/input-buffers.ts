// The players' inputs on their way to the tick they are for: late, early, missing and superseded ones. One for all players of a
// room, each tick's inputs side by side: a tick takes them all at once, in a straight run through memory.

import { copyInts, type InputKind, type InputTable, MAX_PLAYER_ID } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import {
  INPUT_REPEAT_TICKS,
  MAX_INPUT_LEAD_TICKS,
  MAX_REWIND_TICKS,
  QUIET_FRAMES,
  SEEN_STEPS,
} from '@starfray/shared/net';

/** A power of two above the lead: one place per tick. */
const PLACES = 2 * MAX_INPUT_LEAD_TICKS;
const IDS = MAX_PLAYER_ID + 1;

export type InputFault = 'out of order' | 'too far ahead';

export class InputBuffers {
  /** Inputs that came after their tick; the newest controls of each player took effect at the next one. */
  late = 0;
  /** Those whose inputs are taken; only the first `count` count. In no order. */
  readonly players = new Uint16Array(IDS);
  count = 0;

  private readonly kind: InputKind;
  private readonly ticksPerFrame: number;
  /** By place and player: the tick the controls there are for (no input is for tick 0), and the controls. */
  private readonly ticks = new Int32Array(PLACES * IDS);
  private readonly controls: Int32Array;
  /** By place and player: the picture that they were made from, in 1/8 tick. */
  private readonly seen = new Int32Array(PLACES * IDS);
  /** By player: the controls last taken, those that came too late for their tick, and the presses among them. */
  private readonly last: Int32Array;
  private readonly overdue: Int32Array;
  private readonly presses: Int32Array;
  private readonly hasOverdue = new Uint8Array(IDS);
  private readonly overdueSeen = new Int32Array(IDS);
  private readonly lastLags = new Uint8Array(IDS);
  /** By player: the last tick that an input came for, that one was taken for, and the one since when they are all alike. */
  private readonly newestTicks = new Int32Array(IDS);
  private readonly lastTicks = new Int32Array(IDS);
  private readonly alikeSince = new Int32Array(IDS);
  private readonly newest: Int32Array;

  constructor(kind: InputKind, ticksPerFrame: number) {
    this.kind = kind;
    this.ticksPerFrame = ticksPerFrame;
    this.controls = new Int32Array(PLACES * IDS * kind.width);
    this.last = new Int32Array(IDS * kind.width);
    this.overdue = new Int32Array(IDS * kind.width);
    this.presses = new Int32Array(IDS * kind.width);
    this.newest = new Int32Array(IDS * kind.width);
  }

  /** Begins with a player who joins after `tick`: idle until something comes. */
  open(playerId: number, tick: number): void {
    this.newestTicks[playerId] = -1;
    this.resume(playerId, tick);
  }

  /** Begins anew with one who comes back after `tick`; what was sent before is forgotten, but not its order. */
  resume(playerId: number, tick: number): void {
    const { width, idle } = this.kind;
    this.last.set(idle, playerId * width);
    this.newest.set(idle, playerId * width);
    this.presses.fill(0, playerId * width, (playerId + 1) * width);
    this.hasOverdue[playerId] = 0;
    this.lastLags[playerId] = 0;
    for (let place = 0; place < PLACES; place += 1) this.ticks[place * IDS + playerId] = 0;
    this.lastTicks[playerId] = tick;
    this.alikeSince[playerId] = tick;
    if (this.placeOf(playerId) >= 0) return;
    this.players[this.count] = playerId;
    this.count += 1;
  }

  /** Takes no more of a player's inputs. */
  close(playerId: number): void {
    const place = this.placeOf(playerId);
    if (place < 0) return;
    this.count -= 1;
    this.players[place] = atUint16(this.players, this.count);
  }

  /**
   * Takes a frame whose first controls are for `firstTick` and were made from the picture `seen`, in 1/8 tick; `worldTick` is the last
   * one simulated. Only what is lower than the sender's own last tick is out of order; what is late is no fault.
   */
  add(
    playerId: number,
    firstTick: number,
    controls: readonly number[],
    worldTick: number,
    seen = firstTick * SEEN_STEPS,
  ): InputFault | undefined {
    const { width } = this.kind;
    if (firstTick <= at(this.newestTicks, playerId)) return 'out of order';
    if (firstTick > worldTick + MAX_INPUT_LEAD_TICKS) return 'too far ahead';
    for (let i = 0; i < this.ticksPerFrame; i += 1) {
      const tick = firstTick + i;
      if (tick <= worldTick) this.addLate(playerId, controls, i * width, seen + i * SEEN_STEPS);
      else this.keep(playerId, tick, controls, i * width, seen + i * SEEN_STEPS);
      this.compare(playerId, controls, i * width, worldTick);
    }
    this.newestTicks[playerId] = firstTick + this.ticksPerFrame - 1;
    return undefined;
  }

  /** Writes everyone's input of `tick` to `table`; called once for each tick, in order. */
  take(tick: number, table: InputTable): void {
    for (let i = 0; i < this.count; i += 1) this.takeOne(atUint16(this.players, i), tick, table);
  }

  /** Ticks until `worldTick` in which a player's controls were always the same. */
  quietTicks(playerId: number, worldTick: number): number {
    return worldTick - at(this.alikeSince, playerId);
  }

  private takeOne(playerId: number, tick: number, table: InputTable): void {
    const { last } = this;
    const { width, idle } = this.kind;
    const base = playerId * width;
    const place = (tick & (PLACES - 1)) * IDS + playerId;
    const isOverdue = atUint8(this.hasOverdue, playerId) !== 0;
    if (at(this.ticks, place) === tick) {
      copyInts(this.controls, place * width, last, base, width);
      this.lastTicks[playerId] = tick;
      this.lastLags[playerId] = lagAt(tick, at(this.seen, place));
    } else if (isOverdue) {
      copyInts(this.overdue, base, last, base, width);
      this.lastTicks[playerId] = tick;
      this.lastLags[playerId] = lagAt(tick, at(this.overdueSeen, playerId));
    } else if (tick - at(this.lastTicks, playerId) > this.patienceTicks) last.set(idle, base);
    copyInts(last, base, table.ints, table.base(playerId), width);
    table.lags[playerId] = atUint8(this.lastLags, playerId);
    if (isOverdue) this.addPresses(playerId, table);
  }

  // A quiet client repeats itself only every few frames, so the next one may be due that much later.
  private get patienceTicks(): number {
    return INPUT_REPEAT_TICKS + QUIET_FRAMES * this.ticksPerFrame;
  }

  private keep(playerId: number, tick: number, controls: readonly number[], from: number, seen: number): void {
    const { width } = this.kind;
    const place = (tick & (PLACES - 1)) * IDS + playerId;
    this.ticks[place] = tick;
    this.seen[place] = seen;
    for (let i = 0; i < width; i += 1) this.controls[place * width + i] = item(controls, from + i);
  }

  private addLate(playerId: number, controls: readonly number[], from: number, seen: number): void {
    const { width, columns } = this.kind;
    const base = playerId * width;
    this.late += 1;
    this.hasOverdue[playerId] = 1;
    this.overdueSeen[playerId] = seen;
    for (let i = 0; i < width; i += 1) {
      const value = item(controls, from + i);
      this.overdue[base + i] = value;
      if (item(columns, i).isPress && value !== 0) this.presses[base + i] = value;
    }
  }

  private compare(playerId: number, controls: readonly number[], from: number, worldTick: number): void {
    const { width } = this.kind;
    const base = playerId * width;
    for (let i = 0; i < width; i += 1) {
      const value = item(controls, from + i);
      if (value === at(this.newest, base + i)) continue;
      this.newest[base + i] = value;
      this.alikeSince[playerId] = worldTick;
    }
  }

  // A press whose release came with it, both late, is taken once all the same.
  private addPresses(playerId: number, table: InputTable): void {
    const { width } = this.kind;
    const base = playerId * width;
    for (let i = 0; i < width; i += 1) {
      const press = at(this.presses, base + i);
      if (press !== 0) table.ints[table.base(playerId) + i] = press;
    }
    this.presses.fill(0, base, base + width);
    this.hasOverdue[playerId] = 0;
  }

  private placeOf(playerId: number): number {
    for (let i = 0; i < this.count; i += 1) if (atUint16(this.players, i) === playerId) return i;
    return -1;
  }
}

function lagAt(tick: number, seen: number): number {
  return Math.max(0, Math.min(MAX_REWIND_TICKS * SEEN_STEPS, tick * SEEN_STEPS - seen));
}
