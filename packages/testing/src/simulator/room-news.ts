// That everyone who is here learns of something once, as of every goal: events are neither lost on a skipped snapshot nor sent twice.

import type { DrawnEvent } from '@starfray/client/net';
import type { EventKind, World } from '@starfray/shared/contract';
import type { Actor } from './actor.ts';

/** Beyond ten seconds news may be dropped, as documented; a little less, for ticks at the edge. */
const SURE_TICKS = 590;
const KEPT_TICKS = 1200;

interface Progress {
  readonly pair: unknown;
  readonly tick: number;
}

/** Watches one event kind of a game, whose audience must be `room` and which must not be cosmetic. */
export class RoomNews<W extends World, A> {
  /** News that a client learned of as it should. */
  learned = 0;
  private readonly kind: EventKind;
  private readonly keyOf: (event: DrawnEvent) => number;
  private readonly what: string;
  /** By world, then by tick: the keys of what happened. */
  private readonly happened = new WeakMap<W, Map<number, readonly number[]>>();
  private readonly progress = new Map<Actor<W, A>, Progress>();

  /** @param keyOf Names what an event is about; `what` says in words what a key stands for, as `the end of player`. */
  constructor(kind: EventKind, keyOf: (event: DrawnEvent) => number, what: string) {
    this.kind = kind;
    this.keyOf = keyOf;
    this.what = what;
  }

  /** Notes what happened in a tick, as the world itself tells: not as the events tell that are checked. Once a tick. */
  record(world: W, keys: readonly number[]): void {
    const ticks = this.happened.get(world) ?? new Map<number, readonly number[]>();
    this.happened.set(world, ticks);
    if (keys.length > 0) ticks.set(world.tick, keys);
    ticks.delete(world.tick - KEPT_TICKS);
  }

  /** A client's page is gone. */
  forget(actor: Actor<W, A>): void {
    this.progress.delete(actor);
  }

  /** Takes a client's events of one update. Returns what is wrong with them, undefined when nothing is. */
  take(actor: Actor<W, A>, events: readonly DrawnEvent[]): string | undefined {
    const news = events.filter(({ kind }) => kind.name === this.kind.name).map(this.keyOf);
    const tick = actor.client.held?.tick ?? 0;
    const before = this.progress.get(actor);
    this.progress.set(actor, { pair: actor.pair, tick });
    if (before === undefined || before.pair !== actor.pair || before.tick === 0) return undefined;
    if (tick - before.tick > SURE_TICKS || tick <= before.tick) return undefined;
    const ticks = actor.world === undefined ? undefined : this.happened.get(actor.world);
    const expected: number[] = [];
    for (let t = before.tick + 1; t <= tick; t += 1) expected.push(...(ticks?.get(t) ?? []));
    const missing = expected.find((key) => timesIn(news, key) < timesIn(expected, key));
    // What the world does not show, as the end of a player who left under fire, may be news, too; but not twice.
    const doubled = news.find((key) => timesIn(news, key) > Math.max(1, timesIn(expected, key)));
    this.learned += expected.length;
    if (missing !== undefined) return `did not learn of ${this.what} ${missing} by tick ${tick}`;
    if (doubled !== undefined) return `learned too often of ${this.what} ${doubled} by tick ${tick}`;
    return undefined;
  }
}

function timesIn(keys: readonly number[], key: number): number {
  return keys.reduce((count, other) => (other === key ? count + 1 : count), 0);
}
