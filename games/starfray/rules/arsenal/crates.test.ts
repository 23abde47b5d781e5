import { at, px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { chooseArena, createArena, isClearOfRocks } from '../arena.ts';
import { createWorld } from '../new-world.ts';
import { bareArena, Scene } from '../test-scene.ts';
import { CRATE_REFILL_TICKS, DROP_LIFE_TICKS, PAD_CLEARANCE, SPECIAL_COOLDOWN_TICKS } from './tuning.ts';
import { fullCharges, WEAPON } from './weapon.ts';

/** An arena of the least size without rocks, with one pad. */
function padArena(xPx: number, yPx: number) {
  return { ...bareArena(), padCount: 1, padX: Int32Array.of(px(xPx)), padY: Int32Array.of(px(yPx)) };
}

function padScene(): Scene {
  const scene = new Scene(padArena(1000, 1000)).join(1);
  scene.put(1, 400, 400);
  return scene.run(CRATE_REFILL_TICKS);
}

describe('crates', () => {
  it('[R55] grow on pads that the public map has, one each, clear of rocks and more of them in the middle', () => {
    const arena = createArena(chooseArena(2000, 5));
    expect(arena.padCount).toBeGreaterThan(200);
    let inner = 0;
    for (let pad = 0; pad < arena.padCount; pad += 1) {
      const [x, y] = [at(arena.padX, pad), at(arena.padY, pad)];
      expect(isClearOfRocks(arena, x, y, PAD_CLEARANCE)).toBe(true);
      const half = arena.side / 2;
      if (Math.max(Math.abs(x - half), Math.abs(y - half)) < half * Math.SQRT1_2) inner += 1;
    }
    expect(inner).toBeGreaterThan(0.6 * arena.padCount);
    const scene = new Scene(arena);
    Object.assign(scene.world, createWorld(arena, 3));
    expect(scene.run(100).rows('crate')).toHaveLength(arena.padCount);
  });

  it('[R55] one that was taken grows back on its pad', () => {
    const scene = padScene();
    expect(scene.rows('crate')).toHaveLength(1);
    scene.put(1, 1030, 1000);
    expect(scene.run().rows('crate')).toHaveLength(0);
    scene.put(1, 400, 400);
    expect(scene.run(CRATE_REFILL_TICKS).rows('crate')).toHaveLength(1);
  });

  it('[R56] arm the ship that takes them, visibly to all, with all charges', () => {
    const scene = padScene();
    const [crate] = scene.rows('crate');
    scene.put(1, 1030, 1000);
    scene.run();
    expect(scene.ship(1).carries).toBe(crate?.weapon);
    expect(scene.own(1).charges).toBe(fullCharges(crate?.weapon ?? 0));
  });

  it('[R56] replace what a ship carries', () => {
    const scene = padScene();
    const [crate] = scene.rows('crate');
    scene.arm(1, ((crate?.weapon ?? 0) % 4) + 1);
    scene.own(1).charges = 1;
    scene.put(1, 1000, 1000);
    scene.run();
    expect([scene.ship(1).carries, scene.own(1).charges]).toEqual([crate?.weapon, crate?.charges]);
  });

  it('[R56] of the weapon that a ship has already, fill its charges up', () => {
    const scene = padScene();
    const weapon = scene.rows('crate')[0]?.weapon ?? 0;
    scene.arm(1, weapon);
    scene.own(1).charges = 1;
    scene.put(1, 1000, 1000);
    expect(scene.run().own(1).charges).toBe(fullCharges(weapon));
  });

  it('[R57] drop from a wreck that has charges left, and are gone after a while', () => {
    const scene = new Scene().join(1, 2).arm(1, WEAPON.rail);
    scene.put(1, 500, 500);
    scene.put(2, 1500, 1500);
    scene.own(1).charges = 2;
    scene.wreck(1);
    expect(scene.rows('crate')).toMatchObject([{ x: px(500), y: px(500), weapon: WEAPON.rail, charges: 2 }]);
    scene.wreck(2);
    scene.run(DROP_LIFE_TICKS - 2);
    expect(scene.rows('crate')).toHaveLength(1);
    expect(scene.run().rows('crate')).toHaveLength(0);
  });

  it('[R57] a ship that returns carries nothing', () => {
    const scene = new Scene().join(1).arm(1, WEAPON.mine).wreck(1);
    scene.hold(1, { fire: 1 }).until(() => scene.isFlying(1));
    expect([scene.ship(1).carries, scene.own(1).charges]).toEqual([0, 0]);
  });
});

describe('the special trigger', () => {
  it('[R58] uses a charge, waits, and takes the weapon off the ship with the last one', () => {
    const scene = new Scene().join(1).arm(1, WEAPON.mine);
    scene.put(1, 500, 500);
    scene.hold(1, { special: 1 }).run();
    expect(scene.own(1).charges).toBe(2);
    scene.run(SPECIAL_COOLDOWN_TICKS - 1);
    expect(scene.own(1).charges).toBe(2);
    expect(scene.run().own(1).charges).toBe(1);
    scene.run(SPECIAL_COOLDOWN_TICKS);
    expect([scene.own(1).charges, scene.ship(1).carries]).toEqual([0, WEAPON.none]);
    expect(scene.run(SPECIAL_COOLDOWN_TICKS).rows('mine')).toHaveLength(3);
  });

  it('[R58] does nothing without a weapon, and ends the shield with one', () => {
    const scene = new Scene().join(1);
    expect(scene.release(1).ship(1).shielded).toBe(1);
    expect(scene.arm(1, WEAPON.missile).release(1).ship(1).shielded).toBe(0);
  });
});
