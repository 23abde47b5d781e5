// Missiles: launched at what the pilot aims at, flown tick by tick, turned towards their target a few times a second, and blind behind rocks.

import type { EventQueue } from '@starfray/shared/contract';
import { ANGLE_MASK, angleOf, at, atUint8, atUint16, clamp, divide, turnBetween } from '@starfray/shared/core';
import { firstShipOnPath, shipSeen, shipsSeenNear } from '../collision.ts';
import { hit } from '../entities.ts';
import { wound } from '../harm.ts';
import { MAX_LAG } from '../history.ts';
import { isFoe } from '../modes/mode.ts';
import { alongX, alongY, hasLineOfSight, isFree, toShotGrain } from '../movement.ts';
import { MUZZLE_DISTANCE } from '../tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, REMOVED, type StarfrayWorld } from '../world.ts';
import { blast, missile } from './entities.ts';
import { advanceMissile, missileX, missileY } from './flight.ts';
import { trackMissile } from './targets.ts';
import {
  LOCK_ANGLE,
  LOCK_LOSS_ANGLE,
  LOCK_RANGE,
  MISSILE_DAMAGE,
  MISSILE_LIFE_TICKS,
  MISSILE_RADIUS,
  MISSILE_SLACK,
  MISSILE_STEER_TICKS,
  MISSILE_TURN,
} from './tuning.ts';
import { WEAPON } from './weapon.ts';

/** Launches a missile ahead of a ship, after the foe that its pilot aims at most nearly; none into a rock or the edge. */
export function launchMissile(world: StarfrayWorld, pilot: Pilot): void {
  const { ship } = pilot;
  const lag = Math.min(MAX_LAG, pilot.lag);
  const x = toShotGrain(ship.x + alongX(ship.aim, MUZZLE_DISTANCE));
  const y = toShotGrain(ship.y + alongY(ship.aim, MUZZLE_DISTANCE));
  if (!isFree(x, y, MISSILE_RADIUS, world.arena)) return;
  addMissile(world, pilot, x, y, ship.aim, lag, chooseTarget(world, pilot, lag));
}

/** Adds a missile of a pilot's, on its way to a player's ship (0 for none). */
export function addMissile(
  world: StarfrayWorld,
  pilot: Pilot,
  x: number,
  y: number,
  angle: number,
  lag: number,
  targetId: number,
): void {
  const slot = world.entities.spawn(missile, world.tick);
  if (slot === NO_SLOT) return;
  const row = world.missile;
  row.base = world.entities.base(slot);
  row.turn = 0;
  row.angle = angle;
  row.x = x;
  row.y = y;
  row.life = MISSILE_LIFE_TICKS;
  row.player = pilot.id;
  row.target = targetId;
  const target = pilotOf(world, targetId);
  world.lockLives[slot] =
    target === undefined || target.slot === NO_SLOT ? 0 : atUint16(world.entities.ids, target.slot);
  world.shotLags[slot] = lag;
  trackMissile(world, slot);
}

/** Moves every missile on by one tick, settles what it meets, and turns it after its target. */
export function flyMissiles(world: StarfrayWorld, events: EventQueue): void {
  const { entities, missile: row, missileSlots } = world;
  for (let i = 0; i < world.missileCount; i += 1) {
    const slot = atUint16(missileSlots, i);
    row.base = entities.base(slot);
    if (strikesShip(world, slot, events) || !advanceMissile(row, world.arena)) {
      entities.remove(slot, world.tick);
      missileSlots[i] = REMOVED;
      continue;
    }
    trackMissile(world, slot);
    if (row.life % MISSILE_STEER_TICKS === 0) steer(world, slot);
  }
}

function strikesShip(world: StarfrayWorld, slot: number, events: EventQueue): boolean {
  const { missile: row, flight, impact } = world;
  const angle = (row.angle + row.turn) & ANGLE_MASK;
  flight.x = row.x;
  flight.y = row.y;
  flight.dx = missileX(angle);
  flight.dy = missileY(angle);
  flight.shooterId = row.player;
  flight.weapon = WEAPON.missile;
  flight.lag = atUint8(world.shotLags, slot);
  const victim = firstShipOnPath(world, flight);
  if (victim === undefined) return false;
  const damage = wound(world, victim, MISSILE_DAMAGE, flight);
  const struck = events.add(hit);
  struck.x = impact.x;
  struck.y = impact.y;
  struck.victim = victim.id;
  struck.damage = damage;
  const event = events.add(blast);
  event.x = impact.x;
  event.y = impact.y;
  event.weapon = WEAPON.missile;
  event.isHarmful = 1;
  return true;
}

// Towards where its shooter sees the target: what it meets is tested there too. A lock that is lost does not come back.
function steer(world: StarfrayWorld, slot: number): void {
  const { missile: row, sample } = world;
  if (row.target === 0) return;
  const isInSight =
    shipSeen(world, row.target, atUint8(world.shotLags, slot), sample) === atUint16(world.lockLives, slot) &&
    hasLineOfSight(row.x, row.y, sample.x, sample.y, world.arena);
  const off = isInSight ? turnBetween(row.angle, angleOf(sample.y - row.y, sample.x - row.x)) : 0;
  if (!isInSight || Math.abs(off) > LOCK_LOSS_ANGLE) {
    row.target = 0;
    row.turn = 0;
    return;
  }
  // The present turn is kept if it will do.
  if (Math.abs(off - row.turn * MISSILE_STEER_TICKS) <= MISSILE_SLACK) return;
  row.turn = clamp(Math.round(off / MISSILE_STEER_TICKS), -MISSILE_TURN, MISSILE_TURN);
}

// Of the foes in range and near the line of the aim: near ones, and those that the aim points at. 0 for none.
function chooseTarget(world: StarfrayWorld, pilot: Pilot, lag: number): number {
  const { ship } = pilot;
  const { near, sample } = world;
  const count = shipsSeenNear(world, ship.x, ship.y, LOCK_RANGE, lag);
  let best = 0;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i += 1) {
    const id = at(near, i);
    if (!isFoe(world, pilot.id, id) || shipSeen(world, id, lag, sample) === 0) continue;
    const dx = sample.x - ship.x;
    const dy = sample.y - ship.y;
    const square = dx * dx + dy * dy;
    const off = Math.abs(turnBetween(ship.aim, angleOf(dy, dx)));
    if (square > LOCK_RANGE * LOCK_RANGE || off > LOCK_ANGLE) continue;
    const cost = divide(square * (LOCK_ANGLE + off * 4), LOCK_ANGLE);
    if (cost > bestCost || (cost === bestCost && id > best)) continue;
    if (!hasLineOfSight(ship.x, ship.y, sample.x, sample.y, world.arena)) continue;
    best = id;
    bestCost = cost;
  }
  return best;
}
