// Shots in the world: born at a muzzle, flown tick by tick, ended by what they meet, a rock, the edge or their age.

import type { EventQueue } from '@starfray/shared/contract';
import { atUint8, atUint16 } from '@starfray/shared/core';
import { WEAPON } from './arsenal/weapon.ts';
import { shot } from './entities.ts';
import { MAX_LAG } from './history.ts';
import { advanceShot, alongX, alongY, flightX, flightY, isFree, toShotGrain } from './movement.ts';
import { strike } from './strike.ts';
import { MUZZLE_DISTANCE, SHOT_LIFE_TICKS, SHOT_RADIUS } from './tuning.ts';
import { shotDamage } from './upgrades.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from './world.ts';

/** Brings forth the shot of a pilot that fired, ahead of its ship along its aim; none if a rock or the edge is there. */
export function fireShot(world: StarfrayWorld, pilot: Pilot): void {
  const { ship } = pilot;
  const x = toShotGrain(ship.x + alongX(ship.aim, MUZZLE_DISTANCE));
  const y = toShotGrain(ship.y + alongY(ship.aim, MUZZLE_DISTANCE));
  if (!isFree(x, y, SHOT_RADIUS, world.arena)) return;
  addShot(world, pilot, x, y, ship.aim, Math.min(MAX_LAG, pilot.lag), shotDamage(ship));
}

/** Adds a fresh shot of a pilot's, whose picture is a lag old. */
export function addShot(
  world: StarfrayWorld,
  pilot: Pilot,
  x: number,
  y: number,
  angle: number,
  lag: number,
  damage: number,
): void {
  const slot = world.entities.spawn(shot, world.tick);
  if (slot === NO_SLOT) return;
  const row = world.shot;
  row.base = world.entities.base(slot);
  row.x = x;
  row.y = y;
  row.angle = angle;
  row.life = SHOT_LIFE_TICKS;
  row.player = pilot.id;
  world.shotLags[slot] = lag;
  // What its ship could do when it fired: a ship that is lost or refitted since changes no shot in flight.
  world.shotDamages[slot] = damage;
}

/** Moves every shot on by one tick and settles what it meets. */
export function flyShots(world: StarfrayWorld, events: EventQueue): void {
  const { entities, shot: row, shotSlots } = world;
  for (let i = 0; i < world.shotCount; i += 1) {
    const slot = atUint16(shotSlots, i);
    row.base = entities.base(slot);
    if (strikesSomething(world, slot, events) || !advanceShot(row, world.arena)) entities.remove(slot, world.tick);
  }
}

function strikesSomething(world: StarfrayWorld, slot: number, events: EventQueue): boolean {
  const { shot: row, flight } = world;
  flight.x = row.x;
  flight.y = row.y;
  flight.dx = flightX(row.angle);
  flight.dy = flightY(row.angle);
  flight.shooterId = row.player;
  flight.weapon = WEAPON.blaster;
  flight.lag = atUint8(world.shotLags, slot);
  return strike(world, atUint8(world.shotDamages, slot), events);
}
