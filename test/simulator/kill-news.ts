// That everyone who is here learns of every death once: events are neither lost on a skipped snapshot nor sent twice.

import { kill, type StarfrayWorld } from '@starfray/starfray/rules';
import type { Actor } from './actor.ts';

/** Beyond ten seconds news may be dropped, as documented; a little less, for ticks at the edge. */
const SURE_TICKS = 590;
const KEPT_TICKS = 1200;

interface Progress {
  readonly pair: Actor['pair'];
  readonly tick: number;
}

export class KillNews {
  /** By server, then by tick: whose ships ended. */
  private readonly deaths = new Map<number, Map<number, readonly number[]>>();
  private readonly progress = new Map<Actor, Progress>();
  /** Deaths that an actor learned of as it should. */
  learned = 0;

  /** Notes the deaths of a tick. A player who leaves without a fight causes none. */
  record(server: number, world: StarfrayWorld): void {
    const ticks = this.deaths.get(server) ?? new Map<number, readonly number[]>();
    this.deaths.set(server, ticks);
    const victims = world.roster.filter((pilot) => pilot.diedTick === world.tick && pilot.slot < 0).map(({ id }) => id);
    if (victims.length > 0) ticks.set(world.tick, victims);
    ticks.delete(world.tick - KEPT_TICKS);
  }

  forget(actor: Actor): void {
    this.progress.delete(actor);
  }

  /** Takes an actor's events of one step; answers what is wrong with them, undefined when nothing is. */
  take(actor: Actor): string | undefined {
    const news: number[] = [];
    for (let event = actor.client.takeEvent(); event !== undefined; event = actor.client.takeEvent()) {
      if (event.kind.name === kill.name) news.push(Number((event.row as { victim?: number }).victim));
    }
    const tick = actor.client.held?.tick ?? 0;
    const before = this.progress.get(actor);
    this.progress.set(actor, { pair: actor.pair, tick });
    if (before === undefined || before.pair !== actor.pair || before.tick === 0) return undefined;
    if (tick - before.tick > SURE_TICKS || tick <= before.tick) return undefined;
    const expected: number[] = [];
    for (let t = before.tick + 1; t <= tick; t += 1) expected.push(...(this.deaths.get(actor.server)?.get(t) ?? []));
    // A player who left under fire died, too, though not on the roster any more: news beyond the expected must not repeat it.
    const missing = expected.filter((id) => !news.includes(id));
    const doubled = news.filter((id, i) => news.indexOf(id) !== i);
    this.learned += expected.length;
    if (missing.length > 0) return `did not learn of the end of player ${missing[0]} by tick ${tick}`;
    if (doubled.length > 0) return `learned twice of the end of player ${doubled[0]} by tick ${tick}`;
    return undefined;
  }
}
