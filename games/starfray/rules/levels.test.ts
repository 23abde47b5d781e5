import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { choicesLeft, offerAt } from './choices.ts';
import { gainProgress, levelNeed } from './levels.ts';
import { shedShards } from './pickups.ts';
import { Scene } from './test-scene.ts';
import { HULL_FULL, LEVEL_BOUNTY, MAX_LEVEL, MAX_UPGRADES, MIN_WORTHY_TICKS, WRECK_PROGRESS } from './tuning.ts';
import { UPGRADES, upgradeCount } from './upgrades.ts';

function pilotAtLevel(level: number): Scene {
  const scene = new Scene().join(1, 2);
  scene.put(1, 500, 1000);
  scene.put(2, 700, 1000);
  for (let i = 0; i < level; i += 1) gainProgress(scene.pilot(1), levelNeed(i));
  return scene.run();
}

function offers(scene: Scene, playerId = 1): number[] {
  return [1, 2, 3].map((place) => offerAt(scene.own(playerId), place));
}

function choose(scene: Scene, place: number): Scene {
  return scene.hold(1, { choose: place }).run().hold(1, { choose: 0 }).run();
}

/** A ship of player 2 that has lived for long is shot down by player 1. */
function shootDown(scene: Scene, aliveTicks = MIN_WORTHY_TICKS): Scene {
  scene.pilot(2).bornTick = scene.world.tick - aliveTicks;
  scene.put(1, 500, 1000);
  scene.put(2, 700, 1000).hull = 1;
  scene.hold(1, { aim: 0, fire: 1 }).until(() => !scene.isFlying(2));
  return scene.hold(1, { fire: 0 });
}

function worthOf(scene: Scene): number {
  const { entities, shardWorths } = scene.world;
  const slots = [...entities.order.subarray(0, entities.count)];
  return slots
    .filter((slot) => entities.kindOf(slot).name === 'shard')
    .reduce((sum, slot) => sum + (shardWorths[slot] ?? 0), 0);
}

describe('a level', () => {
  it('[R40] is reached by shards, each next one by more of them', () => {
    const scene = new Scene().join(1);
    scene.put(1, 1000, 1000);
    for (const [level, need] of [6, 10, 14, 18, 22].entries()) {
      shedShards(scene.world, px(1000), px(1000), need, need - 1);
      scene.run();
      expect([scene.own(1).level, scene.own(1).progress]).toEqual([level, need - 1]);
      shedShards(scene.world, px(1000), px(1000), 1, 1);
      scene.run();
      expect([scene.own(1).level, scene.own(1).progress]).toEqual([level + 1, 0]);
    }
  });

  it('[R40] stops at the highest', () => {
    const scene = pilotAtLevel(MAX_LEVEL);
    gainProgress(scene.pilot(1), 5000);
    expect([scene.own(1).level, scene.own(1).progress]).toEqual([MAX_LEVEL, 0]);
  });

  it('[R41] offers three different upgrades that the ship lacks, five times', () => {
    const scene = pilotAtLevel(MAX_UPGRADES);
    for (let taken = 0; taken < MAX_UPGRADES; taken += 1) {
      const offered = offers(scene);
      expect(new Set(offered).size).toBe(3);
      for (const offer of offered) {
        expect(offer).toBeGreaterThan(0);
        expect(scene.ship(1).upgrades & (1 << (offer - 1))).toBe(0);
      }
      choose(scene, 1 + (taken % 3));
      expect(upgradeCount(scene.ship(1))).toBe(taken + 1);
    }
    expect(offers(scene)).toEqual([0, 0, 0]);
    expect(choicesLeft(scene.own(1), scene.ship(1))).toBe(0);
  });

  it('[R41] offers by the seed of the world: another seed, other offers; over time every upgrade', () => {
    const seen = new Set<string>();
    const upgrades = new Set<number>();
    for (let seed = 1; seed <= 12; seed += 1) {
      const two = [0, 1].map(() => {
        const scene = new Scene(undefined, seed).join(1);
        gainProgress(scene.pilot(1), levelNeed(0));
        return offers(scene.run()).join();
      });
      expect(two[0]).toBe(two[1]);
      seen.add(two[0] ?? '');
      for (const offer of (two[0] ?? '').split(',')) upgrades.add(Number(offer));
    }
    expect(seen.size).toBeGreaterThan(6);
    expect(upgrades.size).toBe(UPGRADES.length);
  });

  it('[R41] beyond the last choice fills hull and energy', () => {
    const scene = pilotAtLevel(MAX_UPGRADES);
    scene.ship(1).hull = 10;
    scene.own(1).energy = 10;
    gainProgress(scene.pilot(1), levelNeed(MAX_UPGRADES));
    scene.run();
    expect([scene.ship(1).hull, scene.own(1).energy, scene.own(1).level]).toEqual([HULL_FULL, 1000, MAX_UPGRADES + 1]);
  });
});

describe('the choice', () => {
  it('[R43] is made by the tick in which the input changes, whatever else is pressed', () => {
    const scene = pilotAtLevel(1);
    const [, second] = offers(scene);
    scene.hold(1, { choose: 2, thrust: 1, fire: 1, aim: 512 }).run();
    expect(scene.ship(1).upgrades).toBe(1 << ((second ?? 0) - 1));
    expect([scene.rows('shot').length, scene.ship(1).thrust]).toEqual([1, 1]);
  });

  it('[R43] held goes on to choose nothing: a press chooses once', () => {
    const scene = pilotAtLevel(3);
    scene.hold(1, { choose: 2 }).run(30);
    expect(upgradeCount(scene.ship(1))).toBe(1);
    expect(offers(scene)).not.toContain(0);
    scene.hold(1, { choose: 3 }).run();
    expect(upgradeCount(scene.ship(1))).toBe(2);
  });

  it('[R43] of nothing offered does nothing, and does not count when an offer comes', () => {
    const scene = pilotAtLevel(0);
    scene.hold(1, { choose: 1 }).run(3);
    gainProgress(scene.pilot(1), levelNeed(0));
    scene.run(3);
    expect([scene.ship(1).upgrades, offers(scene).includes(0)]).toEqual([0, false]);
  });
});

describe('a run', () => {
  it('[R44] ends with the ship: level, upgrades and offers are gone', () => {
    const scene = choose(pilotAtLevel(3), 1);
    scene.wreck(1);
    scene.hold(1, { fire: 1 }).until(() => scene.isFlying(1));
    const { level, progress } = scene.own(1);
    expect([scene.ship(1).upgrades, level, progress, ...offers(scene)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('[R44] goes on for a pilot who comes back to its seat, and not for another one who gets its id', () => {
    for (const isReturn of [true, false]) {
      const scene = choose(pilotAtLevel(2), 1);
      const { upgrades } = scene.ship(1);
      scene.run(20).leave(1).run(50);
      scene.command({ kind: 'join', playerId: 1, score: 7, ...(isReturn ? { isReturn } : {}) });
      scene.run();
      expect([scene.ship(1).upgrades, scene.own(1).level, scene.own(1).bounty, scene.own(1).score]).toEqual(
        isReturn ? [upgrades, 2, 2 * LEVEL_BOUNTY, 7] : [0, 0, 0, 7],
      );
    }
  });

  it('[R44] is over for one who left under fire and comes back', () => {
    const scene = choose(pilotAtLevel(2), 1);
    scene.hold(2, { aim: 512, fire: 1 }).untilHit();
    scene.leave(1);
    scene.command({ kind: 'join', playerId: 1, score: 0, isReturn: true });
    scene.run();
    expect([scene.ship(1).upgrades, scene.own(1).level]).toEqual([0, 0]);
  });
});

describe('levels out of wrecks', () => {
  it('[R45] a wreck holds half of what its pilot had gathered, and a bit for a ship that had lived', () => {
    const scene = pilotAtLevel(0);
    gainProgress(scene.pilot(2), 40);
    expect(worthOf(shootDown(scene))).toBe(20 + WRECK_PROGRESS);
  });

  it('[R45] accomplices who come only to be shot are worth nothing', () => {
    const scene = pilotAtLevel(0);
    for (let i = 0; i < 8; i += 1) {
      shootDown(scene, MIN_WORTHY_TICKS - 1 - 60);
      scene.leave(2).join(2);
    }
    expect(scene.own(1).score).toBeGreaterThanOrEqual(8 * 25);
    expect([scene.own(1).level, scene.own(1).progress, scene.own(1).bounty, worthOf(scene)]).toEqual([0, 0, 0, 0]);
  });

  it('[R45] two who shoot each other down in turns make no level between them', () => {
    const scene = pilotAtLevel(0);
    gainProgress(scene.pilot(1), 5);
    gainProgress(scene.pilot(2), 5);
    const before = scene.pilot(1).gathered + scene.pilot(2).gathered;
    shootDown(scene, 0);
    expect(scene.pilot(1).gathered + scene.pilot(2).gathered + worthOf(scene)).toBeLessThan(before);
  });

  it('[R45] a pilot who leaves at a hit leaves a part of it, as of the points', () => {
    const scene = pilotAtLevel(0);
    gainProgress(scene.pilot(2), 40);
    scene.ship(2).hull = 50 + 13;
    scene.hold(1, { aim: 0, fire: 1 }).untilHit();
    scene.leave(2);
    expect(worthOf(scene)).toBeLessThanOrEqual(10);
  });
});
