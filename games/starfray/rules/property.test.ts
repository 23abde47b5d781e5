import { columnOutOfRange, copyInts, sameInts } from '@starfray/shared/contract';
import { createRandom, type RandomState, randomBelow } from '@starfray/shared/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseArena, createArena } from './arena.ts';
import { crate, mine, missile } from './arsenal/entities.ts';
import { MISSILE_STEER_TICKS } from './arsenal/tuning.ts';
import { type InputRow, predictOwn } from './controls.ts';
import { cockpit, shard, ship, shot } from './entities.ts';
import { starfray } from './game.ts';
import { input } from './input.ts';
import { gainProgress } from './levels.ts';
import { createWorld } from './new-world.ts';
import { bareArena, Scene } from './test-scene.ts';
import { hashWorld, NO_SLOT } from './world.ts';

const PLAYERS = 12;

function crowd(seed: number): Scene {
  const arena = createArena(chooseArena(PLAYERS, seed));
  const scene = new Scene(arena, seed);
  Object.assign(scene.world, { ...createWorld(arena, seed) });
  return scene;
}

// Any controls, joins and leaves; some controls are held for a while, as people do.
function play(scene: Scene, random: RandomState, ticks: number, check?: () => void): void {
  for (let tick = 0; tick < ticks; tick += 1) {
    for (let playerId = 1; playerId <= PLAYERS; playerId += 1) disturb(scene, random, playerId);
    scene.run();
    check?.();
  }
}

function disturb(scene: Scene, random: RandomState, playerId: number): void {
  const isIn = scene.world.pilots[playerId]?.isEnrolled ?? false;
  if (!isIn || randomBelow(random, 400) === 0) {
    scene.command(
      isIn
        ? { kind: 'leave', playerId, isDismissed: false }
        : { kind: 'join', playerId, score: randomBelow(random, 500) },
    );
  }
  if (randomBelow(random, 8) === 0) {
    const thrust = randomBelow(random, 9);
    scene.hold(playerId, { thrust, aim: randomBelow(random, 1024), boost: randomBelow(random, 2) });
  }
  scene.hold(playerId, {
    fire: randomBelow(random, 2),
    choose: randomBelow(random, 4),
    special: randomBelow(random, 2),
  });
  // Levels come faster than anybody gathers, so that all upgrades and their mixtures fly.
  if (isIn && randomBelow(random, 60) === 0) gainProgress(scene.pilot(playerId), 20);
  // More weapons than crates bring, so that all of them meet.
  if (isIn && randomBelow(random, 60) === 0) scene.arm(playerId, 1 + randomBelow(random, 4));
}

function faultOf(scene: Scene): string | undefined {
  const { entities, roster } = scene.world;
  for (let i = 0; i < entities.count; i += 1) {
    const slot = entities.order[i] ?? 0;
    const kind = entities.kindOf(slot);
    const column = columnOutOfRange(kind, entities.ints, entities.base(slot));
    if (column !== undefined) return `${kind.name}.${column}`;
    const coarse = kind.columns.findIndex(
      (field, c) => (entities.ints[entities.base(slot) + c] ?? 0) % field.grain !== 0,
    );
    if (coarse >= 0) return `${kind.name}.${kind.columnNames[coarse]} is between two grains`;
  }
  for (const pilot of roster) {
    const column = columnOutOfRange(cockpit, pilot.own.ints, pilot.own.base);
    if (column !== undefined) return `cockpit.${column}`;
  }
  for (let i = 0; i < scene.events.count; i += 1) {
    const kind = scene.events.kindOf(i);
    const column = columnOutOfRange(kind, scene.events.ints, scene.events.base(i));
    if (column !== undefined) return `${kind.name}.${column}`;
  }
  return undefined;
}

describe('the world', () => {
  it('[R2] no value ever leaves its range or its grain, whatever players do', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const scene = crowd(seed);
        play(scene, createRandom(seed), 400, () => expect(faultOf(scene)).toBe(undefined));
      }),
      { numRuns: 12 },
    );
  });

  it('[R1] the same seed and inputs give the same state, in another world with another past of the process', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [a, b] = [crowd(seed), crowd(seed)];
        play(a, createRandom(seed), 150);
        play(b, createRandom(seed), 150);
        expect(hashWorld(a.world)).toBe(hashWorld(b.world));
      }),
      { numRuns: 8 },
    );
  });

  it('[R1] another seed gives another state', () => {
    const [a, b] = [crowd(1), crowd(1)];
    b.world.random.a += 1;
    play(a, createRandom(5), 20);
    play(b, createRandom(5), 20);
    expect(hashWorld(a.world)).not.toBe(hashWorld(b.world));
  });

  it('[R1] a hidden value changes the hash', () => {
    const scene = crowd(3).join(1);
    const before = hashWorld(scene.world);
    scene.pilot(1).attackedTick += 1;
    expect(hashWorld(scene.world)).not.toBe(before);
  });

  it('[R1] the fingerprint of the rules is the same whenever it is taken', () => {
    expect(starfray.fingerprint()).toBe(starfray.fingerprint());
  });
});

// Plays, and at every tick compares each row that nothing interfered with to what `predict` made of the one before.
function predictionsOf(
  kind: typeof ship | typeof shot | typeof shard | typeof missile | typeof mine | typeof crate,
  scene: Scene,
  isDisturbed: (slot: number) => boolean,
) {
  const { entities, arena } = scene.world;
  const row = kind.view() as never;
  const { ints } = row as { ints: Int32Array };
  let right = 0;
  const wrong: string[] = [];
  const before = entities.ints.slice();
  const ids = entities.ids.slice();
  const slots = [...entities.order.subarray(0, entities.count)].filter((slot) => entities.kindOf(slot) === kind);
  scene.run();
  for (const slot of slots) {
    if (isDisturbed(slot)) continue;
    copyInts(before, entities.base(slot), ints, 0, kind.width);
    const lives = kind.predict(row, scene.world.tick, arena);
    const isThere = entities.ids[slot] === ids[slot];
    if (lives === isThere && (!lives || sameInts(ints, 0, entities.ints, entities.base(slot), kind.width))) right += 1;
    else wrong.push(`${kind.name} in slot ${slot} at tick ${scene.world.tick}`);
  }
  return { right, wrong };
}

describe('prediction', () => {
  it('[R3] a ship whose controls hold, and that nobody touches, is where it was predicted', () => {
    const scene = new Scene({ ...createArena(chooseArena(8, 2)), shardTarget: 0, padCount: 0 }).join(1);
    scene.put(1, 400, 400);
    const random = createRandom(6);
    let right = 0;
    for (let tick = 0; tick < 3000; tick += 1) {
      const turns = tick % 40 === 0;
      if (turns) scene.hold(1, { thrust: randomBelow(random, 9), aim: randomBelow(random, 1024) });
      if (tick % 200 === 7) scene.ship(1).hull = 60;
      // The start of a repair is the one thing that comes from outside the row.
      const mends = scene.ship(1).repairing;
      const result = predictionsOf(ship, scene, () => turns || scene.ship(1).repairing > mends);
      expect(result.wrong).toEqual([]);
      right += result.right;
    }
    expect(right).toBeGreaterThan(2800);
  });

  it('[R3] every shot that hits nobody is where it was predicted, and gone when it was predicted', () => {
    const scene = new Scene(createArena(chooseArena(8, 2))).join(1).hold(1, { fire: 1 });
    let right = 0;
    for (let tick = 0; tick < 2000; tick += 1) {
      scene.hold(1, { aim: (tick * 7) % 1024, thrust: 1 + ((tick >> 6) % 8) });
      const result = predictionsOf(shot, scene, () => false);
      expect(result.wrong).toEqual([]);
      right += result.right;
    }
    expect(right).toBeGreaterThan(4000);
  });

  it('[R3] every shard that is not collected is where it was predicted', () => {
    const scene = new Scene(createArena(chooseArena(8, 2))).join(1, 2);
    scene.own(2).score = 100;
    scene.wreck(2);
    for (let tick = 0; tick < 200; tick += 1) {
      const collected = () => scene.seen('pickup').length > 0;
      expect(predictionsOf(shard, scene, collected).wrong).toEqual([]);
    }
    expect(scene.rows('shard').length).toBeGreaterThan(10);
  });

  it('[R3] a missile between two decisions, and each mine and crate that nobody meets, is where it was predicted', () => {
    const scene = new Scene(createArena(chooseArena(8, 2))).join(1, 2);
    const random = createRandom(4);
    const counts = { missile: 0, mine: 0, crate: 0 };
    for (let tick = 0; tick < 1500; tick += 1) {
      for (const id of [1, 2]) {
        if (tick % 90 === 0) scene.arm(id, 1 + ((tick / 90 + id) % 2));
        scene.hold(id, { aim: (tick * 3) % 1024, thrust: 1 + ((tick >> 6) % 8), special: randomBelow(random, 2) });
      }
      const { entities } = scene.world;
      const row = missile.view(entities.ints, 0);
      for (const kind of [missile, mine, crate] as const) {
        const before = scene.rows('crate').length;
        const result = predictionsOf(kind, scene, (slot) => {
          row.base = entities.base(slot);
          const decides = kind === missile && row.life % MISSILE_STEER_TICKS === 0;
          return decides || scene.seen('blast').length > 0 || (kind === crate && scene.rows('crate').length < before);
        });
        expect(result.wrong).toEqual([]);
        counts[kind.name as keyof typeof counts] += result.right;
      }
    }
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(200);
  });

  it('[R3] a pilot alone is exactly what predictOwn makes of its rows and controls', () => {
    const scene = new Scene({ ...createArena(chooseArena(8, 4)), padCount: 0 }).join(1);
    const random = createRandom(9);
    const body = ship.view();
    const own = cockpit.view();
    for (let tick = 0; tick < 4000; tick += 1) {
      if (scene.world.shardCount > 0 && scene.seen('pickup').length === 0) disturbControls(scene, random);
      const pilot = scene.pilot(1);
      if (tick % 200 === 150) scene.arm(1, 1 + randomBelow(random, 4));
      copyInts(pilot.ship.ints, pilot.ship.base, body.ints, 0, ship.width);
      copyInts(pilot.own.ints, 0, own.ints, 0, cockpit.width);
      const controls = input.view();
      Object.assign(controls, { ...columns(scene.controls(1)) });
      scene.run();
      if (pilot.slot === NO_SLOT || scene.seen('pickup').length > 0) continue;
      predictOwn(body, own, controls, scene.world.tick, scene.world.arena);
      expect(sameInts(pilot.ship.ints, pilot.ship.base, body.ints, 0, ship.width)).toBe(true);
      expect(sameInts(pilot.own.ints, 0, own.ints, 0, cockpit.width)).toBe(true);
    }
  });

  it('[R46] a pilot with any mixture of upgrades, and in the tick of a choice, is exactly what predictOwn makes of its rows', () => {
    const random = createRandom(31);
    const seen = new Set<number>();
    for (let run = 0; run < 12; run += 1) {
      const scene = new Scene({ ...createArena(chooseArena(8, 4)), shardTarget: 0, padCount: 0 }, run).join(1);
      for (let tick = 0; tick < 500 && scene.isFlying(1); tick += 1) {
        const pilot = scene.pilot(1);
        if (tick % 80 === 0) gainProgress(pilot, 40);
        if (tick % 150 === 50) Object.assign(pilot.ship, { hull: 30, repairing: 0 });
        scene.run();
        disturbControls(scene, random);
        expectPredicted(scene);
        seen.add(pilot.ship.upgrades);
      }
    }
    // Each is a mixture that a choice has made within a compared tick.
    expect(seen.size).toBeGreaterThan(25);
  });

  it('[R46] an upgraded ship whose controls hold is where everybody predicts it, mending included', () => {
    const scene = new Scene({ ...createArena(chooseArena(8, 2)), shardTarget: 0, padCount: 0 }).join(1);
    const random = createRandom(6);
    let right = 0;
    for (let tick = 0; tick < 1500; tick += 1) {
      const turns = tick % 40 === 0;
      if (turns) scene.hold(1, { thrust: randomBelow(random, 9), boost: randomBelow(random, 2) });
      if (tick % 100 === 50)
        Object.assign(scene.ship(1), { upgrades: randomBelow(random, 256), hull: 60, repairing: 0 });
      const { boosting, repairing, shielded } = scene.ship(1);
      const result = predictionsOf(
        ship,
        scene,
        () =>
          turns ||
          scene.ship(1).boosting !== boosting ||
          scene.ship(1).repairing > repairing ||
          scene.ship(1).shielded !== shielded,
      );
      expect(result.wrong).toEqual([]);
      right += result.right;
    }
    expect(right).toBeGreaterThan(1200);
  });

  it('[R3] an idle cockpit is what its own prediction says, while its ship keeps boosting', () => {
    const scene = new Scene(bareArena()).join(1).hold(1, { thrust: 1, boost: 1 }).run();
    for (let tick = 0; tick < 100; tick += 1) {
      const body = ship.view();
      const own = cockpit.view();
      copyInts(scene.ship(1).ints, scene.ship(1).base, body.ints, 0, ship.width);
      copyInts(scene.own(1).ints, 0, own.ints, 0, cockpit.width);
      scene.run();
      cockpit.predict(own, scene.world.tick, scene.world.arena, body);
      expect(sameInts(scene.own(1).ints, 0, own.ints, 0, cockpit.width)).toBe(true);
    }
  });
});

// Runs a tick, and compares a pilot's rows with those that predictOwn makes of them.
function expectPredicted(scene: Scene): void {
  const pilot = scene.pilot(1);
  const body = ship.view();
  const own = cockpit.view();
  copyInts(pilot.ship.ints, pilot.ship.base, body.ints, 0, ship.width);
  copyInts(pilot.own.ints, 0, own.ints, 0, cockpit.width);
  const controls = input.view();
  Object.assign(controls, { ...columns(scene.controls(1)) });
  scene.run();
  if (pilot.slot === NO_SLOT) return;
  predictOwn(body, own, controls, scene.world.tick, scene.world.arena);
  expect(sameInts(pilot.ship.ints, pilot.ship.base, body.ints, 0, ship.width)).toBe(true);
  // The next offers come from the server's secret seed.
  const { offer1, offer2, offer3 } = pilot.own;
  if (own.offer1 === 0) Object.assign(own, { offer1, offer2, offer3 });
  expect(sameInts(pilot.own.ints, 0, own.ints, 0, cockpit.width)).toBe(true);
}

function disturbControls(scene: Scene, random: RandomState): void {
  if (randomBelow(random, 20) !== 0) return;
  scene.hold(1, {
    thrust: randomBelow(random, 9),
    aim: randomBelow(random, 1024),
    boost: randomBelow(random, 2),
    fire: randomBelow(random, 2),
    choose: randomBelow(random, 4),
    special: randomBelow(random, 2),
  });
}

function columns(row: InputRow) {
  const { thrust, aim, boost, fire, choose, special } = row;
  return { thrust, aim, boost, fire, choose, special };
}
