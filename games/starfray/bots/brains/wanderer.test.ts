import { describe, expect, it } from 'vitest';
import { HULL_FULL, hullFull, type ShipRow, starfray } from '../../rules/index.ts';
import { Flight } from '../flight.ts';
import { createWanderer } from './wanderer.ts';

const IDLE = () => undefined;

function apart(a: ShipRow, b: ShipRow): number {
  return Math.hypot(a.x - b.x, a.y - b.y) / 256;
}

describe('a wanderer', () => {
  it('collects', () => {
    const flight = new Flight();
    const pilot = flight.add(createWanderer());
    flight.run(1800);
    expect(pilot.own.score).toBeGreaterThan(20);
  });

  it('keeps off rocks and edges', () => {
    for (const seed of [1, 2, 3]) {
      const flight = new Flight(undefined, seed);
      const pilot = flight.add(createWanderer(), seed);
      let bumps = 0;
      flight.run(3600, () => {
        for (let i = 0; i < flight.events.count; i += 1) if (flight.events.kindOf(i).name === 'bump') bumps += 1;
        return false;
      });
      expect(pilot.ship.hull).toBe(hullFull(pilot.ship));
      expect(bumps).toBeLessThanOrEqual(1);
    }
  });

  it('flees from a ship when it is hurt', () => {
    const flight = new Flight();
    const hurt = flight.add(createWanderer());
    const other = flight.add(IDLE);
    flight.put(hurt, 1000, 1000);
    flight.put(other, 1150, 1000);
    hurt.ship.hull = 20;
    const before = apart(hurt.ship, other.ship);
    flight.run(90);
    expect(apart(hurt.ship, other.ship)).toBeGreaterThan(before + 250);
  });

  it('shoots back at ships that come close', () => {
    const flight = new Flight();
    const pilot = flight.add(createWanderer());
    const other = flight.add(IDLE);
    flight.put(pilot, 1000, 1000);
    flight.put(other, 1150, 1000);
    const ticks = flight.run(400, () => other.ship.hull < HULL_FULL);
    expect(ticks).toBeLessThan(400);
  });

  it('does the same again with the same seed', () => {
    const [a, b] = [7, 7].map((seed) => {
      const flight = new Flight();
      const pilot = flight.add(createWanderer(), seed);
      flight.run(600);
      return [pilot.ship.x, pilot.ship.y, pilot.own.score];
    });
    expect(a).toEqual(b);
  });

  it('[R35] finds somebody far away in an arena for 4,095, by the map', () => {
    const flight = new Flight(starfray.createArena(starfray.chooseArena(4095, 5)));
    const seeker = flight.add(createWanderer());
    const other = flight.add(IDLE);
    flight.put(seeker, 4000, 3000);
    flight.put(other, 8000, 4500);
    const ticks = flight.run(1500, () => apart(seeker.ship, other.ship) < 900);
    expect(ticks).toBeLessThan(1500);
  });
});
