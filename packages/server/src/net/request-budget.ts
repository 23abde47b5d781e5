// How many HTTP requests are taken up in one period, in all and by address: what is left of the period belongs to the tick. Nothing is
// refused here: a request waits for its turn. Addresses take turns, so that one with many connections gets no more than another.

import {
  HTTP_ANSWERS_PER_PERIOD,
  HTTP_ANSWERS_PER_UPGRADE,
  HTTP_BURST_RATIO,
  HTTP_PERIOD_MS,
  HTTP_REFILL_RATIO,
  HTTP_REQUESTS_PER_ADDRESS,
  HTTP_REQUESTS_PER_PERIOD,
} from '@starfray/shared/protocol';
import { AddressLimits } from './rate-limit.ts';

/** A connection whose next request waits for its turn. */
export interface Waiting {
  /** False once the connection is closed: its turn goes to the next. */
  readonly isOpen: boolean;
  /** Takes the request up. */
  proceed(): void;
}

/**
 * - `now`: the request may be taken up.
 * - `later`: `proceed` is called in a later period.
 * - `overdrawn`: the same, because the address has used up its share of the last seconds.
 */
export type Turn = 'now' | 'later' | 'overdrawn';

/** Whose turn it is: an address, or one connection of a proxy, whose visitors are charged by `spend` once they are known. */
export interface Party {
  readonly key: string;
  readonly isProxy: boolean;
}

interface Line {
  readonly party: Party;
  readonly waiting: Waiting[];
  /** Requests taken up in this period. */
  taken: number;
  /** The address had used up its share when the first was last looked at. */
  isOverdrawn: boolean;
}

export class RequestBudget {
  private readonly now: () => number;
  private readonly shares: AddressLimits;
  /** Of those that wait or had a turn in this period; the first is served first. */
  private readonly lines = new Map<string, Line>();
  private begunMs = Number.NEGATIVE_INFINITY;
  private taken = 0;
  private answers = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param connections Per address; an address's share of requests is a multiple of it. 0 for no share.
   * @param now Milliseconds, monotonic.
   */
  constructor(connections: number, now: () => number) {
    this.now = now;
    const rates = { burst: connections * HTTP_BURST_RATIO, perSecond: connections * HTTP_REFILL_RATIO };
    this.shares = new AddressLimits(connections, now, rates);
  }

  /** Asks for the turn of one request. */
  ask(party: Party, waiting: Waiting): Turn {
    this.begin();
    const line = this.lines.get(party.key) ?? { party, waiting: [], taken: 0, isOverdrawn: false };
    this.lines.set(party.key, line);
    const isNext = line.waiting.length === 0 && this.hasRoomFor(line);
    if (isNext && this.isCovered(line)) {
      this.take(line);
      return 'now';
    }
    line.waiting.push(waiting);
    this.timer ??= setTimeout(() => this.serve(), HTTP_PERIOD_MS).unref();
    return line.isOverdrawn ? 'overdrawn' : 'later';
  }

  /** Charges an address for one request; false when its share is used up. */
  spend(key: string): boolean {
    return this.shares.spend(key);
  }

  /** Counts an answer, which costs more than the request that was taken up for it. */
  countAnswer(): void {
    this.answers += 1;
  }

  /** Counts an upgrade to WebSocket, which costs more than an answer. */
  countUpgrade(): void {
    this.answers += HTTP_ANSWERS_PER_UPGRADE;
  }

  private serve(): void {
    this.timer = undefined;
    this.begin();
    if (this.hasWaiting()) this.timer ??= setTimeout(() => this.serve(), HTTP_PERIOD_MS).unref();
  }

  // Those that wait come before those that ask in the new period, which begins with the first request after the end of the last: on a fixed
  // grid the requests of two could follow each other at once where a long tick held them up.
  private begin(): void {
    const nowMs = this.now();
    if (nowMs < this.begunMs + HTTP_PERIOD_MS) return;
    this.begunMs = nowMs;
    this.taken = 0;
    this.answers = 0;
    for (const [key, line] of this.lines) {
      line.taken = 0;
      if (line.waiting.length === 0) this.lines.delete(key);
    }
    while (this.serveRound());
  }

  // One request of each line; a line that was served goes to the end.
  private serveRound(): boolean {
    let hasServed = false;
    for (const line of [...this.lines.values()]) {
      while (line.waiting[0]?.isOpen === false) line.waiting.shift();
      const [first] = line.waiting;
      if (first === undefined || !this.hasRoomFor(line) || !this.isCovered(line)) continue;
      line.waiting.shift();
      this.take(line);
      this.lines.delete(line.party.key);
      this.lines.set(line.party.key, line);
      hasServed = true;
      first.proceed();
    }
    return hasServed;
  }

  private hasRoomFor(line: Line): boolean {
    const isFree = this.taken < HTTP_REQUESTS_PER_PERIOD && this.answers < HTTP_ANSWERS_PER_PERIOD;
    return isFree && line.taken < HTTP_REQUESTS_PER_ADDRESS;
  }

  private isCovered(line: Line): boolean {
    line.isOverdrawn = !line.party.isProxy && !this.spend(line.party.key);
    return !line.isOverdrawn;
  }

  private take(line: Line): void {
    line.taken += 1;
    this.taken += 1;
  }

  private hasWaiting(): boolean {
    return [...this.lines.values()].some(({ waiting }) => waiting.length > 0);
  }
}
