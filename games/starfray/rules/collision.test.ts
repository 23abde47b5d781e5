import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { Scene } from './test-scene.ts';
import { HULL_FULL, SHIP_RADIUS } from './tuning.ts';

describe('ships that touch', () => {
  it('[R9] are pushed apart, unharmed', () => {
    const scene = new Scene().join(1, 2);
    scene.put(1, 1000, 1000);
    scene.put(2, 1010, 1004);
    scene.run(4);
    const apart = Math.hypot(scene.ship(2).x - scene.ship(1).x, scene.ship(2).y - scene.ship(1).y);
    expect(apart).toBeGreaterThanOrEqual(2 * SHIP_RADIUS - 4);
    expect([scene.ship(1).hull, scene.ship(2).hull]).toEqual([HULL_FULL, HULL_FULL]);
  });

  it('[R9] part even in the very same place', () => {
    const scene = new Scene().join(1, 2);
    scene.put(1, 1000, 1000);
    scene.put(2, 1000, 1000);
    scene.run(4);
    expect(scene.ship(2).x - scene.ship(1).x).toBeGreaterThanOrEqual(2 * SHIP_RADIUS - 4);
  });

  it('[R9] exchange speed, and hard contacts are events', () => {
    const scene = new Scene().join(1, 2);
    scene.put(1, 1000, 1000).vx = px(5);
    scene.put(2, 1034, 1000);
    scene.run();
    expect(scene.ship(2).vx).toBeGreaterThan(scene.ship(1).vx);
    expect(scene.seen('bump').map((event) => event.values.damage)).toEqual([0]);
  });

  it('[R9] move as far whichever joined first', () => {
    const offsets = [
      [1, 2, 3],
      [3, 1, 2],
    ].map((order) => {
      const scene = new Scene().join(...order);
      scene.put(1, 1000, 1000);
      scene.put(2, 1020, 1000);
      scene.put(3, 1010, 1012);
      scene.run();
      return [1, 2, 3].map((id) => [scene.ship(id).x, scene.ship(id).y]);
    });
    expect(offsets[0]).toEqual(offsets[1]);
  });

  it('[R9] at the edge stay inside', () => {
    const scene = new Scene().join(1, 2);
    scene.put(1, 16, 16);
    scene.put(2, 17, 17);
    scene.run(3);
    expect(Math.min(scene.ship(1).x, scene.ship(1).y)).toBeGreaterThanOrEqual(SHIP_RADIUS);
  });
});
