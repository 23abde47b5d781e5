import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { Scene } from '../test-scene.ts';
import { HULL_FULL, SHIELD_TICKS } from '../tuning.ts';
import { MINE_ARM_TICKS, MINE_DAMAGE, MINE_LIFE_TICKS } from './tuning.ts';
import { WEAPON } from './weapon.ts';

/** A mine at (474, 1000), behind ship 1, which then flies away. */
function mined(): Scene {
  const scene = new Scene().join(1, 2).arm(1, WEAPON.mine);
  scene.put(1, 500, 1000);
  scene.put(2, 1500, 1500);
  scene.hold(1, { aim: 0 }).release(1);
  scene.put(1, 500, 300);
  return scene;
}

describe('a mine', () => {
  it('[R62] lies behind its ship, and is armed after a second', () => {
    const scene = mined();
    expect(scene.rows('mine')).toMatchObject([{ x: px(474), y: px(1000), player: 1 }]);
    scene.put(2, 520, 1000);
    scene.run(MINE_ARM_TICKS - 1);
    expect(scene.ship(2).hull).toBe(HULL_FULL);
    scene.run();
    expect(scene.ship(2).hull).toBe(HULL_FULL - MINE_DAMAGE);
    expect(scene.seen('blast').map(({ values }) => values)).toMatchObject([{ weapon: WEAPON.mine, isHarmful: 1 }]);
    expect(scene.pilot(2)).toMatchObject({ attackerId: 1, attackedWeapon: WEAPON.mine });
    expect(scene.rows('mine')).toHaveLength(0);
  });

  it('[R62] hurts every foe in its blast, and not its pilot', () => {
    const scene = mined().join(3);
    scene.run(MINE_ARM_TICKS);
    scene.put(1, 474, 1010);
    scene.put(2, 474, 950);
    scene.put(3, 574, 1000);
    scene.run();
    expect([1, 2, 3].map((id) => HULL_FULL - scene.ship(id).hull)).toEqual([0, MINE_DAMAGE, MINE_DAMAGE]);
  });

  it('[R62] stays quiet for its own pilot, and ends after a while', () => {
    const scene = mined().run(MINE_ARM_TICKS);
    scene.put(1, 474, 1000);
    expect(scene.run(5).rows('mine')).toHaveLength(1);
    expect(scene.run(MINE_LIFE_TICKS).rows('mine')).toHaveLength(0);
    expect(scene.ship(1).hull).toBe(HULL_FULL);
  });

  it('[R62] goes off under a shield, which it does not pierce', () => {
    const scene = mined().run(MINE_ARM_TICKS);
    scene.put(2, 500, 1000).shielded = 1;
    scene.own(2).shieldLeft = SHIELD_TICKS;
    expect(scene.run().rows('mine')).toHaveLength(0);
    expect(scene.ship(2).hull).toBe(HULL_FULL);
  });

  it('[R63] is swept by a shot of another, harmlessly, and lets those of its pilot pass', () => {
    const scene = mined();
    scene.put(1, 350, 1000);
    scene.hold(1, { aim: 0, fire: 1 }).run(20).hold(1, { fire: 0 }).run(20);
    expect(scene.rows('mine')).toHaveLength(1);
    scene.put(2, 700, 1000);
    scene.hold(2, { aim: 512, fire: 1 }).until(() => scene.seen('blast').length > 0);
    expect(scene.seen('blast').map(({ values }) => values)).toMatchObject([{ weapon: WEAPON.mine, isHarmful: 0 }]);
    expect(scene.rows('mine')).toHaveLength(0);
  });

  it('[R63] outlives its pilot, but not its leaving', () => {
    const scene = mined().wreck(1);
    expect(scene.rows('mine')).toHaveLength(1);
    expect(scene.leave(1).rows('mine')).toHaveLength(0);
  });
});
