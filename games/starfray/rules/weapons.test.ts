import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { firstShipOnPath } from './collision.ts';
import { alongX, alongY } from './movement.ts';
import { bareArena, Scene } from './test-scene.ts';
import {
  BOOST_RESTART_ENERGY,
  ENERGY_FULL,
  ENERGY_REGAIN,
  HULL_FULL,
  REPAIR_WAIT_TICKS,
  SHIELD_TICKS,
  SHIP_RADIUS,
  SHOT_COOLDOWN_TICKS,
  SHOT_DAMAGE,
  SHOT_ENERGY,
  SHOT_SPEED,
  SPAWN_COOLDOWN_TICKS,
} from './tuning.ts';

function duel(): Scene {
  const scene = new Scene().join(1, 2);
  scene.put(1, 500, 1000);
  scene.put(2, 700, 1000);
  return scene;
}

describe('the trigger', () => {
  it('[R10] a held trigger fires every 12 ticks', () => {
    const scene = duel().hold(1, { aim: 512, fire: 1 });
    const fired: number[] = [];
    for (let tick = 0; tick < 37; tick += 1) {
      const before = scene.rows('shot').length;
      if (scene.run().rows('shot').length > before) fired.push(tick);
    }
    expect(fired).toEqual([0, SHOT_COOLDOWN_TICKS, 2 * SHOT_COOLDOWN_TICKS, 3 * SHOT_COOLDOWN_TICKS]);
  });

  it('[R10] a shot costs energy, and without it nothing is fired', () => {
    const scene = duel().hold(1, { aim: 512, fire: 1 });
    scene.own(1).energy = SHOT_ENERGY;
    scene.run();
    expect(scene.own(1).energy).toBe(ENERGY_REGAIN);
    scene.run(SHOT_COOLDOWN_TICKS);
    expect(scene.rows('shot')).toHaveLength(1);
  });

  it('[R13] a fresh ship cannot fire for half a second, so the press that asked for it keeps the shield', () => {
    const scene = new Scene().hold(1, { fire: 1 }).join(1);
    scene.run(SPAWN_COOLDOWN_TICKS - 2);
    expect([scene.rows('shot').length, scene.ship(1).shielded]).toEqual([0, 1]);
    scene.run();
    expect([scene.rows('shot').length, scene.ship(1).shielded]).toEqual([1, 0]);
  });

  it('[R11] a shot does not inherit the speed of its ship', () => {
    const scene = duel().hold(1, { aim: 256, fire: 1 });
    scene.ship(1).vx = px(5);
    const [born] = scene.run().rows('shot');
    const [later] = scene.hold(1, { fire: 0 }).run(10).rows('shot');
    expect(later?.x).toBe(born?.x);
  });

  it('[R11] nothing is fired into a rock that touches the muzzle', () => {
    const scene = new Scene(bareArena([{ x: 1000, y: 1000, radius: 100 }])).join(1);
    scene.put(1, 883, 1000);
    scene.hold(1, { aim: 0, fire: 1 }).run();
    expect([scene.rows('shot').length, scene.own(1).cooldown]).toEqual([0, SHOT_COOLDOWN_TICKS]);
  });
});

describe('energy', () => {
  it('[R15] comes back at 3 a tick and stops when full', () => {
    const scene = duel();
    scene.own(1).energy = ENERGY_FULL - 4;
    expect(scene.run().own(1).energy).toBe(ENERGY_FULL - 1);
    expect(scene.run().own(1).energy).toBe(ENERGY_FULL);
  });

  it('[R5] a boost without thrust is none', () => {
    expect(duel().hold(1, { boost: 1 }).run().ship(1).boosting).toBe(0);
  });

  it('[R5] an empty boost stops, and starts again only with some energy', () => {
    const scene = duel().hold(1, { boost: 1, thrust: 3 });
    scene.run();
    scene.own(1).energy = 10;
    expect(scene.run().ship(1).boosting).toBe(1);
    expect(scene.run().ship(1).boosting).toBe(0);
    scene.until(() => scene.ship(1).boosting === 1);
    expect(scene.own(1).energy).toBeGreaterThan(BOOST_RESTART_ENERGY - 10);
    expect(scene.own(1).energy).toBeLessThan(BOOST_RESTART_ENERGY + 3);
  });
});

describe('hits', () => {
  it('[R12] eight hits end a ship', () => {
    const scene = duel().hold(1, { aim: 0, fire: 1 });
    let hits = 0;
    scene.until(() => {
      hits += scene.seen('hit').length;
      return !scene.isFlying(2);
    });
    expect(hits).toBe(Math.ceil(HULL_FULL / SHOT_DAMAGE));
    expect(hits).toBe(8);
  });

  it('[R12] a shot never strikes its own ship', () => {
    const scene = duel().hold(1, { aim: 512, thrust: 5, boost: 1, fire: 1 });
    scene.run(60);
    expect(scene.ship(1).hull).toBe(HULL_FULL);
  });

  it('[R12] the nearer of two ships in a row is struck', () => {
    const scene = new Scene().join(1, 2, 3);
    scene.put(1, 500, 1000);
    scene.put(2, 760, 1000);
    scene.put(3, 700, 1000);
    scene.hold(1, { aim: 0, fire: 1 }).run().hold(1, { fire: 0 }).untilHit();
    expect(scene.seen('hit').map((event) => event.values.victim)).toEqual([3]);
  });

  it('[R12] of two ships met at once the lower id is struck', () => {
    const scene = new Scene().join(1, 2, 3);
    scene.put(1, 500, 1000);
    scene.put(3, 700, 984);
    scene.put(2, 700, 1016);
    scene.hold(1, { aim: 0, fire: 1 }).run().hold(1, { fire: 0 }).untilHit();
    expect(scene.seen('hit').map((event) => event.values.victim)).toEqual([2]);
  });

  it('[R12] the one met earlier within a tick is struck, whatever its id', () => {
    const scene = new Scene().join(1, 2, 3);
    scene.put(1, 500, 1000);
    scene.put(2, 703, 1016);
    scene.put(3, 700, 984);
    scene.hold(1, { aim: 0, fire: 1 }).run().hold(1, { fire: 0 }).untilHit();
    expect(scene.seen('hit').map((event) => event.values.victim)).toEqual([3]);
  });

  it('[R12] a second shot passes through a ship that ended earlier in the tick', () => {
    const scene = new Scene().join(1, 2, 3);
    scene.put(1, 500, 1000);
    scene.put(2, 700, 1000).hull = 1;
    scene.put(3, 900, 1000);
    scene.hold(1, { aim: 0, fire: 1 }).hold(3, { aim: 512, fire: 1 }).run();
    scene
      .hold(1, { fire: 0 })
      .hold(3, { fire: 0 })
      .until(() => !scene.isFlying(2));
    expect(scene.seen('hit')).toHaveLength(1);
    expect(scene.rows('shot')).toHaveLength(1);
  });

  it('[R2] a hit on the sliver of a ship that juts out of the arena is shown on the edge', () => {
    const scene = new Scene().join(2);
    scene.put(2, 16, 100);
    scene.run();
    const [dx, dy] = [alongX(291, SHOT_SPEED), alongY(291, SHOT_SPEED)];
    expect(firstShipOnPath(scene.world, { x: px(0.5), y: px(84), dx, dy, shooterId: 1, weapon: 5, lag: 0 })?.id).toBe(
      2,
    );
    expect(scene.world.impact.x).toBe(0);
  });

  it('[R12] a fast ship does not slip between two places of a shot', () => {
    const scene = duel().hold(1, { aim: 0, fire: 1 }).hold(2, { thrust: 5, boost: 1 });
    scene.run(20);
    expect(scene.ship(2).hull).toBeLessThan(HULL_FULL);
  });

  it('[R13] a shield swallows shots without harm', () => {
    const scene = duel().hold(1, { aim: 0, fire: 1 });
    Object.assign(scene.ship(2), { shielded: 1 });
    scene.own(2).shieldLeft = SHIELD_TICKS;
    scene.untilHit();
    expect(scene.seen('hit').map((event) => event.values.damage)).toEqual([0]);
    expect(scene.ship(2).hull).toBe(HULL_FULL);
  });

  it('[R13] a shield ends after two seconds', () => {
    const scene = new Scene().join(1);
    scene.run(SHIELD_TICKS - 2);
    expect(scene.ship(1).shielded).toBe(1);
    expect(scene.run().ship(1).shielded).toBe(0);
  });
});

describe('repair', () => {
  it('[R14] begins five seconds after the last damage', () => {
    const scene = duel();
    scene.ship(1).hull = 50;
    scene.own(1).repairWait = REPAIR_WAIT_TICKS;
    scene.run(REPAIR_WAIT_TICKS - 1);
    expect([scene.ship(1).hull, scene.ship(1).repairing]).toEqual([50, 0]);
    scene.run(60);
    expect([scene.ship(1).hull, scene.ship(1).repairing]).toEqual([54, 1]);
  });

  it('[R14] waits after a rock as after a shot', () => {
    const scene = new Scene(bareArena([{ x: 1000, y: 1000, radius: 100 }])).join(1);
    scene.put(1, 880, 1000).vx = px(8);
    expect(scene.run().own(1).repairWait).toBe(REPAIR_WAIT_TICKS);
  });

  it('[R14] is interrupted by a hit', () => {
    const scene = duel().hold(1, { aim: 0, fire: 1 });
    Object.assign(scene.ship(2), { hull: 50, repairing: 1 });
    scene.untilHit();
    expect([scene.ship(2).repairing, scene.own(2).repairWait]).toEqual([0, REPAIR_WAIT_TICKS]);
  });
});

describe('a shot of somebody whose picture is old', () => {
  const LAG_TICKS = 10;

  /** A shooter aims east, with a lag, at a ship that crosses its line from north to south. */
  function crossing(lagTicks: number): Scene {
    const scene = new Scene().join(1, 2);
    scene.put(1, 500, 1000);
    scene.put(2, 600, 940).vy = px(5);
    scene.lag(1, lagTicks * 8);
    return scene.hold(2, { thrust: 3 });
  }

  it("[R31] meets a ship where it was on the shooter's screen", () => {
    const [now, then] = [0, LAG_TICKS].map((lagTicks) => {
      const scene = crossing(lagTicks);
      // Fired so that it is at the line when the ship, as seen, is: 60 px take the ship twelve ticks, 80 px the shot five.
      scene
        .run(7 + lagTicks)
        .hold(1, { fire: 1 })
        .run()
        .hold(1, { fire: 0 });
      return scene.run(8).seen('hit').length + (scene.ship(2).hull < HULL_FULL ? 1 : 0);
    });
    expect([now, then].every((hits) => (hits ?? 0) > 0)).toBe(true);
  });

  it('[R33] strikes its victim behind where it is, by as far as it flew in the lag, and the victim hears of the lag', () => {
    const scene = crossing(LAG_TICKS);
    scene.ship(2).hull = 1;
    scene
      .run(7 + LAG_TICKS)
      .hold(1, { fire: 1 })
      .run()
      .hold(1, { fire: 0 })
      .until(() => !scene.isFlying(2));
    const [struck] = scene.seen('hit');
    const [told] = scene.seen('died');
    const behind = scene.pilot(2).lastY - (struck?.values.y ?? 0);
    // It had flown 5 px a tick; a shot meets the ship's rim, not its middle.
    expect(Math.abs(behind - LAG_TICKS * px(5))).toBeLessThanOrEqual(SHIP_RADIUS);
    expect(told?.values.rewound).toBe(LAG_TICKS * 8);
  });

  it('[R31] passes through where a ship is only now', () => {
    const scene = crossing(LAG_TICKS);
    scene.run(7).hold(1, { fire: 1 }).run().hold(1, { fire: 0 }).run(8);
    expect(scene.ship(2).hull).toBe(HULL_FULL);
  });

  it('[R31] keeps its lag for its whole flight', () => {
    const scene = crossing(LAG_TICKS);
    scene
      .run(7 + LAG_TICKS)
      .hold(1, { fire: 1 })
      .run()
      .hold(1, { fire: 0 });
    scene.lag(1, 0).run(8);
    expect(scene.ship(2).hull).toBeLessThan(HULL_FULL);
  });

  it('[R31] is between two ticks where the picture was', () => {
    const places = [0, 2, 4, 8].map((lag) => {
      const scene = new Scene().join(1, 2);
      scene.put(1, 500, 1000);
      scene.put(2, 700, 1000).vx = px(8);
      scene.run(2);
      const struck = Array.from({ length: 128 }, (_, i) => 640 + i).findLast((x) => {
        const flight = { x: px(x), y: px(1000), dx: 0, dy: 0, shooterId: 1, weapon: 5, lag };
        return firstShipOnPath(scene.world, flight) !== undefined;
      });
      return struck ?? 0;
    });
    expect(places[3]).toBeLessThan(places[2] ?? 0);
    expect(places[2]).toBeLessThan(places[1] ?? 0);
    expect(places[1]).toBeLessThanOrEqual(places[0] ?? 0);
  });

  it('[R32] passes through a life that has ended, and through where a new one was not yet', () => {
    const scene = new Scene().join(1, 2);
    scene.put(1, 500, 1000);
    scene.put(2, 600, 1000);
    const at = (x: number, lag: number) =>
      firstShipOnPath(scene.world, { x: px(x), y: px(1000), dx: 0, dy: 0, shooterId: 1, weapon: 5, lag })?.id;
    scene.run(12);
    expect([at(600, 0), at(600, 80)]).toEqual([2, 2]);
    scene.leave(2);
    expect([at(600, 0), at(600, 80)]).toEqual([undefined, undefined]);
    scene.join(2);
    scene.put(2, 800, 1000);
    scene.run(3);
    expect([at(800, 0), at(600, 80), at(800, 80)]).toEqual([2, undefined, undefined]);
  });

  it('[R31] rewinds by at most 300 ms, and not to before the first tick', () => {
    const scene = crossing(31);
    scene.run(60).hold(1, { fire: 1 }).run();
    const [slot] = scene.world.entities.order.subarray(scene.world.entities.count - 1, scene.world.entities.count);
    expect(scene.world.shotLags[slot ?? 0]).toBe(18 * 8);
    const young = new Scene().join(1, 2);
    young.lag(1, 144).hold(1, { fire: 1 });
    expect(() => young.run(5)).not.toThrow();
  });
});
