// Two links joined in memory. Bytes are copied and wait until the pair is pumped, so the driver of time decides when
// messages arrive; a line each way makes it as bad as a network over TCP: late, but whole and in order.

import type { RandomState } from '../core/index.ts';
import { type Conditions, Line, PERFECT } from './line.ts';
import type { Link } from './link.ts';

export interface MemoryPair {
  readonly a: Link;
  readonly b: Link;
  /** Delivers, on both sides, whatever is due at `nowMs`. */
  pump(nowMs: number): void;
  /** Delivers what is due to one side only. */
  pumpTo(side: 'a' | 'b', nowMs: number): void;
  /** Nothing sent towards the side arrives before `untilMs`; then all of it does, in order. */
  stall(side: 'a' | 'b', untilMs: number): void;
  /** From now on nothing arrives on either side, and neither notices: a line that somebody unplugged. */
  unplug(): void;
  /** Ends both sides as a lost connection does: without a reason, and with all that was under way. */
  cut(): void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly dueMs: number;
}

/** @param random Draws jitter and stalls; needed only when there are some. */
export function createMemoryPair(
  now: () => number,
  conditions: Conditions = PERFECT,
  random?: RandomState,
): MemoryPair {
  const a = new MemoryLink(now, conditions, random);
  const b = new MemoryLink(now, conditions, random);
  a.peer = b;
  b.peer = a;
  const sides = { a, b };
  return {
    a,
    b,
    pump: (nowMs) => {
      a.deliver(nowMs);
      b.deliver(nowMs);
    },
    pumpTo: (side, nowMs) => sides[side].deliver(nowMs),
    stall: (side, untilMs) => sides[side].stall(untilMs),
    unplug: () => {
      a.isPlugged = false;
      b.isPlugged = false;
    },
    cut: () => {
      a.end(1006, '');
      b.end(1006, '');
    },
  };
}

class MemoryLink implements Link {
  isOpen = true;
  isPlugged = true;
  peer: MemoryLink | undefined;
  private readonly now: () => number;
  /** The line towards this side. */
  private readonly line: Line;
  private inbox: Waiting[] = [];
  private closing: { readonly code: number; readonly reason: string } | undefined;
  private receive: (bytes: Uint8Array) => void = () => undefined;
  private ended: (code: number, reason: string) => void = () => undefined;

  constructor(now: () => number, conditions: Conditions, random: RandomState | undefined) {
    this.now = now;
    this.line = new Line(conditions, random, now());
  }

  get bufferedBytes(): number {
    return this.peer?.line.backlogBytes(this.now()) ?? 0;
  }

  send(bytes: Uint8Array): void {
    if (this.isOpen) this.peer?.arrive(bytes.slice());
  }

  sendPart(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOpen) this.peer?.arrive(bytes.slice(start, end));
  }

  sendPair(first: Uint8Array, second: Uint8Array): void {
    this.send(first);
    this.send(second);
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    if (this.peer !== undefined) this.peer.closing = { code, reason };
    this.end(code, reason);
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.receive = receive;
  }

  onClose(ended: (code: number, reason: string) => void): void {
    this.ended = ended;
  }

  stall(untilMs: number): void {
    this.line.stall(untilMs);
    this.inbox = this.inbox.map((waiting) => ({ ...waiting, dueMs: Math.max(waiting.dueMs, untilMs) }));
  }

  deliver(nowMs: number): void {
    while (this.isOpen && this.isPlugged) {
      const first = this.inbox[0];
      if (first === undefined || first.dueMs > nowMs) break;
      this.inbox.shift();
      this.receive(first.bytes);
    }
    if (this.isOpen && this.isPlugged && this.inbox.length === 0 && this.closing !== undefined) {
      this.end(this.closing.code, this.closing.reason);
    }
  }

  end(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.inbox = [];
    this.ended(code, reason);
  }

  private arrive(bytes: Uint8Array): void {
    this.inbox.push({ bytes, dueMs: this.line.send(bytes.length, this.now()) });
  }
}
