// The rail: a shot that flies its whole way at once, through the picture that its shooter saw.

import type { EventQueue } from '@starfray/shared/contract';
import { clamp, divide, integerSqrt } from '@starfray/shared/core';
import { MAX_LAG } from '../history.ts';
import { alongX, alongY, flightX, flightY, isFree, toShotGrain } from '../movement.ts';
import { strike } from '../strike.ts';
import { MUZZLE_DISTANCE, SHOT_RADIUS } from '../tuning.ts';
import type { Pilot, StarfrayWorld } from '../world.ts';
import { beam } from './entities.ts';
import { RAIL_DAMAGE, RAIL_STEPS } from './tuning.ts';
import { WEAPON } from './weapon.ts';

/** Fires along a ship's aim, and strikes the first thing on the way; a rock or the edge ends it. */
export function fireRail(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  const { ship } = pilot;
  const { flight, impact, arena } = world;
  const fromX = toShotGrain(ship.x + alongX(ship.aim, MUZZLE_DISTANCE));
  const fromY = toShotGrain(ship.y + alongY(ship.aim, MUZZLE_DISTANCE));
  flight.x = fromX;
  flight.y = fromY;
  flight.dx = flightX(ship.aim);
  flight.dy = flightY(ship.aim);
  flight.shooterId = pilot.id;
  flight.weapon = WEAPON.rail;
  flight.lag = Math.min(MAX_LAG, pilot.lag);
  impact.x = clamp(fromX, 0, arena.side);
  impact.y = clamp(fromY, 0, arena.side);
  for (let left = RAIL_STEPS; left > 0 && isFree(flight.x, flight.y, SHOT_RADIUS, arena); left -= 1) {
    if (strike(world, RAIL_DAMAGE, events)) break;
    impact.x = flight.x;
    impact.y = flight.y;
    flight.x += flight.dx;
    flight.y += flight.dy;
  }
  const dx = impact.x - fromX;
  const dy = impact.y - fromY;
  const event = events.add(beam);
  event.x = clamp(fromX + divide(dx, 2), 0, arena.side);
  event.y = clamp(fromY + divide(dy, 2), 0, arena.side);
  event.angle = ship.aim;
  event.reach = clamp(integerSqrt(dx * dx + dy * dy) >> 9, 0, 0xffff);
  event.player = pilot.id;
}
