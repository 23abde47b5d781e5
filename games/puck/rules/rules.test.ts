import { columnOutOfRange, phaseOf } from '@starfray/shared/contract';
import { createRandom, hashHex, px, randomBelow } from '@starfray/shared/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disc, puck as puckKind } from './entities.ts';
import { puckGame } from './game.ts';
import { TestRink } from './test-rink.ts';
import { DISC_RADIUS, ENERGY_FULL, GOAL_HALF, GOAL_PAUSE_TICKS, MATCH, PUCK_MAX_SPEED, PUCK_RADIUS } from './tuning.ts';
import { hashWorld, NO_SLOT, sizesOf } from './world.ts';

const EAST = 1;
// Changes with every change of the rules, and then in a commit of its own that says so.
const FINGERPRINT = '9a83a032';

function speedOf({ vx, vy }: { readonly vx: number; readonly vy: number }): number {
  return Math.hypot(vx, vy) / 256;
}

function faultsOf({ world: { rink, roster, puck, puckSlot, entities } }: TestRink): string[] {
  const faults: string[] = [];
  if (speedOf(puck) > PUCK_MAX_SPEED / 256 + 0.1) faults.push('the puck is too fast');
  for (const { body } of roster) {
    const isOnIce = body.x >= rink.left + DISC_RADIUS && body.x <= rink.right - DISC_RADIUS;
    if (!isOnIce) faults.push(`a disc at ${body.x}`);
    const column = columnOutOfRange(disc, entities.ints, body.base);
    if (column !== undefined) faults.push(`${column} of a disc`);
  }
  const column = puckSlot === NO_SLOT ? undefined : columnOutOfRange(puckKind, entities.ints, puck.base);
  if (column !== undefined) faults.push(`${column} of the puck`);
  return faults;
}

describe('the rink', () => {
  it('[K10] is small for up to four and large for more', () => {
    const lengthOf = (capacity: number) => {
      const { rink } = new TestRink(0, capacity).world;
      return [(rink.right - rink.left) / 256, (rink.bottom - rink.top) / 256];
    };
    expect([lengthOf(4), lengthOf(5)]).toEqual([
      [1200, 640],
      [1500, 800],
    ]);
    expect(new Set(puckGame.modes?.[0]?.teams?.list.map(({ mark }) => mark)).size).toBe(2);
  });

  it('[K11] turns the puck back with 7/8 of its speed', () => {
    const rink = new TestRink();
    rink.put(rink.world.puck, 0, 290, 0, 8);
    rink.run(2);
    expect(rink.world.puck.vy).toBeLessThan(0);
    expect(speedOf(rink.world.puck)).toBeCloseTo(7, 0);
  });

  it('[K11] lets the puck in between the posts, and nowhere else', () => {
    for (let y = -280; y <= 280; y += 5) {
      const rink = new TestRink();
      rink.put(rink.world.puck, 500, y, 12, 0);
      rink.run(20);
      const isIn = Math.abs(y) < GOAL_HALF / 256 - 28;
      const isOut = Math.abs(y) > GOAL_HALF / 256 + 10;
      if (isIn) expect(rink.goals, `at ${y}`).toEqual([{ team: 1, player: 0 }]);
      if (isOut) expect(rink.goals, `at ${y}`).toEqual([]);
    }
  });

  it('[K12] keeps discs on the ice, before a goal too', () => {
    const rink = new TestRink(1);
    rink.put(rink.player(1).body, 540, 0, 10, 0);
    rink.hold(1, { thrust: EAST, boost: 1 });
    rink.run(60, () => expect(rink.places[0]?.[0]).toBeLessThanOrEqual(600 - 26));
  });

  it('[K11] [K12] holds whatever is done: no body leaves it, none is faster than it may be, and every row is in range', () =>
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const rink = new TestRink(6, 8);
        const random = createRandom(seed);
        const faults = new Set<string>();
        rink.run(300, () => {
          const id = 1 + randomBelow(random, 6);
          rink.hold(id, {
            thrust: randomBelow(random, 9),
            boost: randomBelow(random, 2),
            kick: randomBelow(random, 2),
          });
          for (const fault of faultsOf(rink)) faults.add(fault);
        });
        expect([...faults]).toEqual([]);
      }),
      { numRuns: 8 },
    ));
});

describe('a disc', () => {
  it('[K13] flies at 5.5 px a tick, and at 8 with boost for as long as it has energy', () => {
    const rink = new TestRink(1);
    rink.put(rink.player(1).body, -550, -250);
    rink.put(rink.world.puck, 0, 200);
    rink.hold(1, { thrust: EAST });
    rink.run(100);
    expect(speedOf(rink.player(1).body)).toBeCloseTo(5.5, 1);
    rink.put(rink.player(1).body, -550, -250);
    rink.hold(1, { thrust: EAST, boost: 1 });
    rink.run(60);
    expect(speedOf(rink.player(1).body)).toBeCloseTo(8, 0);
    rink.put(rink.player(1).body, -550, -250);
    rink.run(16);
    expect(rink.player(1).own.energy).toBeLessThan(ENERGY_FULL / 5);
    expect(rink.player(1).body.boosting).toBe(0);
  });

  it('[K14] pushes the puck it runs into, and is slowed by it', () => {
    const rink = new TestRink(1);
    rink.put(rink.player(1).body, -50, 0, 6, 0);
    rink.run(3);
    expect(rink.world.puck.vx).toBeGreaterThan(px(5));
    expect(rink.player(1).body.vx).toBeLessThan(px(3));
  });

  it('[K14] is stopped by a puck that cannot give way', () => {
    const rink = new TestRink(1);
    rink.put(rink.world.puck, 0, 320 - 18);
    rink.put(rink.player(1).body, 0, 200);
    rink.hold(1, { thrust: 3 });
    rink.run(120, () => {
      const [[, discY] = [0, 0]] = rink.places;
      const [, puckY] = rink.placeOf(rink.world.puck);
      // The puck moves last: it may come back from the wall by a few pixels.
      expect(puckY - discY).toBeGreaterThan((DISC_RADIUS + PUCK_RADIUS) / 256 - 5);
    });
  });

  it('[K15] kicks the puck within its reach once, and not at once again', () => {
    const rink = new TestRink(1);
    rink.put(rink.player(1).body, -50, 0);
    rink.hold(1, { kick: 1 });
    rink.run(1);
    expect(speedOf(rink.world.puck)).toBeCloseTo(8, 0);
    rink.put(rink.world.puck, 0, 0);
    rink.run(20);
    expect(speedOf(rink.world.puck)).toBe(0);
    rink.run(4);
    expect(speedOf(rink.world.puck)).toBeGreaterThan(7);
  });

  it('[K15] kicks a puck that comes within nine ticks after the press, and none that comes later', () => {
    const kickAndBring = (ticks: number) => {
      const rink = new TestRink(1);
      rink.put(rink.player(1).body, -200, 0);
      rink.hold(1, { kick: 1 });
      rink.run(1);
      rink.hold(1, {});
      rink.run(ticks);
      rink.put(rink.player(1).body, -50, 0);
      rink.run(1);
      return speedOf(rink.world.puck);
    };
    expect(kickAndBring(6)).toBeGreaterThan(7);
    expect(kickAndBring(9)).toBe(0);
  });

  it('[K16] parts from another half and half', () => {
    const rink = new TestRink(2);
    rink.put(rink.world.puck, 0, 250);
    rink.put(rink.player(1).body, -60, 0, 6, 0);
    rink.put(rink.player(2).body, 0, 0);
    rink.run(6);
    const [[left = 0] = [], [right = 0] = []] = rink.places;
    expect(right - left).toBeGreaterThanOrEqual((2 * DISC_RADIUS) / 256 - 1);
    expect(rink.player(2).body.vx).toBeGreaterThan(rink.player(1).body.vx);
  });
});

describe('a match', () => {
  it('[K17] lasts three minutes after its warm-up, shows its result for eight seconds, and another follows', () => {
    const rink = new TestRink(2);
    const phases: string[] = [];
    rink.run(MATCH.warmUpTicks + MATCH.playTicks + 600, () => {
      const phase = phaseOf(rink.world.match);
      if (phases.at(-1)?.startsWith(phase) !== true) phases.push(`${phase} ${Math.round(rink.world.tick / 60)}`);
      if (rink.world.tick === 700) rink.world.match.score2 = 1;
    });
    expect(phases).toEqual(['warm-up 0', 'play 10', 'result 190', 'warm-up 198']);
  });

  it('[K17] that is level is over with the next goal', () => {
    const rink = new TestRink(2);
    rink.run(MATCH.warmUpTicks + MATCH.playTicks);
    expect(phaseOf(rink.world.match)).toBe('overtime');
    rink.put(rink.world.puck, -560, 0, -12, 0);
    rink.run(10);
    expect([phaseOf(rink.world.match), rink.world.match.winner, rink.world.puckSlot]).toEqual(['result', 2, NO_SLOT]);
  });

  it('[K18] counts a goal for the side and for its last player who touched the puck, and kicks off again', () => {
    const rink = new TestRink(2);
    rink.play();
    rink.put(rink.player(1).body, 400, 0, 6, 0);
    rink.put(rink.world.puck, 450, 0);
    rink.hold(1, { thrust: EAST, kick: 1 });
    rink.run(40);
    rink.hold(1, {});
    expect(rink.goals).toEqual([{ team: 1, player: 1 }]);
    expect([rink.world.match.score1, rink.player(1).own.goals, rink.world.puckSlot]).toEqual([1, 1, NO_SLOT]);
    const life = rink.world.entities.ids[rink.player(1).slot];
    rink.run(GOAL_PAUSE_TICKS);
    expect(rink.placeOf(rink.world.puck)).toEqual([0, 0]);
    expect(rink.places.map(([x]) => Math.sign(x))).toEqual([-1, 1]);
    // A new life, so that no picture is drawn between two places.
    expect(rink.world.entities.ids[rink.player(1).slot]).not.toBe(life);
  });

  it('[K18] counts no goal of the warm-up', () => {
    const rink = new TestRink(2);
    rink.put(rink.player(1).body, 516, 0);
    rink.put(rink.world.puck, 560, 0);
    rink.hold(1, { kick: 1 });
    rink.run(20);
    expect(rink.goals).toEqual([{ team: 1, player: 1 }]);
    expect([rink.world.match.score1, rink.player(1).own.goals]).toEqual([0, 0]);
  });

  it('[K19] gives a newcomer to the smaller side, also in mid-match', () => {
    const rink = new TestRink(3);
    rink.play();
    expect(sizesOf(rink.world)).toEqual([2, 1]);
    rink.join(4, 7);
    rink.run(1);
    expect([rink.player(4).team, rink.player(4).own.goals]).toEqual([2, 7]);
    rink.leave(2);
    rink.leave(4);
    rink.run(1);
    rink.join(5);
    rink.run(1);
    expect(rink.player(5).team).toBe(2);
  });

  it('[K19] evens the sides before the next match', () => {
    const rink = new TestRink(6, 8);
    for (const id of [2, 4, 6]) rink.leave(id);
    rink.world.match.score1 = 1;
    rink.play();
    rink.world.match.score1 = 1;
    expect(sizesOf(rink.world)).toEqual([3, 0]);
    rink.run(MATCH.playTicks + MATCH.resultTicks);
    expect(phaseOf(rink.world.match)).toBe('warm-up');
    expect(sizesOf(rink.world)).toEqual([2, 1]);
    expect(rink.player(5).body.team).toBe(2);
  });
});

describe('golden', () => {
  it('[K20] the numbers and a scripted match give the recorded hash', () => {
    expect(hashHex(puckGame.fingerprint())).toBe(FINGERPRINT);
  });

  it('[K20] the same controls give the same world', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => {
      const rink = new TestRink(4);
      const random = createRandom(seed);
      rink.run(900, () => rink.hold(1 + randomBelow(random, 4), { thrust: randomBelow(random, 9), kick: 1 }));
      return hashWorld(rink.world);
    });
    expect(a).toBe(b);
    expect(c).not.toBe(a);
  });
});
