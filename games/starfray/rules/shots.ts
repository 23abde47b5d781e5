// Shots in the world: born at a muzzle, flown tick by tick, ended by a ship, a rock, the edge or their age.

import type { EventQueue } from '@starfray/shared/contract';
import { atUint8, atUint16 } from '@starfray/shared/core';
import { firstShipOnPath } from './collision.ts';
import { hit, shot } from './entities.ts';
import { MAX_LAG } from './history.ts';
import { advanceShot, alongX, alongY, flightX, flightY, isFree, toShotGrain } from './movement.ts';
import { MUZZLE_DISTANCE, SHOT_LIFE_TICKS, SHOT_RADIUS } from './tuning.ts';
import { damageTaken, repairWait, shotDamage } from './upgrades.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from './world.ts';

/** Brings forth the shot of a pilot that fired, ahead of its ship along its aim; none if a rock or the edge is there. */
export function fireShot(world: StarfrayWorld, pilot: Pilot): void {
  const { ship } = pilot;
  const x = toShotGrain(ship.x + alongX(ship.aim, MUZZLE_DISTANCE));
  const y = toShotGrain(ship.y + alongY(ship.aim, MUZZLE_DISTANCE));
  if (!isFree(x, y, SHOT_RADIUS, world.arena)) return;
  const slot = world.entities.spawn(shot, world.tick);
  if (slot === NO_SLOT) return;
  const row = world.shot;
  row.base = world.entities.base(slot);
  row.x = x;
  row.y = y;
  row.angle = ship.aim;
  row.life = SHOT_LIFE_TICKS;
  row.player = pilot.id;
  world.shotLags[slot] = Math.min(MAX_LAG, pilot.lag);
  // What its ship could do when it fired: a ship that is lost or refitted since changes no shot in flight.
  world.shotDamages[slot] = shotDamage(ship);
}

/** Moves every shot on by one tick and settles what it meets. */
export function flyShots(world: StarfrayWorld, events: EventQueue): void {
  const { entities, shot: row, shotSlots } = world;
  for (let i = 0; i < world.shotCount; i += 1) {
    const slot = atUint16(shotSlots, i);
    row.base = entities.base(slot);
    if (strikesShip(world, slot, events) || !advanceShot(row, world.arena)) entities.remove(slot, world.tick);
  }
}

function strikesShip(world: StarfrayWorld, slot: number, events: EventQueue): boolean {
  const { shot: row, impact } = world;
  const { flight } = world;
  flight.x = row.x;
  flight.y = row.y;
  flight.dx = flightX(row.angle);
  flight.dy = flightY(row.angle);
  flight.shooterId = row.player;
  flight.lag = atUint8(world.shotLags, slot);
  const victim = firstShipOnPath(world, flight);
  if (victim === undefined) return false;
  const damage = victim.ship.shielded === 1 ? 0 : damageTaken(victim.ship, atUint8(world.shotDamages, slot));
  if (damage > 0) wound(world, victim, row.player, damage, flight.lag);
  const event = events.add(hit);
  event.x = impact.x;
  event.y = impact.y;
  event.victim = victim.id;
  event.damage = damage;
  return true;
}

function wound(world: StarfrayWorld, victim: Pilot, attackerId: number, damage: number, lag: number): void {
  victim.ship.hull -= damage;
  victim.ship.repairing = 0;
  victim.own.repairWait = repairWait(victim.ship);
  victim.attackerHits = victim.attackerId === attackerId ? victim.attackerHits + 1 : 1;
  victim.attackerId = attackerId;
  victim.attackedTick = world.tick;
  victim.attackedLag = lag;
}
