// Which events a client is due: what has happened since its last snapshot, and of what happened longer ago the news.

import type { EventKind, EventQueue } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';
import { MAX_EVENT_AGE_MS, MAX_EVENTS_PER_TICK, MAX_NEWS_AGE_MS, MAX_WAITING_EVENTS } from '@starfray/shared/protocol';
import { EventLog, MARK, type ViewBox } from './event-log.ts';

/** A second of a full room's, and two ticks of the most that one may bring forth. */
const KEPT_EVENTS = 2 * MAX_EVENTS_PER_TICK;
/** Ten seconds of a thousand players' ends. */
const KEPT_NEWS = 2048;

/** All marks but a player's: what is left is for one alone. */
const NOT_OWN = MARK.room | MARK.seen | MARK.cosmetic;
const NOT_OTHERS = MARK.player | MARK.cosmetic;

export class DueEvents {
  /** The events chosen, the oldest last: how many, in which log, by which number. */
  count = 0;
  private readonly numbers = new Int32Array(MAX_WAITING_EVENTS);
  private readonly recent: EventLog;
  private readonly news: EventLog;
  private readonly recentTicks: number;
  private readonly newsTicks: number;
  private recentCount = 0;

  constructor(kinds: readonly EventKind[], ticksPerSecond: number) {
    this.recent = new EventLog(kinds, KEPT_EVENTS, 0);
    this.news = new EventLog(kinds, KEPT_NEWS, MARK.seen | MARK.cosmetic);
    this.recentTicks = Math.trunc((MAX_EVENT_AGE_MS * ticksPerSecond) / 1000);
    this.newsTicks = Math.trunc((MAX_NEWS_AGE_MS * ticksPerSecond) / 1000);
  }

  /** Takes over the events of a tick. */
  record(tick: number, queue: EventQueue): void {
    this.recent.record(tick, queue);
    this.news.record(tick, queue);
  }

  /**
   * Chooses what happened after tick `since` and until `tick` for a player who sees so far: at most MAX_WAITING_EVENTS. Where there
   * are more, cosmetic ones yield, then older ones, and last of all what is for this player alone.
   */
  choose(since: number, tick: number, playerId: number, box: ViewBox): void {
    const { recent, news } = this;
    const fresh = Math.max(since, tick - this.recentTicks);
    this.count = 0;
    this.add(recent, recent.firstAfter(fresh), recent.next, playerId, box);
    this.recentCount = this.count;
    if (since === fresh) return;
    const first = news.firstAfter(Math.max(since, tick - this.newsTicks));
    this.add(news, first, news.firstAfter(fresh), playerId, box);
  }

  /** The log that the `i`-th of the chosen ones lies in. */
  logOf(i: number): EventLog {
    return i < this.recentCount ? this.recent : this.news;
  }

  numberOf(i: number): number {
    return at(this.numbers, i);
  }

  private add(log: EventLog, first: number, end: number, playerId: number, box: ViewBox): void {
    const { numbers, count } = this;
    const room = numbers.length - count;
    let added = log.gather(first, end, 0, playerId, box, numbers, count);
    if (added > room) {
      added = Math.min(room, log.gather(first, end, NOT_OWN, playerId, box, numbers, count));
      added += log.gather(first, end, NOT_OTHERS, playerId, box, numbers, count + added);
    }
    this.count += Math.min(room, added);
  }
}
