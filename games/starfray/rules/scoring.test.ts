import { describe, expect, it } from 'vitest';
import { starfray } from './game.ts';
import { CAUSES } from './rows.ts';
import { Scene } from './test-scene.ts';
import {
  CREDIT_TICKS,
  HULL_FULL,
  KILL_POINTS,
  LEADER_POINTS,
  RESPAWN_TICKS,
  SHOT_DAMAGE,
  WATCH_INTERVAL_TICKS,
  WRECK_VALUE,
} from './tuning.ts';

// Player 2 with one point of hull left in front of player 1's guns.
function execution(): Scene {
  const scene = new Scene().join(1, 2, 3);
  scene.put(1, 500, 1000);
  scene.put(2, 700, 1000).hull = 1;
  scene.put(3, 1500, 1900);
  return scene.hold(1, { aim: 0, fire: 1 });
}

function untilDead(scene: Scene, playerId: number): Scene {
  return scene.until(() => !scene.isFlying(playerId));
}

describe('a death', () => {
  it('[R19] is shown where it happens, told to the room and to its victim', () => {
    const scene = untilDead(execution(), 2);
    const told = scene.seen().filter((event) => event.name !== 'hit');
    expect(told.map((event) => [event.name, event.playerId])).toEqual([
      ['explosion', 0],
      ['kill', 0],
      ['died', 2],
    ]);
    expect(told[1]?.values).toEqual({ killer: 1, victim: 2, bounty: 0, weapon: 5 });
    expect(told[2]?.values).toMatchObject({ killer: 1, waitTicks: RESPAWN_TICKS, score: 0, rewound: 0 });
  });

  it('[R21] is worth 25 points to the killer', () => {
    expect(untilDead(execution(), 2).own(1).score).toBe(KILL_POINTS);
  });

  it('[R21] of the leader is worth more', () => {
    const scene = execution();
    scene.own(2).score = 8;
    scene.own(3).score = 7;
    expect(untilDead(scene, 2).own(1).score).toBe(KILL_POINTS + LEADER_POINTS);
  });

  it('[R21] of one who shares the lead with a lower id is worth no more', () => {
    const scene = execution();
    scene.own(2).score = 8;
    scene.own(1).score = 8;
    expect(untilDead(scene, 2).own(1).score).toBe(8 + KILL_POINTS);
  });

  it('[R22] costs a quarter of the score, which the wreck sheds', () => {
    const scene = execution();
    scene.own(2).score = 81;
    untilDead(scene, 2);
    expect(scene.own(2).score).toBe(61);
    expect(scene.rows('shard').reduce((sum, row) => sum + (row.value ?? 0), 0)).toBe(20 + WRECK_VALUE);
  });

  it('[R20] by a rock is credited to a recent attacker', () => {
    const scene = execution();
    scene.ship(2).hull = 50;
    scene.untilHit();
    scene.hold(1, { fire: 0 }).run(60);
    scene.wreck(2);
    expect(scene.seen('kill').map((event) => event.values.killer)).toEqual([1]);
  });

  it('[R20] long after the last hit is credited to nobody', () => {
    const scene = execution();
    scene.ship(2).hull = 50;
    scene.run().hold(1, { fire: 0 }).untilHit();
    scene.run(CREDIT_TICKS);
    scene.wreck(2);
    expect(scene.seen('kill').map((event) => event.values.killer)).toEqual([0]);
  });

  it('[R20] an attacker who has left is not credited', () => {
    const scene = execution();
    scene.ship(2).hull = 50;
    scene.run().hold(1, { fire: 0 }).untilHit();
    scene.leave(1);
    scene.wreck(2);
    expect(scene.seen('kill').map((event) => event.values.killer)).toEqual([0]);
  });

  it('[R19] can strike two at once', () => {
    // In the order of ids, whichever joined first.
    const scene = new Scene().join(2).join(1);
    scene.put(1, 500, 1000).hull = 1;
    scene.put(2, 700, 1000).hull = 1;
    scene.hold(1, { aim: 0, fire: 1 }).hold(2, { aim: 512, fire: 1 });
    untilDead(scene, 1);
    expect(scene.isFlying(2)).toBe(false);
    expect(scene.seen('kill').map((event) => event.values)).toEqual([
      { killer: 2, victim: 1, bounty: 0, weapon: 5 },
      { killer: 1, victim: 2, bounty: 0, weapon: 5 },
    ]);
  });
});

describe('a run that ended', () => {
  it('[R51] is reported to its pilot: how long, how many, how far, by whom and with what', () => {
    const scene = execution();
    scene.own(2).level = 3;
    scene.ship(2).hull = 2 * SHOT_DAMAGE + 1;
    Object.assign(scene.pilot(2), { kills: 2, bestStreak: 5, bornTick: scene.world.tick - 600 });
    const from = scene.world.tick;
    untilDead(scene, 2);
    const [told] = scene.seen('died');
    expect(told?.values).toMatchObject({
      killer: 1,
      cause: CAUSES.indexOf('blaster'),
      hits: 3,
      kills: 2,
      bestStreak: 5,
      level: 3,
    });
    expect(told?.values.flownTicks).toBe(600 + scene.world.tick - from);
  });

  it('[R51] counts the kills of this run, and keeps the best streak of the visit', () => {
    const scene = untilDead(execution(), 2);
    scene.put(3, 700, 1000).hull = 1;
    untilDead(scene, 3);
    expect([scene.pilot(1).kills, scene.pilot(1).bestStreak]).toEqual([2, 2]);
    expect(scene.wreck(1).seen('died')[0]?.values).toMatchObject({
      killer: 0,
      cause: 0,
      hits: 0,
      kills: 2,
      bestStreak: 2,
    });
    expect([scene.pilot(1).kills, scene.pilot(1).bestStreak]).toEqual([0, 2]);
  });

  it('[R51] counts the other one for both of two that end each other', () => {
    const scene = new Scene().join(1, 2);
    scene.put(1, 500, 1000).hull = 1;
    scene.put(2, 700, 1000).hull = 1;
    scene.hold(1, { aim: 0, fire: 1 }).hold(2, { aim: 512, fire: 1 });
    untilDead(scene, 1);
    expect(scene.seen('died').map((event) => event.values.kills)).toEqual([1, 1]);
  });
});

describe('leaving', () => {
  it('[R23] under fire is a death', () => {
    const scene = execution();
    scene.ship(2).hull = 50;
    scene.untilHit();
    scene.own(2).score = 40;
    scene.leave(2);
    expect([scene.own(2).score, scene.own(1).score > 0, scene.seen('explosion').length]).toEqual([30, true, 1]);
  });

  it('[R34] pays the attacker for the harm done, not for the end', () => {
    const scene = execution();
    scene.ship(2).hull = 50 + SHOT_DAMAGE;
    scene.untilHit();
    expect(scene.ship(2).hull).toBe(50);
    scene.leave(2);
    expect(scene.own(1).score).toBe(KILL_POINTS / 2 - 0.5);
    expect(scene.rows('shard').reduce((sum, row) => sum + (row.value ?? 0), 0)).toBe(WRECK_VALUE / 2);
  });

  it('[R34] pays accomplices who leave at the first hit no more than shooting them down, hit for hit', () => {
    const hits = Math.ceil(HULL_FULL / SHOT_DAMAGE);
    const scene = execution();
    for (let i = 0; i < hits; i += 1) {
      scene.ship(2).hull = HULL_FULL;
      scene.untilHit();
      scene.leave(2).join(2);
      scene.put(2, 700, 1000).shielded = 0;
    }
    expect(scene.own(1).score).toBeLessThanOrEqual(KILL_POINTS);
    expect(scene.rows('shard')).toEqual([]);
  });

  it('[R23] in peace is silent', () => {
    expect(execution().hold(1, { fire: 0 }).leave(2).seen()).toEqual([]);
  });
});

describe('spectators', () => {
  it('[R30] watch the best ship in flight', () => {
    const scene = execution().hold(1, { fire: 0 });
    scene.own(3).score = 5;
    scene.run(WATCH_INTERVAL_TICKS);
    const place = { x: 0, y: 0 };
    starfray.attention(scene.world, 0, place);
    expect(place).toEqual({ x: scene.ship(3).x, y: scene.ship(3).y });
    expect(starfray.ownSlot(scene.world, 0)).toBe(scene.pilot(3).slot);
  });

  it('[R30] of equals watch the one with the lowest id', () => {
    const scene = execution().hold(1, { fire: 0 }).run(WATCH_INTERVAL_TICKS);
    expect(starfray.ownSlot(scene.world, 0)).toBe(scene.pilot(1).slot);
  });

  it('[R30] a dead player looks at where the ship ended', () => {
    const scene = untilDead(execution(), 2);
    const place = { x: 0, y: 0 };
    starfray.attention(scene.world, 2, place);
    const [explosion] = scene.seen('explosion');
    expect(place).toEqual({ x: explosion?.values.x, y: explosion?.values.y });
  });
});
