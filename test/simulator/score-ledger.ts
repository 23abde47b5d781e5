// What everybody's score may do, whatever becomes of their connections: it falls only by a death, by its price, and it is never lost.

import { pilotOf, type StarfrayWorld } from '@starfray/shared/game';
import type { Actor } from './actor.ts';

/** A death costs a quarter at most. */
const KEPT_SHARE = 3 / 4;

interface Entry {
  readonly playerId: number;
  readonly score: number;
  readonly isIn: boolean;
}

export class ScoreLedger {
  /** By server and token: one seat, over all of its connections. */
  private readonly entries = new Map<string, Entry>();

  /** Notes an actor's score after a tick; answers what is wrong with it, undefined when nothing is. */
  note(server: number, world: StarfrayWorld, { client, token }: Actor): string | undefined {
    const { playerId } = client;
    const pilot = pilotOf(world, playerId);
    if (playerId === 0 || token === '' || pilot === undefined) return undefined;
    const key = `${server} ${token}`;
    const before = this.entries.get(key);
    const { score } = pilot.own;
    this.entries.set(key, { playerId, score, isIn: pilot.isEnrolled });
    if (before === undefined || before.playerId !== playerId) return undefined;
    const mayFall = before.isIn && pilot.diedTick === world.tick;
    if (score >= before.score || (mayFall && score >= Math.trunc(before.score * KEPT_SHARE))) return undefined;
    return `had ${before.score} points and now has ${score}`;
  }
}
