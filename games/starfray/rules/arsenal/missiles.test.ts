import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { bareArena, Scene } from '../test-scene.ts';
import { HULL_FULL } from '../tuning.ts';
import { MISSILE_DAMAGE, MISSILE_LIFE_TICKS, MISSILE_STEER_TICKS, MISSILE_TURN } from './tuning.ts';
import { WEAPON } from './weapon.ts';

function duel(scene = new Scene()): Scene {
  scene.join(1, 2);
  scene.put(1, 500, 1000);
  scene.put(2, 1000, 1000);
  return scene.arm(1, WEAPON.missile).hold(1, { aim: 0 });
}

describe('a missile', () => {
  it('[R59] follows what its pilot aimed at, and its harm is credited as a missile', () => {
    const scene = duel();
    scene.put(2, 1000, 1100);
    scene.release(1);
    expect(scene.rows('missile')).toMatchObject([{ target: 2, player: 1 }]);
    scene.until(() => scene.ship(2).hull < HULL_FULL);
    expect(scene.ship(2).hull).toBe(HULL_FULL - MISSILE_DAMAGE);
    expect(scene.pilot(2)).toMatchObject({ attackerId: 1, attackedWeapon: WEAPON.missile });
    expect(scene.seen('blast').map(({ values }) => values)).toMatchObject([{ weapon: WEAPON.missile, isHarmful: 1 }]);
    expect(scene.rows('missile')).toHaveLength(0);
  });

  it('[R59] tells the room and its victim by what a ship ended', () => {
    const scene = duel();
    scene.ship(2).hull = MISSILE_DAMAGE / 2;
    scene.release(1).until(() => !scene.isFlying(2));
    expect(scene.seen('kill')[0]?.values).toMatchObject({ killer: 1, victim: 2, weapon: WEAPON.missile });
    expect(scene.seen('died')[0]?.values.cause).toBe(WEAPON.missile);
  });

  it('[R59] turns at a bounded rate, and only at its decisions', () => {
    const scene = duel();
    scene.put(2, 700, 1250);
    scene.release(1);
    let before = scene.rows('missile')[0];
    for (let tick = 0; tick < 60 && scene.rows('missile').length > 0; tick += 1) {
      const now = scene.run().rows('missile')[0];
      if (now === undefined || before === undefined) break;
      expect(Math.abs(now.turn ?? 0)).toBeLessThanOrEqual(MISSILE_TURN);
      if ((now.life ?? 0) % MISSILE_STEER_TICKS !== 0) expect(now.turn).toBe(before.turn);
      expect((((now.angle ?? 0) - (before.angle ?? 0) + 1536) % 1024) - 512).toBe(before.turn);
      before = now;
    }
  });

  it('[R59] flies straight when nothing is in front of its pilot, and ends', () => {
    const scene = duel().hold(1, { aim: 512 });
    scene.put(1, 1500, 1000);
    scene.put(2, 1900, 1000);
    scene.release(1);
    expect(scene.rows('missile')).toMatchObject([{ target: 0, turn: 0, angle: 512 }]);
    expect(scene.run(MISSILE_LIFE_TICKS).rows('missile')).toHaveLength(0);
  });

  it('[R60] loses its target behind a rock, for good', () => {
    const scene = duel(new Scene(bareArena([{ x: 800, y: 1150, radius: 100 }])));
    scene.put(2, 1000, 1000);
    scene.release(1).run(MISSILE_STEER_TICKS);
    expect(scene.rows('missile')[0]?.target).toBe(2);
    scene.put(2, 1000, 1300);
    scene.run(MISSILE_STEER_TICKS);
    expect(scene.rows('missile')).toMatchObject([{ target: 0, turn: 0 }]);
    scene.put(2, 1000, 1000);
    expect(scene.run(MISSILE_STEER_TICKS * 2).rows('missile')[0]?.target).toBe(0);
  });

  it('[R60] does not follow into a new life', () => {
    const scene = duel();
    scene.release(1).run(MISSILE_STEER_TICKS).leave(2);
    scene.run(MISSILE_STEER_TICKS).join(2);
    scene.put(2, 1100, 1100);
    expect(scene.run(MISSILE_STEER_TICKS).rows('missile')[0]?.target).toBe(0);
  });

  it('[R61] is shot down by a shot, harming nobody', () => {
    const scene = duel().hold(2, { aim: 512, fire: 1 });
    scene.release(1).until(() => scene.seen('blast').length > 0);
    expect(scene.seen('blast').map(({ values }) => values)).toMatchObject([{ weapon: WEAPON.missile, isHarmful: 0 }]);
    expect([scene.ship(1).hull, scene.ship(2).hull]).toEqual([HULL_FULL, HULL_FULL]);
    expect(scene.rows('missile')).toHaveLength(0);
  });

  it('[R61] lets the shots of its own pilot pass', () => {
    const scene = duel().release(1).hold(1, { fire: 1 });
    scene.put(2, 1000, 1400);
    scene.run(40);
    expect(scene.rows('missile')).toHaveLength(1);
  });

  it('[R61] is met where the shooter saw it, not where it is', () => {
    // It flies south across the line of fire, which a shot takes 26 ticks to fly; it is seen 65 px behind where it is.
    const isMet = [990, 1055].map((y) => {
      const scene = duel();
      scene.put(1, 900, 800);
      scene.hold(1, { aim: 256 }).put(2, 500, y);
      scene.lag(2, 80).hold(2, { aim: 0 });
      scene.release(1).run(9);
      scene.hold(2, { fire: 1 }).run().hold(2, { fire: 0 });
      for (let tick = 0; tick < 40; tick += 1) if (scene.run().seen('blast').length > 0) return true;
      return false;
    });
    expect(isMet).toEqual([true, false]);
  });

  it('[R61] goes with its pilot', () => {
    const scene = duel().release(1);
    expect(scene.leave(1).rows('missile')).toHaveLength(0);
  });

  it('[R31] is launched after the foe that its pilot sees, and meets it where it was seen', () => {
    const scene = duel().lag(1, 144);
    scene.put(2, 900, 1000).vy = px(5);
    scene.hold(2, { thrust: 3 }).run(18);
    scene.release(1).until(() => scene.ship(2).hull < HULL_FULL);
    expect(scene.pilot(2).attackedLag).toBe(144);
  });
});
