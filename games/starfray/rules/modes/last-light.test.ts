import { phaseOf } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { attention } from '../attention.ts';
import { bareArena, Scene } from '../test-scene.ts';
import {
  HULL_FULL,
  LAST_PLAY_TICKS,
  LAST_WARM_UP_TICKS,
  RESULT_TICKS,
  TICKS_PER_SECOND,
  WATCH_LINGER_TICKS,
} from '../tuning.ts';
import { LAST_LIGHT } from './facts.ts';
import { ringHarm, ringRadius } from './ring.ts';

function scene(): Scene {
  return new Scene({ ...bareArena(), mode: LAST_LIGHT });
}

/** A round has begun with pilots 1 to `count`, each by itself. */
function begun(count: number): Scene {
  const made = scene()
    .join(...Array.from({ length: count }, (_, i) => i + 1))
    .run(LAST_WARM_UP_TICKS + 1);
  expect(phaseOf(made.world.match)).toBe('play');
  for (let id = 1; id <= count; id += 1) made.put(id, 700 + 150 * id, 1000);
  return made;
}

describe('the ring', () => {
  it('[R87] never grows, holds every place of the arena at first, and closes', () => {
    const side = px(3200);
    const radii = Array.from({ length: LAST_PLAY_TICKS }, (_, tick) => ringRadius(side, tick));
    expect(radii.every((radius, tick) => tick === 0 || radius <= (radii[tick - 1] ?? 0))).toBe(true);
    expect(radii[0]).toBeGreaterThan(side * Math.SQRT2);
    expect(radii.at(-1)).toBe(0);
    expect(ringHarm(170 * TICKS_PER_SECOND)).toBeGreaterThan(ringHarm(0));
  });

  it('[R87] is one row, which says where and when it began and then never changes', () => {
    const made = begun(3);
    const [before] = made.rows('ring');
    made.run(600);
    expect(made.rows('ring')).toEqual([before]);
    expect(before?.sinceTick).toBe(made.world.match.endsTick - LAST_PLAY_TICKS);
  });

  it('[R88] drains hulls outside, which do not mend meanwhile, and none inside', () => {
    const made = begun(3);
    Object.assign(made.world.ring, { x: px(700), y: px(1000), sinceTick: made.world.tick - 150 * TICKS_PER_SECOND });
    made.put(1, 700, 1000);
    made.put(2, 1900, 1000);
    made.run(120);
    expect(made.ship(1).hull).toBe(HULL_FULL);
    const { hull } = made.ship(2);
    expect(hull).toBeLessThan(HULL_FULL);
    expect(made.own(2).repairWait).toBeGreaterThan(0);
    made.until(() => !made.isFlying(2));
    expect(made.ship(1).hull).toBe(HULL_FULL);
  });
});

describe('a round', () => {
  it('[R89] waits for two pilots', () => {
    const made = scene()
      .join(1)
      .run(4 * LAST_WARM_UP_TICKS);
    expect(phaseOf(made.world.match)).toBe('warm-up');
    made.join(2).run(LAST_WARM_UP_TICKS + 1);
    expect(phaseOf(made.world.match)).toBe('play');
  });

  it('[R89] is one life: who ends is out, with a place, until the next one', () => {
    const made = begun(3).hold(2, { fire: 1 });
    made.wreck(2);
    expect(made.seen('placed')).toEqual([{ name: 'placed', playerId: 2, values: { place: 3 } }]);
    made.hold(2, { fire: 0 }).run(300).hold(2, { fire: 1 }).run(300);
    expect(made.isFlying(2)).toBe(false);
  });

  it('[R89] who comes in the middle of it watches until the next one', () => {
    const made = begun(2).join(7);
    expect(made.hold(7, { fire: 1 }).run(400).isFlying(7)).toBe(false);
    made.wreck(1);
    made.run(RESULT_TICKS + 2);
    expect([1, 2, 7].map((id) => made.isFlying(id))).toEqual([true, true, true]);
  });

  it('[R90] is won by the last ship, which gets 100 points', () => {
    const made = begun(3);
    made.wreck(1);
    made.wreck(3);
    made.run();
    expect([phaseOf(made.world.match), made.world.match.champion, made.own(2).score]).toEqual(['result', 2, 100]);
  });

  it('[R90] of ships that end in one tick the one with the most points wins, and leaving is losing', () => {
    const made = begun(2);
    made.own(2).score = 5;
    Object.assign(made.ship(1), { hull: 0 });
    made.wreck(2).run();
    expect(made.world.match.champion).toBe(2);
    const other = begun(2).leave(1).run();
    expect(other.world.match.champion).toBe(2);
  });

  it('[R90] is won even where nobody fights: the ring has closed before the time is up', () => {
    const made = begun(4);
    while (phaseOf(made.world.match) === 'play') made.run();
    expect(made.world.match.endsTick - RESULT_TICKS).toBeLessThan(LAST_WARM_UP_TICKS + LAST_PLAY_TICKS);
    expect(made.world.match.champion).toBeGreaterThan(0);
  });
});

describe('those who are out', () => {
  it('[R91] look first at their wreck and then at a fight, at most one cut in five seconds', () => {
    const made = begun(6);
    made.wreck(1);
    const look = { x: 0, y: 0 };
    attention(made.world, 1, look);
    expect(Math.abs(look.x - px(850))).toBeLessThan(px(20));
    made.run(WATCH_LINGER_TICKS);
    const cuts: number[] = [];
    let last = made.world.watchedId;
    for (let tick = 0; tick < 1200; tick += 1) {
      made.run();
      attention(made.world, 1, look);
      expect([look.x, look.y]).toEqual([made.world.watchX, made.world.watchY]);
      if (made.world.watchedId !== last) cuts.push(made.world.tick);
      last = made.world.watchedId;
    }
    const gaps = cuts.slice(1).map((tick, i) => tick - (cuts[i] ?? 0));
    expect(Math.min(...gaps, Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(5 * TICKS_PER_SECOND);
  });

  it('[R91] are shown a ship that is under fire rather than one that is alone', () => {
    const made = begun(4);
    made.put(1, 300, 300);
    made.put(2, 1700, 1700);
    made.put(3, 1600, 1700);
    made.put(4, 300, 1700);
    made.hold(3, { aim: 0, fire: 1 }).run(420);
    expect([2, 3]).toContain(made.world.watchedId);
  });
});
