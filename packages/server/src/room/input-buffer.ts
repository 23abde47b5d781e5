// One player's inputs on their way to the tick they are for: late, early, missing and superseded ones.

import { copyInts, type InputKind } from '@starfray/shared/contract';
import { at, item } from '@starfray/shared/core';
import { INPUT_REPEAT_TICKS, MAX_INPUT_LEAD_TICKS, QUIET_FRAMES } from '@starfray/shared/net';

/** A power of two above the lead: one place per tick. */
const PLACES = 2 * MAX_INPUT_LEAD_TICKS;

export type InputFault = 'out of order' | 'too far ahead';

export class InputBuffer {
  /** Inputs that came after their tick; their newest controls took effect at the next one. */
  late = 0;
  private readonly kind: InputKind;
  private readonly ticksPerFrame: number;
  private readonly ints: Int32Array;
  private readonly ticks = new Int32Array(PLACES).fill(-1);
  private readonly last: Int32Array;
  private readonly overdue: Int32Array;
  private readonly presses: Int32Array;
  private hasOverdue = false;
  private newestTick = -1;
  private lastTick: number;

  /** @param tick The tick of the join: until something comes, the input is idle. */
  constructor(kind: InputKind, ticksPerFrame: number, tick: number) {
    this.kind = kind;
    this.ticksPerFrame = ticksPerFrame;
    this.ints = new Int32Array(PLACES * kind.width);
    this.last = Int32Array.from(kind.idle);
    this.overdue = Int32Array.from(kind.idle);
    this.presses = new Int32Array(kind.width);
    this.lastTick = tick;
  }

  /**
   * Takes a frame whose first controls are for `firstTick`, `worldTick` being the last one simulated. Only what is lower than
   * the sender's own last tick is out of order; what is late is no fault.
   */
  add(firstTick: number, controls: readonly number[], worldTick: number): InputFault | undefined {
    if (firstTick <= this.newestTick) return 'out of order';
    if (firstTick > worldTick + MAX_INPUT_LEAD_TICKS) return 'too far ahead';
    for (let i = 0; i < this.ticksPerFrame; i += 1) {
      const tick = firstTick + i;
      this.newestTick = tick;
      if (tick <= worldTick) this.addLate(controls, i * this.kind.width);
      else this.keep(tick, controls, i * this.kind.width);
    }
    return undefined;
  }

  /** Writes the input of `tick` to `out`; called once for each tick, in order. */
  take(tick: number, out: Int32Array, base: number): void {
    const { kind, last } = this;
    const place = tick & (PLACES - 1);
    if (at(this.ticks, place) === tick) {
      copyInts(this.ints, place * kind.width, last, 0, kind.width);
      this.lastTick = tick;
    } else if (this.hasOverdue) {
      copyInts(this.overdue, 0, last, 0, kind.width);
      this.lastTick = tick;
    } else if (tick - this.lastTick > this.patienceTicks) last.set(kind.idle);
    copyInts(last, 0, out, base, kind.width);
    if (this.hasOverdue) this.addPresses(out, base);
  }

  /** Forgets everything: the next inputs are idle until something comes. */
  reset(tick: number): void {
    this.last.set(this.kind.idle);
    this.hasOverdue = false;
    this.presses.fill(0);
    this.ticks.fill(-1);
    this.lastTick = tick;
  }

  // A quiet client repeats itself only every few frames, so the next one may be due that much later.
  private get patienceTicks(): number {
    return INPUT_REPEAT_TICKS + this.ticksPerFrame * QUIET_FRAMES;
  }

  private keep(tick: number, controls: readonly number[], from: number): void {
    const place = tick & (PLACES - 1);
    this.ticks[place] = tick;
    for (let i = 0; i < this.kind.width; i += 1) this.ints[place * this.kind.width + i] = item(controls, from + i);
  }

  private addLate(controls: readonly number[], from: number): void {
    this.late += 1;
    this.hasOverdue = true;
    for (let i = 0; i < this.kind.width; i += 1) {
      const value = item(controls, from + i);
      this.overdue[i] = value;
      if (item(this.kind.columns, i).isPress && value !== 0) this.presses[i] = value;
    }
  }

  // A press whose release came with it, both late, is taken once all the same.
  private addPresses(out: Int32Array, base: number): void {
    for (let i = 0; i < this.kind.width; i += 1) {
      const press = at(this.presses, i);
      if (press !== 0) out[base + i] = press;
    }
    this.presses.fill(0);
    this.hasOverdue = false;
  }
}
