// What a bot makes of weapons from crates: when it uses its own, and what it does about those of others.

import { ANGLE_STEPS, angleOf, px, randomBelow, turnBetween } from '@starfray/shared/core';
import {
  alongX,
  alongY,
  type InputRow,
  LOCK_ANGLE,
  LOCK_RANGE,
  MISSILE_SPEED,
  type MissileRow,
  RAIL_STEPS,
  REPULSOR_RADIUS,
  SHIP_RADIUS,
  SHOT_SPEED,
  type ShipRow,
  WEAPON,
} from '../rules/index.ts';
import { isHostile } from './hostility.ts';
import { isClearShot } from './steering.ts';
import type { BotView } from './view.ts';

/** A missile this near is shot at before anything else. */
const MISSILE_FEAR = px(520);
/** Nearer than this a missile would be on both. */
const MIN_MISSILE_RANGE = px(160);
const MINE_RANGE = px(330);
const RAIL_RANGE = RAIL_STEPS * SHOT_SPEED;
/** A repulsor is kept for what is this near. */
const PUSH_RANGE = Math.round(REPULSOR_RADIUS * 0.7);
const CROWDED_RANGE = px(110);
/** In ticks of promise, how long a hand without skill waits on average. */
const SLOW_HAND = 40;
const QUARTER = ANGLE_STEPS / 4;

/** What a gunner aims at: a ship, or something that flies like one. */
export type Target = Pick<ShipRow, 'x' | 'y' | 'vx' | 'vy' | 'shielded'>;

/** The finger on the special trigger of one bot. */
export class Armory {
  private readonly skill: number;
  private readonly missile = { x: 0, y: 0, vx: 0, vy: 0, shielded: 0 };

  /** `skill` from 0 to 1: a skilled one lets no good moment pass. */
  constructor(skill: number) {
    this.skill = skill;
  }

  /** The nearest missile that comes for the own ship, as a target; undefined if none is near. */
  threat(view: BotView): Target | undefined {
    let nearest: MissileRow | undefined;
    let least = MISSILE_FEAR;
    for (const row of view.missiles) {
      if (row.target !== view.body.player || !isHostile(view, row.player)) continue;
      const distance = Math.hypot(row.x - view.body.x, row.y - view.body.y);
      if (distance >= least) continue;
      nearest = row;
      least = distance;
    }
    if (nearest === undefined) return undefined;
    const { missile } = this;
    missile.x = nearest.x;
    missile.y = nearest.y;
    missile.vx = alongX(nearest.angle, MISSILE_SPEED);
    missile.vy = alongY(nearest.angle, MISSILE_SPEED);
    return missile;
  }

  /** Presses the special trigger when the weapon at hand is good for something now; after the aim is chosen. */
  use(view: BotView, prey: ShipRow | undefined, controls: InputRow): void {
    const { carries } = view.body;
    if (carries === WEAPON.none || view.cockpit.specialWait > 0) return;
    if (!isPromising(view, prey, controls.aim)) return;
    if (randomBelow(view.random, 1 + Math.round(SLOW_HAND * (1 - this.skill))) === 0) controls.special = 1;
  }
}

function isPromising(view: BotView, prey: ShipRow | undefined, aim: number): boolean {
  switch (view.body.carries) {
    case WEAPON.repulsor:
      return isPressed(view);
    case WEAPON.mine:
      return view.foes.some((foe) => isBehind(view.body, foe, aim));
    case WEAPON.rail:
      return prey !== undefined && isOnLine(view, prey, aim);
    default:
      return prey !== undefined && mayLock(view, prey, aim);
  }
}

function mayLock({ body, arena }: BotView, prey: ShipRow, aim: number): boolean {
  const dx = prey.x - body.x;
  const dy = prey.y - body.y;
  const distance = Math.hypot(dx, dy);
  if (prey.shielded === 1 || distance < MIN_MISSILE_RANGE || distance > LOCK_RANGE * 0.85) return false;
  if (Math.abs(turnBetween(aim, angleOf(dy, dx))) > LOCK_ANGLE / 2) return false;
  return isClearShot(body.x, body.y, prey.x, prey.y, arena);
}

// A rail meets what it sees, without a lead.
function isOnLine({ body, arena }: BotView, prey: ShipRow, aim: number): boolean {
  const dx = prey.x - body.x;
  const dy = prey.y - body.y;
  const distance = Math.hypot(dx, dy);
  if (prey.shielded === 1 || distance > RAIL_RANGE) return false;
  const spread = (SHIP_RADIUS / Math.max(distance, SHIP_RADIUS)) * (ANGLE_STEPS / (2 * Math.PI));
  if (Math.abs(turnBetween(aim, angleOf(dy, dx))) > spread) return false;
  return isClearShot(body.x, body.y, prey.x, prey.y, arena);
}

// One that follows runs into it.
function isBehind(body: ShipRow, foe: ShipRow, aim: number): boolean {
  const dx = foe.x - body.x;
  const dy = foe.y - body.y;
  if (Math.hypot(dx, dy) > MINE_RANGE) return false;
  return Math.abs(turnBetween(aim, angleOf(dy, dx))) > QUARTER;
}

function isPressed(view: BotView): boolean {
  const { body } = view;
  const isNear = (row: { x: number; y: number }, range: number) => Math.hypot(row.x - body.x, row.y - body.y) < range;
  if (view.missiles.some((row) => isHostile(view, row.player) && isNear(row, PUSH_RANGE))) return true;
  if (view.foes.some((foe) => isNear(foe, CROWDED_RANGE))) return true;
  return view.shots.filter((row) => isHostile(view, row.player) && isNear(row, PUSH_RANGE)).length > 1;
}
