// The repulsor: throws back what its pilot sees come near. Shots and missiles turn round and are its pilot's from then on; ships are
// pushed away.

import type { EventQueue } from '@starfray/shared/contract';
import { ANGLE_MASK, ANGLE_STEPS, at, atUint8, atUint16, divide, integerSqrt } from '@starfray/shared/core';
import { applyPush, shipSeen, shipsSeenNear } from '../collision.ts';
import { isUnderAttack } from '../deaths.ts';
import { shot } from '../entities.ts';
import { blame } from '../harm.ts';
import { LAG_STEPS, MAX_LAG } from '../history.ts';
import { isFoe } from '../modes/mode.ts';
import { flightX, flightY, isFree, toShotGrain } from '../movement.ts';
import { addShot } from '../shots.ts';
import { SHOT_RADIUS } from '../tuning.ts';
import { type Pilot, pilotOf, REMOVED, type StarfrayWorld } from '../world.ts';
import { missile, pulse } from './entities.ts';
import { addMissile } from './missiles.ts';
import { missileSeen } from './targets.ts';
import { MISSILE_RADIUS, REPULSOR_RADIUS, REPULSOR_SPEED } from './tuning.ts';
import { WEAPON } from './weapon.ts';

/** Sets off a ship's repulsor. Ships are moved when `settlePushes` is called, after the last repulsor of the tick. */
export function pulseRepulsor(world: StarfrayWorld, pilot: Pilot, events: EventQueue): void {
  const lag = Math.min(MAX_LAG, pilot.lag);
  pushShips(world, pilot, lag);
  throwShotsBack(world, pilot, lag);
  throwMissilesBack(world, pilot, lag);
  const event = events.add(pulse);
  event.x = pilot.ship.x;
  event.y = pilot.ship.y;
  event.player = pilot.id;
}

/** Moves each ship once by all that pushed it. */
export function settlePushes(world: StarfrayWorld): void {
  for (const pilot of world.roster) applyPush(world, pilot);
}

function pushShips(world: StarfrayWorld, pilot: Pilot, lag: number): void {
  const { near, sample, flight } = world;
  flight.shooterId = pilot.id;
  flight.weapon = WEAPON.repulsor;
  flight.lag = lag;
  const count = shipsSeenNear(world, pilot.ship.x, pilot.ship.y, REPULSOR_RADIUS, lag);
  for (let i = 0; i < count; i += 1) {
    const id = at(near, i);
    const other = pilotOf(world, id);
    if (other === undefined || !isFoe(world, pilot.id, id) || shipSeen(world, id, lag, sample) === 0) continue;
    if (other.ship.shielded === 1) continue;
    const dx = sample.x - pilot.ship.x;
    const dy = sample.y - pilot.ship.y;
    const distance = integerSqrt(dx * dx + dy * dy);
    if (distance >= REPULSOR_RADIUS || distance === 0) continue;
    const speed = divide(REPULSOR_SPEED * (REPULSOR_RADIUS - distance), REPULSOR_RADIUS);
    other.pushVx += divide(dx * speed, distance);
    other.pushVy += divide(dy * speed, distance);
    // A rock that it is pushed into is to its pusher's credit, but nobody takes over another's fight by a push.
    if (!isUnderAttack(world, other)) blame(world, other, flight);
  }
}

function throwShotsBack(world: StarfrayWorld, pilot: Pilot, lag: number): void {
  const { entities, shot: row, shotSlots } = world;
  const ticks = Math.trunc(lag / LAG_STEPS);
  for (let i = 0; i < world.shotCount; i += 1) {
    const slot = atUint16(shotSlots, i);
    // The slot of one that ended in this tick may be another's by now, and one fired after the picture was not seen.
    if (!isOf(world, slot, shot) || at(entities.bornTicks, slot) > world.tick - Math.max(1, ticks)) continue;
    row.base = entities.base(slot);
    if (!isFoe(world, pilot.id, row.player)) continue;
    const x = row.x - flightX(row.angle) * ticks;
    const y = row.y - flightY(row.angle) * ticks;
    if (!isWithin(pilot, x, y) || !isFree(x, y, SHOT_RADIUS, world.arena)) continue;
    const angle = (row.angle + ANGLE_STEPS / 2) & ANGLE_MASK;
    const damage = atUint8(world.shotDamages, slot);
    entities.remove(slot, world.tick);
    addShot(world, pilot, x, y, angle, lag, damage);
  }
}

function throwMissilesBack(world: StarfrayWorld, pilot: Pilot, lag: number): void {
  const { entities, missile: row, targetSlots, sample } = world;
  for (let i = 0; i < world.targetCount; i += 1) {
    const slot = atUint16(targetSlots, i);
    if (slot === REMOVED || !isOf(world, slot, missile)) continue;
    row.base = entities.base(slot);
    if (!isFoe(world, pilot.id, row.player) || !missileSeen(world, slot, lag, sample)) continue;
    const { x, y } = sample;
    if (!isWithin(pilot, x, y) || !isFree(x, y, MISSILE_RADIUS, world.arena)) continue;
    const angle = (row.angle + ANGLE_STEPS / 2) & ANGLE_MASK;
    const launcherId = row.player;
    entities.remove(slot, world.tick);
    targetSlots[i] = REMOVED;
    addMissile(world, pilot, toShotGrain(x), toShotGrain(y), angle, lag, launcherId);
  }
}

function isOf(world: StarfrayWorld, slot: number, kind: unknown): boolean {
  return atUint16(world.entities.ids, slot) !== 0 && world.entities.kindOf(slot) === kind;
}

function isWithin({ ship }: Pilot, x: number, y: number): boolean {
  const dx = x - ship.x;
  const dy = y - ship.y;
  return dx * dx + dy * dy < REPULSOR_RADIUS * REPULSOR_RADIUS;
}
