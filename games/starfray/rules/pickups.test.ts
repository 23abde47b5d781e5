import { item, px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { chooseArena, createArena } from './arena.ts';
import { createWorld } from './new-world.ts';
import { collectShards, shedShards } from './pickups.ts';
import { bareArena, Scene, smallOptions } from './test-scene.ts';
import { ENERGY_FULL, HULL_FULL, MAX_GROWN_VALUE, MAX_WRECK_SHARDS, SHARD_ENERGY, SHARD_HULL } from './tuning.ts';
import { listByKind } from './world.ts';

// One shard of a value at rest.
function drop(scene: Scene, xPx: number, yPx: number, value: number): void {
  const before = scene.world.entities.count;
  shedShards(scene.world, px(xPx), px(yPx), value, value);
  const { entities, shard } = scene.world;
  for (let i = entities.count - 1; i > before; i -= 1) entities.remove(item([...entities.order], i), scene.world.tick);
  shard.base = entities.base(item([...entities.order], before));
  Object.assign(shard, { vx: 0, vy: 0, value });
}

describe('collecting', () => {
  it('[R17] a shard in reach gives its value, hull and energy, and is gone', () => {
    const scene = new Scene().join(1);
    scene.put(1, 1000, 1000).hull = 50;
    scene.own(1).energy = 0;
    drop(scene, 1040, 1000, 7);
    scene.run();
    expect(scene.own(1).score).toBe(7);
    expect(scene.ship(1).hull).toBe(50 + SHARD_HULL);
    expect(scene.own(1).energy).toBe(SHARD_ENERGY + 3);
    expect(scene.rows('shard')).toHaveLength(0);
  });

  it('[R17] its collector alone gets the event', () => {
    const scene = new Scene().join(1);
    scene.put(1, 1000, 1000);
    drop(scene, 1040, 1000, 7);
    expect(
      scene
        .run()
        .seen('pickup')
        .map((event) => [event.playerId, event.values.value]),
    ).toEqual([[1, 7]]);
  });

  it('[R17] out of reach it stays', () => {
    const scene = new Scene().join(1);
    scene.put(1, 1000, 1000);
    drop(scene, 1050, 1000, 7);
    expect(scene.run().rows('shard')).toHaveLength(1);
  });

  it('[R17] the nearer of two ships gets it', () => {
    const scene = new Scene().join(1, 2);
    scene.put(1, 1000, 1000);
    scene.put(2, 1060, 1000);
    drop(scene, 1031, 1000, 7);
    scene.run();
    expect([scene.own(1).score, scene.own(2).score]).toEqual([0, 7]);
  });

  it('[R17] a ship that ends in this tick collects nothing', () => {
    const scene = new Scene().join(1);
    scene.put(1, 1000, 1000);
    drop(scene, 1000, 1000, 7);
    expect(scene.wreck(1).seen('pickup')).toEqual([]);
  });

  it('[R17] hull and energy do not overflow', () => {
    const scene = new Scene().join(1);
    scene.put(1, 1000, 1000).hull = HULL_FULL - 1;
    drop(scene, 1000, 1000, 1);
    scene.run();
    expect([scene.ship(1).hull, scene.own(1).energy]).toEqual([HULL_FULL, ENERGY_FULL]);
  });
});

describe('growth', () => {
  it('[R16] a new world is full of shards, none of them in a rock', () => {
    const arena = createArena(chooseArena(100, 5));
    const world = createWorld(arena, 1);
    listByKind(world);
    expect(world.shardCount).toBe(arena.shardTarget);
  });

  it('[R16] what is collected grows back, and no more', () => {
    const arena = createArena(smallOptions());
    const scene = new Scene(arena);
    scene.run(2000);
    expect(scene.rows('shard')).toHaveLength(arena.shardTarget);
  });

  it('[R16] the middle of the arena is richer than its rim', () => {
    const arena = createArena(chooseArena(2000, 5));
    const scene = new Scene(arena);
    Object.assign(scene.world, createWorld(arena, 3));
    const half = arena.side / 2;
    const values = { inner: 0, outer: 0 };
    for (const row of scene.rows('shard')) {
      const off = Math.max(Math.abs((row.x ?? 0) - half), Math.abs((row.y ?? 0) - half));
      expect(row.value).toBeLessThanOrEqual(MAX_GROWN_VALUE);
      // Two parts of equal area.
      values[off < half * Math.SQRT1_2 ? 'inner' : 'outer'] += row.value ?? 0;
    }
    expect(values.inner).toBeGreaterThan(2 * values.outer);
  });
});

describe('wrecks', () => {
  it('[R18] shed all of their value, in a bounded number of shards', () => {
    const scene = new Scene();
    shedShards(scene.world, px(1000), px(1000), 203, 0);
    const shards = scene.rows('shard');
    expect(shards).toHaveLength(MAX_WRECK_SHARDS);
    expect(shards.reduce((sum, row) => sum + (row.value ?? 0), 0)).toBe(203);
  });

  it('[R18] shed nothing where the arena is full of shards', () => {
    const scene = new Scene({ ...bareArena(), shardMost: 0 });
    shedShards(scene.world, px(1000), px(1000), 203, 0);
    expect(scene.rows('shard')).toHaveLength(0);
  });

  it('[R18] what is shed in a corner stays inside', () => {
    const scene = new Scene();
    shedShards(scene.world, 0, 0, 50, 0);
    listByKind(scene.world);
    collectShards(scene.world, scene.events);
    for (const row of scene.rows('shard')) expect(Math.min(row.x ?? 0, row.y ?? 0)).toBeGreaterThan(0);
  });
});
