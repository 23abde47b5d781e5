import { createRandom } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { NO_SLOT, UPGRADES, upgradeCount } from '../rules/index.ts';
import { gainProgress, levelNeed } from '../rules/levels.ts';
import { createFillBrain, createHunter, createWanderer, STRENGTHS, strengthOf } from './brains/index.ts';
import { Flight } from './flight.ts';
import type { KnownPlayer, Think } from './view.ts';

/** The upgrades that brains take in so many levels, by name. */
function taken(make: () => Think, runs: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= runs; seed += 1) {
    const flight = new Flight(undefined, seed);
    const pilot = flight.add(make(), seed);
    gainProgress(pilot, levelNeed(0) + levelNeed(1));
    flight.run(400, () => upgradeCount(pilot.ship) === 2);
    for (const [bit, name] of UPGRADES.entries())
      if ((pilot.ship.upgrades & (1 << bit)) !== 0) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Mean ticks in which a hunter ends a ship at rest whose player is of some kind. */
function ticksToEnd(kind: KnownPlayer['kind']): number {
  let ticks = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    const flight = new Flight(undefined, seed);
    const hunter = flight.add(createHunter({ skill: 0.4 }), seed);
    const victim = flight.add(() => undefined, seed, kind);
    flight.put(hunter, 600, 1000);
    flight.put(victim, 1100, 1000);
    ticks += flight.run(7200, () => victim.slot === NO_SLOT);
  }
  return ticks / 6;
}

describe('bots', () => {
  it('[R52] choose each upgrade that they are due, hunters arms rather than magnets, wanderers the other way', () => {
    const hunters = taken(createHunter, 30);
    const wanderers = taken(createWanderer, 30);
    for (const counts of [hunters, wanderers]) expect([...counts.values()].reduce((sum, n) => sum + n, 0)).toBe(60);
    const arms = (counts: Map<string, number>) => (counts.get('blaster') ?? 0) + (counts.get('rapid') ?? 0);
    expect(arms(hunters)).toBeGreaterThan(2 * arms(wanderers));
    expect(wanderers.get('magnet') ?? 0).toBeGreaterThan(hunters.get('magnet') ?? 0);
  });

  it('[R52] of a room are of three strengths, as many of each', () => {
    expect([1, 2, 3, 4, 5, 6].map(strengthOf)).toEqual(['weak', 'medium', 'strong', 'weak', 'medium', 'strong']);
    const values = Object.values(STRENGTHS);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(createFillBrain('weak', createRandom(1))).toBeTypeOf('function');
  });

  it('[R52] go easy on a person whom they have just met', () => {
    expect(ticksToEnd('human')).toBeGreaterThan(1.4 * ticksToEnd('bot'));
  });
});
