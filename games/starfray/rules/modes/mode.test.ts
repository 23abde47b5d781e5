import { ANGLE_STEPS } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { chooseArena, createArena } from '../arena.ts';
import { Scene } from '../test-scene.ts';
import { HULL_FULL } from '../tuning.ts';
import { FRAY, MODE_FACTS } from './facts.ts';
import { isFoe } from './mode.ts';

/** Two ships side by side, the first of which fires at the second; what is left of the second one's hull. */
function hullAfterFire(teams: readonly [number, number]): number {
  const scene = new Scene().join(1, 2);
  scene.put(1, 800, 1000);
  scene.put(2, 900, 1000);
  for (const [i, team] of teams.entries()) scene.pilot(i + 1).team = team;
  return scene
    .hold(1, { aim: 0, fire: 1 })
    .run(ANGLE_STEPS >> 5)
    .ship(2).hull;
}

describe('foes', () => {
  it("[R75] without teams everybody is everybody's foe, and nobody its own", () => {
    const { world } = new Scene().join(1, 2);
    expect([isFoe(world, 1, 2), isFoe(world, 2, 1), isFoe(world, 1, 1)]).toEqual([true, true, false]);
    expect(hullAfterFire([0, 0])).toBeLessThan(HULL_FULL);
  });

  it('[R75] a shot flies through the ships of its own team, and harms those of the other', () => {
    expect(hullAfterFire([1, 1])).toBe(HULL_FULL);
    expect(hullAfterFire([1, 2])).toBeLessThan(HULL_FULL);
  });
});

describe('an arena', () => {
  it('[R76] is of the first mode where none is named, and of the named one where it is', () => {
    expect(createArena(chooseArena(20, 1)).mode).toBe(FRAY);
    expect(MODE_FACTS.map((_, mode) => createArena(chooseArena(20, 1, mode)).mode)).toEqual([...MODE_FACTS.keys()]);
  });
});
