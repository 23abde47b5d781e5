import { createRandom, px, randomBelow } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { chooseArena, createArena, isClearOfRocks, rockAt } from './arena.ts';
import { MAX_ROCK_RADIUS, MAX_SIDE, MIN_ROCK_RADIUS, MIN_SIDE, ROCK_GAP, SHIP_RADIUS } from './tuning.ts';

describe('the arena', () => {
  it.each([
    [1, MIN_SIDE],
    [100, px(3264)],
    [500, px(7296)],
    [2541, px(16384)],
    [2600, px(16576)],
    [4095, MAX_SIDE],
  ])('[R28] for %i players has its side', (players, side) => {
    expect(chooseArena(players, 1).side).toBe(side);
  });

  it('[R29] is the same for the same map seed, and another for another one', () => {
    const [a, b, c] = [7, 7, 8].map((seed) => createArena(chooseArena(50, seed)));
    expect(a).toEqual(b);
    expect(a?.rockX).not.toEqual(c?.rockX);
  });

  it('[R29] takes a map seed of any size', () => {
    expect(createArena(chooseArena(4, 2 ** 40 + 5)).rockCount).toBeGreaterThan(5);
  });

  it('[R29] has rocks of lawful size with a way between them and along the edge', () => {
    const { rockX, rockY, rockRadius, rockCount, side } = createArena(chooseArena(500, 3));
    expect(rockCount).toBeGreaterThan(150);
    for (let i = 0; i < rockCount; i += 1) {
      const [x = 0, y = 0, radius = 0] = [rockX[i], rockY[i], rockRadius[i]];
      expect(radius).toBeGreaterThanOrEqual(MIN_ROCK_RADIUS);
      expect(radius).toBeLessThanOrEqual(MAX_ROCK_RADIUS);
      expect(Math.min(x, y, side - x, side - y)).toBeGreaterThanOrEqual(radius + ROCK_GAP);
      for (let j = 0; j < i; j += 1) {
        const apart = Math.hypot(x - (rockX[j] ?? 0), y - (rockY[j] ?? 0));
        expect(apart).toBeGreaterThanOrEqual(radius + (rockRadius[j] ?? 0) + ROCK_GAP);
      }
    }
  });

  it('[R29] finds the rocks near a place as a look at all of them does', () => {
    const arena = createArena(chooseArena(100, 9));
    const { rockX, rockY, rockRadius, rockCount, side } = arena;
    const random = createRandom(4);
    const isNear = (x: number, y: number, reach: number) =>
      Array.from({ length: rockCount }, (_, rock) => rock).some(
        (rock) => Math.hypot(x - (rockX[rock] ?? 0), y - (rockY[rock] ?? 0)) < (rockRadius[rock] ?? 0) + reach,
      );
    let found = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const x = randomBelow(random, side + 1);
      const y = randomBelow(random, side + 1);
      const clearance = randomBelow(random, px(300));
      expect(rockAt(arena, x, y, SHIP_RADIUS) >= 0).toBe(isNear(x, y, SHIP_RADIUS));
      expect(isClearOfRocks(arena, x, y, clearance)).toBe(!isNear(x, y, clearance));
      if (isNear(x, y, clearance)) found += 1;
    }
    expect(found).toBeGreaterThan(2000);
  });
});
