import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import type { Arena } from './arena.ts';
import { shard, ship, shot } from './entities.ts';
import { advanceShard, advanceShip, advanceShot, thrustTowards } from './movement.ts';
import type { ShipRow } from './rows.ts';
import { bareArena } from './test-scene.ts';
import { HULL_FULL, MAX_SPEED, REPAIR_INTERVAL_TICKS, ROCK_SAFE_SPEED, SHIP_RADIUS, SHOT_SPEED } from './tuning.ts';

const open = bareArena();
const withRock = bareArena([{ x: 1000, y: 1000, radius: 100 }]);

function shipAt(xPx: number, yPx: number): ShipRow {
  return Object.assign(ship.view(), { x: px(xPx), y: px(yPx), hull: HULL_FULL });
}

function fly(row: ShipRow, ticks: number, arena: Arena = open): void {
  for (let tick = 1; tick <= ticks; tick += 1) advanceShip(row, tick, arena);
}

// Speed in px a tick after a time on a treadmill: the ship is put back after every tick.
function speedAfter(ticks: number, thrust: number, boosting: number): number {
  const row = Object.assign(shipAt(1024, 1024), { thrust, boosting });
  for (let tick = 1; tick <= ticks; tick += 1) {
    advanceShip(row, tick, open);
    Object.assign(row, { x: px(1024), y: px(1024) });
  }
  return Math.hypot(row.vx, row.vy) / 256;
}

describe('thrust and drag', () => {
  it('[R4] each of the eight thrusts moves a ship its way, clockwise from east', () => {
    const ways = [1, 2, 3, 4, 5, 6, 7, 8].map((thrust) => {
      const row = Object.assign(shipAt(1024, 1024), { thrust });
      fly(row, 1);
      return `${Math.sign(row.vx)} ${Math.sign(row.vy)}`;
    });
    expect(ways).toEqual(['1 0', '1 1', '0 1', '-1 1', '-1 0', '-1 -1', '0 -1', '1 -1']);
  });

  it('[R4] thrust ends at 5 px a tick, whichever way', () => {
    for (let thrust = 1; thrust <= 8; thrust += 1) {
      const speed = speedAfter(300, thrust, 0);
      expect(speed).toBeGreaterThan(4.9);
      expect(speed).toBeLessThanOrEqual(5);
    }
  });

  it('[R5] boost ends at 8 px a tick', () => {
    const speed = speedAfter(300, 3, 1);
    expect(speed).toBeGreaterThan(7.9);
    expect(speed).toBeLessThanOrEqual(8);
  });

  it('[R6] without thrust a ship comes to rest, exactly', () => {
    const row = Object.assign(shipAt(1024, 1024), { vx: MAX_SPEED, vy: -1 });
    fly(row, 400);
    expect([row.vx, row.vy]).toEqual([0, 0]);
  });

  it('[R4] a way in px is met by the nearest of the eight thrusts', () => {
    expect([thrustTowards(9, 1), thrustTowards(5, 6), thrustTowards(0, -3), thrustTowards(0, 0)]).toEqual([1, 2, 7, 0]);
  });
});

describe('edges', () => {
  it.each([
    ['west', { x: px(20), vx: -1000 }, 'vx'],
    ['east', { x: open.side - px(20), vx: 1000 }, 'vx'],
    ['north', { y: px(20), vy: -1000 }, 'vy'],
    ['south', { y: open.side - px(20), vy: 1000 }, 'vy'],
  ] as const)('[R7] the %s edge turns half of the speed back', (_edge, start, column) => {
    const row = Object.assign(shipAt(1024, 1024), start);
    const before = row[column];
    for (let tick = 1; tick < 100 && Math.sign(row[column]) === Math.sign(before); tick += 1) {
      advanceShip(row, tick, open);
    }
    expect(Math.abs(row[column]) / Math.abs(before)).toBeCloseTo(0.47, 1);
    expect(row.hull).toBe(HULL_FULL);
  });

  it('[R7] a ship that keeps pushing stays inside', () => {
    const row = Object.assign(shipAt(1024, 1024), { thrust: 6, boosting: 1 });
    for (let tick = 1; tick <= 900; tick += 1) {
      advanceShip(row, tick, open);
      expect(Math.min(row.x, row.y)).toBeGreaterThanOrEqual(SHIP_RADIUS);
    }
  });
});

describe('rocks', () => {
  it('[R8] a rock throws a ship back and costs hull by the speed of the impact', () => {
    const row = Object.assign(shipAt(880, 1000), { vx: px(8) });
    fly(row, 1, withRock);
    expect(row.vx).toBeLessThan(0);
    expect(row.hull).toBe(HULL_FULL - 13);
  });

  it('[R8] a slow touch does no harm', () => {
    const row = Object.assign(shipAt(883, 1000), { vx: ROCK_SAFE_SPEED });
    fly(row, 3, withRock);
    expect(row.vx).toBeLessThan(0);
    expect(row.hull).toBe(HULL_FULL);
  });

  it('[R13] a shield takes the impact', () => {
    const row = Object.assign(shipAt(880, 1000), { vx: px(8), shielded: 1 });
    fly(row, 1, withRock);
    expect(row.hull).toBe(HULL_FULL);
  });

  it('[R8] a ship never stays inside a rock', () => {
    const row = Object.assign(shipAt(1000, 1000), { thrust: 1 });
    fly(row, 2, withRock);
    expect(Math.hypot(row.x - px(1000), row.y - px(1000))).toBeGreaterThanOrEqual(px(116));
  });
});

describe('repair', () => {
  it('[R14] a hull under repair gains a point at every tick that the interval divides, until it is full', () => {
    const row = Object.assign(shipAt(1024, 1024), { hull: HULL_FULL - 2, repairing: 1 });
    fly(row, REPAIR_INTERVAL_TICKS - 1);
    expect([row.hull, row.repairing]).toEqual([HULL_FULL - 2, 1]);
    for (let tick = REPAIR_INTERVAL_TICKS; tick <= 2 * REPAIR_INTERVAL_TICKS; tick += 1) advanceShip(row, tick, open);
    expect([row.hull, row.repairing]).toEqual([HULL_FULL, 0]);
  });
});

describe('shots', () => {
  const shotAt = (xPx: number, angle: number, life: number) =>
    Object.assign(shot.view(), { x: px(xPx), y: px(1000), angle, life });

  it('[R11] a shot flies 14 px a tick along its angle', () => {
    const row = shotAt(100, 256, 60);
    expect(advanceShot(row, open)).toBe(true);
    expect([row.x, row.y, row.life]).toEqual([px(100), px(1000) + SHOT_SPEED, 59]);
  });

  it('[R11] a shot is gone with its last tick', () => {
    expect([advanceShot(shotAt(100, 0, 2), open), advanceShot(shotAt(100, 0, 1), open)]).toEqual([true, false]);
  });

  it('[R11] a rock ends a shot', () => {
    expect(advanceShot(shotAt(880, 0, 60), withRock)).toBe(true);
    expect(advanceShot(shotAt(884, 0, 60), withRock)).toBe(false);
  });

  it('[R11] the edge ends a shot', () => {
    expect(advanceShot(shotAt(5, 512, 60), open)).toBe(false);
  });
});

describe('shards', () => {
  it('[R18] a drifting shard comes to rest', () => {
    const row = Object.assign(shard.view(), { x: px(500), y: px(500), vx: px(3), vy: -px(2), value: 1 });
    for (let i = 0; i < 400; i += 1) advanceShard(row, open);
    expect([row.vx, row.vy]).toEqual([0, 0]);
    expect((row.x - px(500)) / 256).toBeGreaterThan(80);
  });
});
