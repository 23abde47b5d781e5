import { describe, expect, it } from 'vitest';
import { chooseArena, createArena, isClearOfRocks } from './arena.ts';
import { bareArena, Scene } from './test-scene.ts';
import {
  ENERGY_FULL,
  HULL_FULL,
  MAX_SPAWN_ENEMY,
  MIN_SPAWN_ENEMY,
  RESPAWN_TICKS,
  RESPAWN_UNASKED_TICKS,
  SPAWN_CLEARANCE,
} from './tuning.ts';

function fallen(): Scene {
  return new Scene().join(1).wreck(1);
}

describe('joining', () => {
  it('[R27] a player flies in the very tick it joins, with full hull, energy and shield', () => {
    const scene = new Scene().join(1);
    const { hull, shielded, player } = scene.ship(1);
    expect({ hull, shielded, player, energy: scene.own(1).energy }).toEqual({
      hull: HULL_FULL,
      shielded: 1,
      player: 1,
      energy: ENERGY_FULL,
    });
  });

  it('[R27] brings the score it had kept', () => {
    const scene = new Scene();
    scene.command({ kind: 'join', playerId: 4, score: 120 });
    expect(scene.run().own(4).score).toBe(120);
  });

  it('[R27] a player who leaves takes ship and score along', () => {
    const scene = new Scene().join(1, 2);
    scene.own(1).score = 9;
    scene.leave(1);
    expect(scene.rows('ship').map((row) => row.player)).toEqual([2]);
    expect(scene.join(1).own(1).score).toBe(0);
  });

  it('[R27] in a full world the ship comes when there is room', () => {
    const scene = new Scene({ ...bareArena(), entityMost: 1 }).join(1, 2);
    expect(scene.isFlying(2)).toBe(false);
    expect(scene.leave(1).run(RESPAWN_TICKS).isFlying(2)).toBe(true);
  });
});

describe('places', () => {
  it('[R26] are clear of rocks, and neither on top of anybody nor far from all', () => {
    const arena = createArena(chooseArena(100, 3));
    const scene = new Scene(arena);
    for (let playerId = 1; playerId <= 12; playerId += 1) {
      const others = scene.rows('ship');
      scene.join(playerId);
      const { x, y } = scene.ship(playerId);
      expect(isClearOfRocks(arena, x, y, SPAWN_CLEARANCE)).toBe(true);
      if (others.length === 0) continue;
      const nearest = Math.min(...others.map((row) => Math.hypot((row.x ?? 0) - x, (row.y ?? 0) - y)));
      expect(nearest).toBeGreaterThanOrEqual(MIN_SPAWN_ENEMY);
      expect(nearest).toBeLessThanOrEqual(MAX_SPAWN_ENEMY);
    }
  });
});

describe('returning', () => {
  it('[R24] a new press brings a pilot back after two seconds', () => {
    const scene = fallen().hold(1, { fire: 1 });
    expect(scene.run(RESPAWN_TICKS - 1).isFlying(1)).toBe(false);
    expect(scene.run().isFlying(1)).toBe(true);
  });

  it('[R24] a new direction of thrust counts as a press', () => {
    expect(fallen().hold(1, { thrust: 3 }).run(RESPAWN_TICKS).isFlying(1)).toBe(true);
  });

  it('[R24] what was already held at the end does not ask for a new life', () => {
    const scene = new Scene().join(1).hold(1, { fire: 1, thrust: 2 }).run();
    expect(
      scene
        .wreck(1)
        .run(RESPAWN_TICKS + 10)
        .isFlying(1),
    ).toBe(false);
  });

  it('[R25] a pilot that was at the controls returns by itself after five seconds', () => {
    const scene = new Scene().join(1).hold(1, { thrust: 2 }).run();
    expect(
      scene
        .wreck(1)
        .run(RESPAWN_UNASKED_TICKS - 1)
        .isFlying(1),
    ).toBe(false);
    expect(scene.run().isFlying(1)).toBe(true);
  });

  it('[R25] an empty chair stays out', () => {
    expect(fallen().hold(1, { aim: 77 }).run(1000).isFlying(1)).toBe(false);
  });

  it('[R25] what was done in the life before does not count', () => {
    const scene = new Scene().join(1).hold(1, { thrust: 2 }).run();
    scene.wreck(1).hold(1, { thrust: 0 }).run(RESPAWN_UNASKED_TICKS);
    expect(scene.isFlying(1)).toBe(true);
    expect(scene.wreck(1).run(1000).isFlying(1)).toBe(false);
  });

  it('[R24] a life begins with a new entity', () => {
    const scene = new Scene().join(1);
    const idOf = () => scene.world.entities.ids[scene.pilot(1).slot];
    const first = idOf();
    scene.wreck(1).hold(1, { fire: 1 }).run(RESPAWN_TICKS);
    expect(idOf()).not.toBe(first);
  });
});
