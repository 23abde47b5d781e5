import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { bareArena, Scene } from '../test-scene.ts';
import { HULL_FULL, MAX_SPEED } from '../tuning.ts';
import { WEAPON } from './weapon.ts';

function scene(...others: number[]): Scene {
  const made = new Scene().join(1, ...others).arm(1, WEAPON.repulsor);
  made.put(1, 1000, 1000);
  return made;
}

describe('a repulsor', () => {
  it('[R65] pushes ships away, the nearer the harder, and is seen', () => {
    const pushed = scene(2, 3, 4);
    pushed.put(2, 1050, 1000);
    pushed.put(3, 1000, 850);
    pushed.put(4, 1300, 1000);
    pushed.run().release(1);
    expect(pushed.ship(2).vx).toBeGreaterThan(px(6));
    expect(pushed.ship(3).vy).toBeLessThan(-px(2));
    expect(pushed.ship(4).vx).toBe(0);
    expect(pushed.ship(1).vx).toBe(0);
    expect(pushed.seen('pulse').map(({ values }) => values.player)).toEqual([1]);
    expect(pushed.ship(2).vx).toBeLessThanOrEqual(MAX_SPEED);
  });

  it('[R65] two at once push as one after the other would, whatever their order', () => {
    const [ab, ba] = [
      [1, 2],
      [2, 1],
    ].map(([left = 0, right = 0]) => {
      const both = new Scene().join(1, 2, 3).arm(1, WEAPON.repulsor).arm(2, WEAPON.repulsor);
      both.put(left, 850, 1000);
      both.put(right, 1100, 1100);
      both.put(3, 1000, 1000);
      both.run().hold(1, { special: 1 }).hold(2, { special: 1 }).run();
      return [both.ship(3).vx, both.ship(3).vy];
    });
    expect(ab).toEqual(ba);
    expect(ab).not.toEqual([0, 0]);
  });

  it('[R65] leaves shielded ships alone', () => {
    const pushed = scene(2);
    pushed.put(2, 1050, 1000).shielded = 1;
    pushed.own(2).shieldLeft = 60;
    expect(pushed.run().release(1).ship(2).vx).toBe(0);
  });

  it('[R66] throws shots back, which are its own from then on', () => {
    const thrown = scene(2);
    thrown.put(2, 1400, 1000);
    thrown.hold(2, { aim: 512, fire: 1 }).run().hold(2, { fire: 0 }).run(17);
    thrown.release(1);
    expect(thrown.rows('shot')).toMatchObject([{ player: 1, angle: 0 }]);
    thrown.until(() => thrown.ship(2).hull < HULL_FULL);
    expect(thrown.pilot(2).attackerId).toBe(1);
    expect(thrown.ship(1).hull).toBe(HULL_FULL);
  });

  it('[R66] throws missiles back at those who fired them', () => {
    const thrown = scene(2).arm(2, WEAPON.missile);
    thrown.put(2, 1500, 1000);
    thrown.hold(2, { aim: 512 }).release(2).run(50);
    thrown.release(1);
    expect(thrown.rows('missile')).toMatchObject([{ player: 1, target: 2, angle: 0 }]);
    thrown.until(() => thrown.ship(2).hull < HULL_FULL);
    expect(thrown.pilot(2)).toMatchObject({ attackerId: 1, attackedWeapon: WEAPON.missile });
  });

  it('[R66] throws back what its pilot saw within reach, not what is there by now', () => {
    const lagged = scene(2).lag(1, 80);
    lagged.put(2, 1400, 1100);
    // Seen 210 px away, it has flown on by 140.
    lagged.hold(2, { aim: 512, fire: 1 }).run().hold(2, { fire: 0 }).run(25);
    lagged.release(1);
    const [shot] = lagged.rows('shot');
    expect(shot).toMatchObject({ player: 1, angle: 0 });
    expect(shot?.x).toBeGreaterThan(px(1130));
  });

  it('[R65] is credited with the rock that it pushes a ship into', () => {
    const pushed = new Scene(bareArena([{ x: 1250, y: 1000, radius: 100 }])).join(1, 2).arm(1, WEAPON.repulsor);
    pushed.put(1, 1000, 1000);
    pushed.put(2, 1080, 1000).hull = 2;
    pushed
      .run()
      .release(1)
      .until(() => !pushed.isFlying(2));
    expect(pushed.seen('kill')[0]?.values).toMatchObject({ killer: 1, victim: 2, weapon: WEAPON.repulsor });
  });

  it("[R65] takes over nobody else's fight", () => {
    const pushed = scene(2, 3);
    pushed.put(2, 1060, 1000);
    Object.assign(pushed.pilot(2), { attackerId: 3, attackedTick: pushed.world.tick, attackedWeapon: WEAPON.blaster });
    pushed.run().release(1);
    expect(pushed.pilot(2)).toMatchObject({ attackerId: 3, attackedWeapon: WEAPON.blaster });
  });
});
