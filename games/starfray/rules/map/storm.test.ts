import { columnOutOfRange } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { chooseArena, createArena } from '../arena.ts';
import { Scene } from '../test-scene.ts';
import { storm } from './storm-entity.ts';
import {
  FIRST_STORM_TICK,
  STORM_CROWD_RATIO,
  STORM_INTERVAL_TICKS,
  STORM_LIFE_TICKS,
  STORM_RADIUS,
  STORM_WAIT_TICKS,
} from './tuning.ts';

function stormy(players = 50): Scene {
  return new Scene({ ...createArena(chooseArena(players, 3)), shardTarget: 40, shardMost: 120, padCount: 0 });
}

describe('a shard storm', () => {
  it('[R70] stands still for ten seconds, so that everybody learns where it gathers, and then crosses the middle', () => {
    const scene = stormy().run(FIRST_STORM_TICK);
    const [born] = scene.rows('storm');
    expect(born).toMatchObject({ wait: STORM_WAIT_TICKS, life: STORM_LIFE_TICKS });
    const [still] = scene.run(STORM_WAIT_TICKS).rows('storm');
    expect([still?.x, still?.y]).toEqual([born?.x, born?.y]);
    const half = scene.world.arena.side / 2;
    const offMiddle = ({ x = 0, y = 0 } = {}) => Math.hypot(x - half, y - half);
    const [mid] = scene.run(STORM_LIFE_TICKS / 2).rows('storm');
    expect(offMiddle(mid)).toBeLessThan(scene.world.arena.side / 4);
    expect(offMiddle(mid)).toBeLessThan(offMiddle(born));
    expect(scene.run(STORM_LIFE_TICKS / 2).rows('storm')).toHaveLength(0);
  });

  it('[R70] gathers again, and more of them in a large arena, within what the wire allows', () => {
    for (const players of [1, 50, 2000]) {
      const scene = stormy(players).run(FIRST_STORM_TICK);
      const count = scene.rows('storm').length;
      expect(count > 1).toBe(players > 1000);
      const { entities } = scene.world;
      for (let i = 0; i < entities.count; i += 1) {
        const slot = entities.order[i] ?? 0;
        if (entities.kindOf(slot) !== storm) continue;
        expect(columnOutOfRange(storm, entities.ints, entities.base(slot))).toBeUndefined();
      }
      expect(scene.run(STORM_INTERVAL_TICKS).rows('storm')).toHaveLength(count);
    }
  });

  it('[R71] leaves shards along its way, up to twice what the arena grows', () => {
    const scene = stormy();
    scene.run(FIRST_STORM_TICK + STORM_WAIT_TICKS);
    const before = scene.rows('shard').length;
    scene.run(300);
    const [now] = scene.rows('storm');
    expect(scene.rows('shard').length).toBeGreaterThan(before + 5);
    const near = scene.rows('shard').filter(({ x = 0, y = 0 }) => {
      return Math.hypot(x - (now?.x ?? 0), y - (now?.y ?? 0)) < STORM_RADIUS + px(700);
    });
    expect(near.length).toBeGreaterThan(5);
    scene.run(STORM_LIFE_TICKS - 310);
    expect(scene.rows('shard').length).toBeLessThanOrEqual(STORM_CROWD_RATIO * 40);
  });

  it('[R3] goes its way as predicted', () => {
    const scene = stormy().run(FIRST_STORM_TICK);
    const row = storm.view();
    for (let tick = 0; tick < STORM_WAIT_TICKS + STORM_LIFE_TICKS - 1; tick += 1) {
      Object.assign(row, scene.rows('storm')[0]);
      expect(storm.predict(row, scene.world.tick + 1, scene.world.arena)).toBe(true);
      expect(scene.run().rows('storm')[0]).toMatchObject({ x: row.x, y: row.y, wait: row.wait, life: row.life });
    }
  });
});
