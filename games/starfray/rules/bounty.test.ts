import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { raiseBounty, setBounty, tierOf } from './bounty.ts';
import { gainProgress, levelNeed } from './levels.ts';
import { Scene } from './test-scene.ts';
import {
  KILL_BOUNTY,
  KILL_POINTS,
  LEVEL_BOUNTY,
  MAX_WANTED,
  MIN_WORTHY_TICKS,
  TIER_1_BOUNTY,
  TIER_2_BOUNTY,
  TIER_3_BOUNTY,
  VICTIM_LEVEL_BOUNTY,
  WANTED_INTERVAL_TICKS,
} from './tuning.ts';

// Player 2, which has lived for a while, with one point of hull left in front of player 1's guns.
function execution(): Scene {
  const scene = new Scene().join(1, 2);
  scene.pilot(2).bornTick = scene.world.tick - MIN_WORTHY_TICKS;
  scene.put(1, 500, 1000);
  scene.put(2, 700, 1000).hull = 1;
  return scene.hold(1, { aim: 0, fire: 1 });
}

const untilDead = (scene: Scene) => scene.until(() => !scene.isFlying(2));

describe('a bounty', () => {
  it('[R47] grows with each level', () => {
    const scene = new Scene().join(1);
    gainProgress(scene.pilot(1), levelNeed(0) + levelNeed(1));
    expect(scene.own(1).bounty).toBe(2 * LEVEL_BOUNTY);
  });

  it('[R47] grows with a kill, the more the higher the level of the victim', () => {
    for (const level of [0, 4]) {
      const scene = execution();
      scene.own(2).level = level;
      untilDead(scene);
      expect(scene.own(1).bounty).toBe(KILL_BOUNTY + level * VICTIM_LEVEL_BOUNTY);
    }
  });

  it('[R49] is halved by a death; the killer is paid what is gone, and the feed says so', () => {
    const scene = execution();
    setBounty(scene.pilot(2), 101);
    untilDead(scene);
    expect([scene.own(2).bounty, scene.own(1).score]).toEqual([51, KILL_POINTS + 50]);
    expect(scene.seen('kill')[0]?.values.bounty).toBe(50);
    expect(scene.seen('died')[0]?.values.bounty).toBe(50);
  });

  it('[R49] is halved by a rock too, and paid to nobody', () => {
    const scene = new Scene().join(1, 2);
    setBounty(scene.pilot(2), 100);
    scene.wreck(2);
    expect([scene.own(2).bounty, scene.own(1).score, scene.seen('kill')[0]?.values.bounty]).toEqual([50, 0, 0]);
  });

  it('[R49] of one who leaves under fire is paid for the harm done, as points are', () => {
    const scene = execution();
    setBounty(scene.pilot(2), 200);
    scene.ship(2).hull = 50 + 13;
    scene.untilHit();
    scene.leave(2);
    expect(scene.seen('kill')[0]?.values.bounty).toBe(50);
    expect(scene.own(1).score).toBe(50 + 12);
  });

  it('[R45] does not grow by a victim that left, or had just come', () => {
    const young = execution();
    young.pilot(2).bornTick = young.world.tick - 10;
    expect(untilDead(young).own(1).bounty).toBe(0);
    const leaver = execution();
    leaver.ship(2).hull = 50;
    leaver.untilHit();
    expect(leaver.leave(2).own(1).bounty).toBe(0);
  });
});

describe('what is seen of it', () => {
  it('[R48] three tiers', () => {
    const bounties = [0, TIER_1_BOUNTY - 1, TIER_1_BOUNTY, TIER_2_BOUNTY - 1, TIER_2_BOUNTY, TIER_3_BOUNTY, 9999];
    expect(bounties.map(tierOf)).toEqual([0, 0, 1, 1, 2, 3, 3]);
  });

  it('[R48] the tier stands in the row of the ship at once, and in that of its next one', () => {
    const scene = new Scene().join(1);
    raiseBounty(scene.pilot(1), TIER_3_BOUNTY);
    expect(scene.ship(1).tier).toBe(3);
    scene.wreck(1);
    scene.hold(1, { fire: 1 }).until(() => scene.isFlying(1));
    expect(scene.ship(1).tier).toBe(tierOf(TIER_3_BOUNTY / 2));
  });
});

describe('the most wanted', () => {
  it('[R50] are shown to everybody at once, and then every two seconds with their place', () => {
    const scene = new Scene().join(1, 2).run(3);
    setBounty(scene.pilot(2), TIER_2_BOUNTY);
    const at: number[] = [];
    const isNew: (number | undefined)[] = [];
    for (let tick = 0; tick < 2 * WANTED_INTERVAL_TICKS; tick += 1) {
      scene.put(2, 700 + tick, 900);
      for (const event of scene.run().seen('wanted')) {
        at.push(scene.world.tick);
        isNew.push(event.values.isNew);
        expect(event.values).toMatchObject({ player: 2, tier: 2, x: px(700 + tick), y: px(900) });
        expect(event.playerId).toBe(0);
      }
    }
    expect(isNew).toEqual([1, 0, 0]);
    expect(at.slice(1).map((tick) => tick % WANTED_INTERVAL_TICKS)).toEqual([0, 0]);
  });

  it('[R50] are three at most: those with the highest bounties', () => {
    const scene = new Scene().join(1, 2, 3, 4, 5);
    for (const id of [1, 2, 3, 4, 5]) setBounty(scene.pilot(id), TIER_2_BOUNTY + (id % 4));
    scene.run();
    const shown: (number | undefined)[] = [];
    scene.until(() => {
      shown.push(...scene.seen('wanted').map((event) => event.values.player));
      return shown.length > 0;
    });
    // 3 has the highest, then 2, then 1 and 5 alike.
    expect(shown).toEqual([1, 2, 3]);
    expect(shown).toHaveLength(MAX_WANTED);
  });

  it('[R50] below tier 2 are none, nor is a ship that is gone', () => {
    const scene = new Scene().join(1, 2);
    setBounty(scene.pilot(1), TIER_2_BOUNTY - 1);
    setBounty(scene.pilot(2), TIER_3_BOUNTY);
    scene.run().leave(2);
    for (let tick = 0; tick < 2 * WANTED_INTERVAL_TICKS; tick += 1) expect(scene.run().seen('wanted')).toEqual([]);
  });
});
