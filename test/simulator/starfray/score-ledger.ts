// What everybody's score may do, whatever becomes of their connections: it falls only by a death, by its price, and it is never lost.

import { type Arena, pilotOf, type StarfrayWorld } from '@starfray/starfray/rules';
import type { Actor } from '@starfray/testing/simulator';

/** A death costs a quarter at most. */
const KEPT_SHARE = 3 / 4;

interface Entry {
  readonly world: StarfrayWorld;
  readonly playerId: number;
  score: number;
  isIn: boolean;
}

export class ScoreLedger {
  /** By token: one seat, over all of its connections and the times between them. */
  private readonly entries = new Map<string, Entry>();

  /** Notes who sits where. */
  register(world: StarfrayWorld, { client, token }: Actor<StarfrayWorld, Arena>): void {
    const { playerId } = client;
    const before = this.entries.get(token);
    if (playerId === 0 || token === '' || (before?.world === world && before.playerId === playerId)) return;
    for (const [other, entry] of this.entries) {
      if (entry.world === world && entry.playerId === playerId) this.entries.delete(other);
    }
    this.entries.set(token, { world, playerId, score: 0, isIn: false });
  }

  /** Looks at all scores of a world after a tick; answers what is wrong with one, undefined when nothing is. */
  note(world: StarfrayWorld): string | undefined {
    for (const entry of this.entries.values()) {
      const pilot = entry.world === world ? pilotOf(world, entry.playerId) : undefined;
      if (pilot === undefined) continue;
      const { score } = pilot.own;
      const mayFall = entry.isIn && pilot.diedTick === world.tick;
      if (score < entry.score && !(mayFall && score >= Math.trunc(entry.score * KEPT_SHARE))) {
        return `player ${entry.playerId} had ${entry.score} points and now has ${score}`;
      }
      entry.score = score;
      entry.isIn = pilot.isEnrolled;
    }
    return undefined;
  }

  /** Nobody comes back with this token. */
  forget(token: string): void {
    this.entries.delete(token);
  }
}
