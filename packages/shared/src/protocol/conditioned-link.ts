// A link as it would be over a worse network: what is sent and what comes is held back as two lines would. For trying out and for
// load tests; a proxy of its own (`pnpm netsim`) does the same to programs that know nothing of it.

import { createRandom } from '../core/index.ts';
import { type Conditions, Line } from './line.ts';
import type { Link } from './link.ts';

/** Time as the platform has it. */
export interface LineTimers {
  now(): number;
  setTimer(run: () => void, ms: number): void;
}

/** Wraps a link. An end of the connection is reported after all that came before it. */
export function conditionLink(link: Link, conditions: Conditions, seed: number, timers: LineTimers): Link {
  const { now } = timers;
  const out = new Delay(new Line(conditions, createRandom(seed), now()), timers);
  const back = new Delay(new Line(conditions, createRandom(seed + 1), now()), timers);
  const send = (bytes: Uint8Array): void => {
    const kept = bytes.slice();
    out.add(kept.length, () => link.send(kept));
  };
  return {
    get isOpen() {
      return link.isOpen;
    },
    get bufferedBytes() {
      return link.bufferedBytes + out.backlogBytes;
    },
    send,
    sendPair: (first, second) => {
      send(first);
      send(second);
    },
    close: (code, reason) => link.close(code, reason),
    onMessage: (receive) =>
      link.onMessage((bytes) => {
        const kept = bytes.slice();
        back.add(kept.length, () => receive(kept));
      }),
    onClose: (ended) => link.onClose((code, reason) => back.add(0, () => ended(code, reason))),
  };
}

// What waits for its time, in order.
class Delay {
  private readonly line: Line;
  private readonly timers: LineTimers;
  private readonly waiting: { readonly dueMs: number; readonly run: () => void }[] = [];
  private isArmed = false;

  constructor(line: Line, timers: LineTimers) {
    this.line = line;
    this.timers = timers;
  }

  get backlogBytes(): number {
    return this.line.backlogBytes(this.timers.now());
  }

  add(bytes: number, run: () => void): void {
    this.waiting.push({ dueMs: this.line.send(bytes, this.timers.now()), run });
    this.arm();
  }

  private arm(): void {
    const first = this.waiting[0];
    if (this.isArmed || first === undefined) return;
    this.isArmed = true;
    this.timers.setTimer(
      () => {
        this.isArmed = false;
        this.runDue();
        this.arm();
      },
      Math.max(0, first.dueMs - this.timers.now()),
    );
  }

  private runDue(): void {
    const nowMs = this.timers.now();
    for (let first = this.waiting[0]; first !== undefined && first.dueMs <= nowMs; first = this.waiting[0]) {
      this.waiting.shift();
      first.run();
    }
  }
}
