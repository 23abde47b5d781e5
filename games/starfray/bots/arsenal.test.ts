import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { type Pilot, WEAPON } from '../rules/index.ts';
import { createHunter } from './brains/hunter.ts';
import { createWanderer } from './brains/wanderer.ts';
import { Flight } from './flight.ts';
import { chooseThrust } from './steering.ts';
import type { BotView, Think } from './view.ts';

const IDLE: Think = () => undefined;

function arm(pilot: Pilot, weapon: number): void {
  pilot.ship.carries = weapon;
  pilot.own.charges = 2;
}

describe('a bot', () => {
  it.each([
    ['missile', WEAPON.missile, 560, 0],
    ['rail', WEAPON.rail, 560, 0],
    ['repulsor', WEAPON.repulsor, 70, 0],
    // The foe is behind it while it looks where it flies.
    ['mine', WEAPON.mine, 200, 128],
  ])('[R67] uses a %s when that is good for something', (_name, weapon, offPx, aim) => {
    const flight = new Flight();
    const hunter = flight.add(createHunter({ skill: 0.9 }));
    const prey = flight.add(IDLE);
    const used = flight.run(900, () => {
      if (hunter.own.charges === 1) return true;
      flight.put(hunter, 700, 1000);
      flight.put(prey, 700 - offPx, 1000);
      if (weapon === WEAPON.mine) hunter.ship.aim = aim;
      if (hunter.ship.carries === 0) arm(hunter, weapon);
      return false;
    });
    expect(used).toBeLessThan(900);
  });

  it.each([
    ['hunter', createHunter],
    ['wanderer', createWanderer],
  ])('[R67] flies to a crate when it has no weapon from one, as a %s', (_name, create) => {
    const flight = new Flight();
    const bot = flight.add(create());
    expect(flight.run(1800, () => bot.ship.carries !== 0)).toBeLessThan(1800);
  });

  it('[R67] shoots down a missile that comes for it', () => {
    const shotDown = [1, 2, 3, 4, 5, 6].filter((seed) => {
      const flight = new Flight();
      const bot = flight.add(createWanderer({ skill: 0.9 }), seed);
      const foe = flight.add((_view, controls) => {
        controls.aim = 0;
        controls.special = 1;
      });
      flight.put(bot, 1100, 1000);
      flight.put(foe, 600, 1000);
      arm(foe, WEAPON.missile);
      flight.run(200);
      return bot.ship.hull === 100;
    });
    expect(shotDown.length).toBeGreaterThan(2);
  });

  it('[R67] keeps off mines of others, and not off its own', () => {
    const flight = new Flight();
    const ship = flight.add(IDLE);
    flight.put(ship, 700, 1000);
    const { world } = flight;
    const mine = (player: number) => ({ x: px(800), y: px(1000), arming: 0, life: 600, player });
    const thrustWith = (player: number) =>
      chooseThrust(
        { body: ship.ship, arena: world.arena, ships: [], mines: [mine(player)] } as unknown as BotView,
        1,
        0,
        false,
      );
    expect(thrustWith(ship.id)).toBe(1);
    expect(thrustWith(ship.id + 1)).not.toBe(1);
  });
});
