import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { shedShards } from './pickups.ts';
import { bareArena, Scene } from './test-scene.ts';
import { HULL_FULL, REPAIR_WAIT_TICKS } from './tuning.ts';
import { damageTaken, fitUpgrade, hasUpgrade, hullFull, UPGRADES, type Upgrade, upgradeCount } from './upgrades.ts';

/** Two ships 200 px apart; the first has some upgrades. */
function pair(...upgrades: Upgrade[]): Scene {
  const scene = new Scene(bareArena()).join(1, 2);
  scene.put(1, 500, 1000);
  scene.put(2, 700, 1000);
  fit(scene, 1, ...upgrades);
  return scene;
}

function fit(scene: Scene, playerId: number, ...upgrades: Upgrade[]): void {
  for (const upgrade of upgrades) fitUpgrade(scene.ship(playerId), scene.own(playerId), UPGRADES.indexOf(upgrade));
}

function topSpeed(boost: number, ...upgrades: Upgrade[]): number {
  const scene = pair(...upgrades).hold(1, { thrust: 3, boost });
  let top = 0;
  for (let tick = 0; tick < 100; tick += 1) top = Math.max(top, scene.run().ship(1).vy);
  return top / 256;
}

/** Hull that one shot of the first ship takes from the second. */
function hitOf(...upgrades: Upgrade[]): number {
  return (
    pair(...upgrades)
      .hold(1, { aim: 0, fire: 1 })
      .untilHit()
      .seen('hit')[0]?.values.damage ?? 0
  );
}

/** Ticks between two shots, and what one costs. */
function trigger(...upgrades: Upgrade[]): readonly [number, number] {
  const scene = pair(...upgrades).hold(1, { aim: 512, fire: 1 });
  const before = scene.own(1).energy;
  scene.run();
  return [scene.own(1).cooldown, before - scene.own(1).energy];
}

/** Energy that a ship with less than all of it gains in a tick, boosting or not. */
function energyGain(boost: number, ...upgrades: Upgrade[]): number {
  const scene = pair(...upgrades).hold(1, { thrust: 3, boost });
  scene.own(1).energy = 500;
  return scene.run().own(1).energy - 500;
}

describe('the upgrade', () => {
  it('[R42] plating has 40 more hull, and is slower', () => {
    expect(pair('plating').ship(1).hull).toBe(140);
    expect(topSpeed(0, 'plating') / topSpeed(0)).toBeCloseTo(0.925, 1);
    expect(topSpeed(1, 'plating')).toBeLessThan(topSpeed(1));
  });

  it('[R42] engine is faster, with and without boost, and boosting costs more', () => {
    expect(topSpeed(0, 'engine')).toBeGreaterThan(topSpeed(0) * 1.1);
    expect(topSpeed(1, 'engine')).toBeGreaterThan(topSpeed(1) * 1.05);
    expect([energyGain(1), energyGain(1, 'engine')]).toEqual([-7, -9]);
  });

  it('[R42] blaster hits harder, and a shot costs more', () => {
    expect([hitOf(), hitOf('blaster')]).toEqual([13, 16]);
    expect([trigger()[1], trigger('blaster')[1]]).toEqual([60, 80]);
  });

  it('[R42] rapid fires more often, and hits less hard', () => {
    expect([trigger()[0], trigger('rapid')[0]]).toEqual([12, 9]);
    expect(hitOf('rapid')).toBe(12);
  });

  it('[R42] cells bring energy back faster, and leave less hull', () => {
    expect([energyGain(0), energyGain(0, 'cells')]).toEqual([3, 4]);
    expect(pair('cells').ship(1).hull).toBe(92);
  });

  it('[R42] deflector takes 3 off every hit, and the blaster fires less often', () => {
    const scene = pair();
    fit(scene, 2, 'deflector');
    scene.hold(1, { aim: 0, fire: 1 }).untilHit();
    expect(scene.ship(2).hull).toBe(HULL_FULL - 10);
    expect(trigger('deflector')[0]).toBe(13);
  });

  it('[R42] deflector leaves a hit at least one point, and no hit more than the hull', () => {
    const ship = { upgrades: 1 << UPGRADES.indexOf('deflector'), hull: 5 };
    expect([1, 3, 5, 40].map((damage) => damageTaken(ship, damage))).toEqual([1, 1, 2, 5]);
  });

  it('[R42] magnet collects from 100 px and mends more by each shard, and a shot costs more', () => {
    for (const [x, isReached] of [
      [590, true],
      [610, false],
    ] as const) {
      const scene = pair('magnet');
      scene.put(2, 1500, 1500);
      scene.ship(1).hull = 50;
      shedShards(scene.world, px(x), px(1000), 1, 1);
      for (const slot of scene.world.entities.order.subarray(0, scene.world.entities.count)) {
        if (scene.world.entities.kindOf(slot).name !== 'shard') continue;
        const row = scene.world.shard;
        row.base = scene.world.entities.base(slot);
        Object.assign(row, { vx: 0, vy: 0 });
      }
      scene.run();
      expect([scene.own(1).score, scene.ship(1).hull]).toEqual(isReached ? [1, 58] : [0, 50]);
    }
    expect(trigger('magnet')[1]).toBe(70);
  });

  it('[R42] magnet of a ship far off takes nothing from a nearer one', () => {
    const scene = pair('magnet');
    scene.put(2, 560, 1000);
    shedShards(scene.world, px(550), px(1000), 1, 1);
    scene.run();
    expect([scene.own(1).score, scene.own(2).score]).toEqual([0, 1]);
  });

  it('[R42] repair begins sooner and mends faster, and leaves less energy', () => {
    const scene = pair('repair');
    expect(scene.own(1).energy).toBe(700);
    scene.ship(1).hull = 50;
    scene.hold(2, { aim: 512, fire: 1 }).run().hold(2, { fire: 0 }).untilHit();
    const { hull } = scene.ship(1);
    expect(scene.own(1).repairWait).toBe(REPAIR_WAIT_TICKS / 2);
    scene.until(() => scene.ship(1).repairing === 1).run(140);
    expect(scene.ship(1).hull - hull).toBeGreaterThanOrEqual(20);
  });
});

describe('upgrades', () => {
  it('[R42] add up: a shot of a heavy and fast blaster is both', () => {
    expect([hitOf('blaster', 'rapid'), ...trigger('blaster', 'rapid')]).toEqual([15, 9, 80]);
  });

  it('[R42] that take hull or energy cut what is above', () => {
    const scene = pair('cells', 'repair');
    expect([scene.ship(1).hull, scene.own(1).energy]).toEqual([92, 700]);
  });

  it('[R42] are counted and asked for by name', () => {
    const ship = pair('plating', 'magnet').ship(1);
    expect([upgradeCount(ship), hasUpgrade(ship, 'magnet'), hasUpgrade(ship, 'repair')]).toEqual([2, true, false]);
    expect(hullFull(ship)).toBe(140);
  });

  it('[R42] of the shooter count as they were when it fired', () => {
    const scene = pair('blaster').hold(1, { aim: 0, fire: 1 }).run();
    scene.hold(1, { fire: 0 });
    scene.ship(1).upgrades = 0;
    expect(scene.untilHit().seen('hit')[0]?.values.damage).toBe(16);
  });
});
