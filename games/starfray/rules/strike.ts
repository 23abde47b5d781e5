// What a shot, or a step of a rail, meets on its way: a ship, a missile or a mine, whichever comes first.

import type { EventQueue } from '@starfray/shared/contract';
import { firstTargetOnPath, shootDown } from './arsenal/targets.ts';
import { firstShipOnPath, PATH_STEPS } from './collision.ts';
import { hit } from './entities.ts';
import { wound } from './harm.ts';
import type { StarfrayWorld } from './world.ts';

/** Settles the way in `world.flight`; true if it ends there. Where it ends is in `world.impact`. */
export function strike(world: StarfrayWorld, damage: number, events: EventQueue): boolean {
  const { flight, impact } = world;
  const victim = firstShipOnPath(world, flight);
  const target = firstTargetOnPath(world, flight, victim === undefined ? PATH_STEPS + 1 : world.impactAlong);
  if (target >= 0) {
    shootDown(world, target, events);
    return true;
  }
  if (victim === undefined) return false;
  const harm = wound(world, victim, damage, flight);
  const event = events.add(hit);
  event.x = impact.x;
  event.y = impact.y;
  event.victim = victim.id;
  event.damage = harm;
  return true;
}
