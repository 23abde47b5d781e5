// Integer ids 1..size that come back only after a rest, so that a late message never names a stranger.

import { assert } from './assert.ts';
import { at, atUint16 } from './ints.ts';

export class IdPool {
  private readonly restTicks: number;
  private readonly queue: Uint16Array;
  private readonly releasedAt: Int32Array;
  private first = 0;
  private free: number;

  /** Ids 1..size (at most 65,535). A released id rests for `restTicks` ticks before it may be taken again. */
  constructor(size: number, restTicks: number) {
    assert(size >= 1 && size <= 0xffff, `an id pool holds 1 to 65535 ids, not ${size}`);
    this.restTicks = restTicks;
    this.queue = new Uint16Array(size);
    this.releasedAt = new Int32Array(size);
    for (let i = 0; i < size; i += 1) {
      this.queue[i] = i + 1;
      this.releasedAt[i] = -restTicks;
    }
    this.free = size;
  }

  /** Is there an id that has rested long enough? */
  hasFree(tick: number): boolean {
    return this.free > 0 && tick - at(this.releasedAt, this.first) >= this.restTicks;
  }

  /** The id that has rested longest, or 0 when none has rested long enough. */
  take(tick: number): number {
    if (!this.hasFree(tick)) return 0;
    const id = atUint16(this.queue, this.first);
    this.first = (this.first + 1) % this.queue.length;
    this.free -= 1;
    return id;
  }

  release(id: number, tick: number): void {
    assert(this.free < this.queue.length, `id ${id} was released twice`);
    const last = (this.first + this.free) % this.queue.length;
    this.queue[last] = id;
    this.releasedAt[last] = tick;
    this.free += 1;
  }
}
