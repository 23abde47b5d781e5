import { describe, expect, it } from 'vitest';
import { HULL_FULL, NO_SLOT } from '../../rules/index.ts';
import { Flight } from '../flight.ts';
import type { Think } from '../view.ts';
import { createHunter } from './hunter.ts';

const IDLE: Think = () => undefined;
// Flies squares, half a second a side.
const SQUARES: Think = (view, controls) => {
  controls.thrust = 1 + 2 * (Math.trunc(view.tick / 30) % 4);
};

// Ticks until the prey is down, at most `most`.
function hunt(skill: number, prey: Think, most: number, seed = 1): number {
  const flight = new Flight();
  const hunter = flight.add(createHunter({ skill }), seed);
  const victim = flight.add(prey);
  flight.put(hunter, 600, 1000);
  flight.put(victim, 1100, 1000);
  return flight.run(most, () => victim.slot === NO_SLOT);
}

describe('a hunter', () => {
  it('finds and ends a ship that stands still', () => {
    expect(hunt(0.5, IDLE, 1200)).toBeLessThan(1200);
  });

  it('leads a ship that moves', () => {
    expect(hunt(1, SQUARES, 2400)).toBeLessThan(2400);
  });

  it('is better with more skill', () => {
    const mean = (skill: number) => {
      const runs = [1, 2, 3, 4, 5, 6].map((seed) => hunt(skill, SQUARES, 3600, seed));
      return runs.reduce((sum, ticks) => sum + ticks, 0) / runs.length;
    };
    expect(mean(0.95)).toBeLessThan(0.7 * mean(0.1));
  });

  it('keeps its distance', () => {
    const flight = new Flight();
    const hunter = flight.add(createHunter({ skill: 0 }));
    const victim = flight.add((_view, controls) => {
      controls.aim = 0;
    });
    flight.put(hunter, 600, 1000);
    flight.put(victim, 1100, 1000);
    flight.run(200);
    let near = 0;
    flight.run(300, () => {
      if (Math.hypot(hunter.ship.x - victim.ship.x, hunter.ship.y - victim.ship.y) < 130 * 256) near += 1;
      return victim.slot === NO_SLOT;
    });
    expect(near).toBe(0);
  });

  it('retreats when hurt, and comes back when mended', () => {
    const flight = new Flight();
    const hunter = flight.add(createHunter());
    const victim = flight.add(IDLE);
    flight.put(hunter, 1000, 1000);
    flight.put(victim, 1200, 1000);
    hunter.ship.hull = 10;
    flight.run(90);
    expect(Math.hypot(hunter.ship.x - victim.ship.x, hunter.ship.y - victim.ship.y) / 256).toBeGreaterThan(450);
    hunter.ship.hull = HULL_FULL;
    expect(flight.run(2400, () => victim.slot === NO_SLOT)).toBeLessThan(2400);
  });

  it('spends no shot on a shield', () => {
    const flight = new Flight();
    const hunter = flight.add(createHunter());
    const victim = flight.add(IDLE);
    flight.put(hunter, 1000, 1000);
    flight.put(victim, 1200, 1000);
    victim.ship.shielded = 1;
    victim.own.shieldLeft = 100;
    let shots = 0;
    flight.run(90, () => {
      shots += flight.world.shotCount;
      return false;
    });
    expect([shots, hunter.slot]).toEqual([0, hunter.slot]);
  });
});
