import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { bareArena, Scene } from '../test-scene.ts';
import { HULL_FULL } from '../tuning.ts';
import { RAIL_DAMAGE } from './tuning.ts';
import { WEAPON } from './weapon.ts';

function duel(scene = new Scene()): Scene {
  scene.join(1, 2);
  scene.put(1, 500, 1000);
  scene.put(2, 1200, 1000);
  return scene.arm(1, WEAPON.rail).hold(1, { aim: 0 });
}

describe('a rail', () => {
  it('[R64] strikes in the tick in which it is fired, and is seen as a line from one end to the other', () => {
    const scene = duel().release(1);
    expect(scene.ship(2).hull).toBe(HULL_FULL - RAIL_DAMAGE);
    expect(scene.pilot(2)).toMatchObject({ attackerId: 1, attackedWeapon: WEAPON.rail });
    const [beam] = scene.seen('beam');
    const { x = 0, reach = 0, angle } = beam?.values ?? {};
    expect(angle).toBe(0);
    expect(Math.abs(x / px(1) - reach - 520)).toBeLessThan(3);
    expect(Math.abs(x / px(1) + reach - 1181)).toBeLessThan(3);
  });

  it('[R64] reaches 896 px and no further', () => {
    const far = duel();
    far.put(2, 1400, 1000);
    expect(far.release(1).ship(2).hull).toBeLessThan(HULL_FULL);
    const further = duel();
    further.put(2, 1450, 1000);
    expect(further.release(1).ship(2).hull).toBe(HULL_FULL);
  });

  it('[R64] stops at a rock', () => {
    const scene = duel(new Scene(bareArena([{ x: 900, y: 1000, radius: 60 }]))).release(1);
    expect(scene.ship(2).hull).toBe(HULL_FULL);
    const { x = 0, reach = 0 } = scene.seen('beam')[0]?.values ?? {};
    expect(x / px(1) + reach).toBeLessThan(845);
  });

  it('[R64] strikes the first ship alone', () => {
    const scene = duel().join(3);
    scene.put(3, 900, 1005);
    scene.release(1);
    expect([scene.ship(3).hull, scene.ship(2).hull]).toEqual([HULL_FULL - RAIL_DAMAGE, HULL_FULL]);
  });

  it('[R61] stops at a mine or a missile on its way, which it ends', () => {
    const scene = duel().join(3).arm(3, WEAPON.mine);
    scene.put(3, 926, 1000);
    scene.hold(3, { aim: 0 }).release(3);
    scene.put(3, 900, 300);
    scene.run().release(1);
    expect(scene.rows('mine')).toHaveLength(0);
    expect(scene.ship(2).hull).toBe(HULL_FULL);
  });

  it('[R31] goes through the picture that its shooter saw', () => {
    const scene = duel();
    scene.put(2, 1000, 1000).vy = px(5);
    scene.hold(2, { thrust: 3 }).run(12);
    // 60 px away by now; 12 ticks ago it was on the line.
    expect(scene.ship(2).y).toBeGreaterThan(px(1055));
    scene.lag(1, 12 * 8).release(1);
    expect(scene.ship(2).hull).toBe(HULL_FULL - RAIL_DAMAGE);
    expect(scene.pilot(2).attackedLag).toBe(96);
  });
});
