// An upgraded ship over a line of 150 ms, on the real game in virtual time: choosing and flying with any upgrades corrects nothing.

import { createRandom, randomBelow } from '@starfray/shared/core';
import type { Conditions } from '@starfray/shared/protocol';
import { type Arena, input, type StarfrayWorld, ship, starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { gainProgress, levelNeed } from '../../games/starfray/rules/levels.ts';

const SECOND = 1000;

/** Flies, boosts, fires and chooses at random. */
function pilotBy(seed: number): (row: { readonly ints: Int32Array }) => void {
  const random = createRandom(seed);
  return ({ ints }) => {
    const row = input.view(ints, 0);
    if (randomBelow(random, 30) === 0) {
      row.thrust = randomBelow(random, 9);
      row.aim = randomBelow(random, 1024);
      row.boost = randomBelow(random, 2);
      row.fire = randomBelow(random, 2);
    }
    if (randomBelow(random, 30) === 0) row.choose = randomBelow(random, 4);
  };
}

/** One pilot alone for half a minute, whom levels come to as by shards; what its client was corrected for, and the upgrades that it flew with. */
function flyAlone(conditions: Conditions, seed: number): { causes: readonly string[]; mixtures: number } {
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, {
    capacity: 4,
    seed,
    room: {
      onStep: (world: StarfrayWorld) => {
        const pilot = world.roster[0];
        if (pilot === undefined || pilot.slot < 0 || world.tick % 200 !== 0) return;
        gainProgress(pilot, levelNeed(pilot.own.level));
        pilot.own.score += 1;
        pilot.ship.hull = Math.max(pilot.ship.hull, 60);
      },
    },
  });
  const { client } = stepper.join({ conditions, fly: pilotBy(seed) });
  const seen = new Set<number>();
  // A client that has just come does not know its line yet.
  stepper.run(5 * SECOND);
  const before = { ...client.stats.corrections.causes };
  stepper.run(30 * SECOND, () => {
    if (client.own !== undefined) seen.add(ship.view(client.own.body.ints, client.own.body.base).upgrades);
  });
  expect(client.stats.desyncs).toBe(0);
  const causes = Object.entries(client.stats.corrections.causes).flatMap(([cause, count]) =>
    count > (before[cause] ?? 0) ? [cause] : [],
  );
  return { causes, mixtures: seen.size };
}

describe('an upgraded ship over 150 ms', () => {
  it('[R46] is corrected for nothing but pick-ups, with all five choices made', () => {
    for (const seed of [3, 4]) {
      const { causes, mixtures } = flyAlone({ latencyMs: 75, jitterMs: 0 }, seed);
      expect(mixtures).toBeGreaterThanOrEqual(5);
      expect(causes.filter((cause) => cause !== 'pick-up')).toEqual([]);
    }
  });

  it('[R46] with jitter of 30 ms for late inputs besides, and nothing else', () => {
    const { causes } = flyAlone({ latencyMs: 60, jitterMs: 30 }, 3);
    expect(causes.filter((cause) => !['pick-up', 'late input'].includes(cause))).toEqual([]);
  });
});
