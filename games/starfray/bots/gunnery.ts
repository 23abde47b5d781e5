// Aiming as people do: ahead of the target, a little off, and not for ever.

import { ANGLE_MASK, angleOf, clamp, type RandomState, randomBetween, turnBetween } from '@starfray/shared/core';
import {
  type InputRow,
  MUZZLE_DISTANCE,
  SHIP_RADIUS,
  SHOT_LIFE_TICKS,
  SHOT_SPEED,
  type ShipRow,
  shotEnergy,
} from '../rules/index.ts';
import type { Target } from './arsenal.ts';
import { isClearShot, type Vector } from './steering.ts';
import type { BotView } from './view.ts';

const RANGE = SHOT_SPEED * SHOT_LIFE_TICKS;
/** The best misses by up to so many steps of 1/1024 turn, the worst by so many more. */
const MIN_ERROR = 4;
const ERROR_SPAN = 56;
/** Steps the aim turns in a tick: a slow hand, and how much a quick one adds. */
const MIN_TURN = 8;
const TURN_SPAN = 24;
/** Part of the lead that even the worst give. */
const MIN_LEAD = 0.6;
/** How much further off it aims at somebody it goes easy on. */
const GENTLE_ERROR = 3;
const BURST_TICKS = { least: 30, most: 90 } as const;
const PAUSE_TICKS = { least: 10, most: 60 } as const;

/** Where to point so that a shot and a ship that keeps its course meet; in position units, from the middle of the shooter. */
function leadTarget(body: ShipRow, target: Target, ageTicks: number, share: number, out: Vector): void {
  // The row is some ticks old; the ship has flown on since.
  const dx = target.x - body.x + target.vx * ageTicks;
  const dy = target.y - body.y + target.vy * ageTicks;
  let flightTicks = 0;
  for (let round = 0; round < 4; round += 1) {
    const way = Math.hypot(dx + target.vx * flightTicks, dy + target.vy * flightTicks) - MUZZLE_DISTANCE;
    flightTicks = Math.max(0, way) / SHOT_SPEED;
  }
  out.x = dx + target.vx * flightTicks * share;
  out.y = dy + target.vy * flightTicks * share;
}

/** The hand and eye of one bot. */
export class Gunner {
  private readonly skill: number;
  private readonly aimPoint: Vector = { x: 0, y: 0 };
  private aim: number | undefined;
  private error = 0;
  private wantedError = 0;
  private errorLeft = 0;
  private isBursting = true;
  private burstLeft = 0;

  /** `skill` from 0, a beginner, to 1, which hits nearly always what holds its course. */
  constructor(skill: number) {
    this.skill = clamp(skill, 0, 1);
  }

  /** Points at a target and pulls the trigger when that is promising. Energy above `reserve` is for shooting. `isGentle`: it aims wide. */
  engage(view: BotView, target: Target, reserve: number, controls: InputRow, isGentle = false): void {
    const { body, cockpit } = view;
    const share = MIN_LEAD + (1 - MIN_LEAD) * this.skill;
    leadTarget(body, target, view.tick - view.seenTick, share, this.aimPoint);
    this.wander(view.random);
    const { x, y } = this.aimPoint;
    const wanted = angleOf(Math.trunc(y), Math.trunc(x));
    const off = this.turnTo(body.aim, wanted + Math.round(this.error * (isGentle ? GENTLE_ERROR : 1)));
    controls.aim = this.aim ?? wanted;

    const distance = Math.hypot(x, y);
    const spread = (SHIP_RADIUS / Math.max(distance, SHIP_RADIUS)) * 163 + 6;
    const isPromising = distance < RANGE * 0.75 && Math.abs(off) < spread && target.shielded === 0;
    const mayFire = isPromising && this.bursts(view.random) && cockpit.energy >= reserve + shotEnergy(body);
    controls.fire = mayFire && isClearShot(body.x, body.y, body.x + x, body.y + y, view.arena) ? 1 : 0;
  }

  /** Looks along a way without shooting. */
  lookAlong(body: ShipRow, x: number, y: number, controls: InputRow): void {
    if (x !== 0 || y !== 0) this.turnTo(body.aim, angleOf(Math.trunc(y), Math.trunc(x)));
    controls.aim = this.aim ?? body.aim;
  }

  // Turns as fast as the hand can; answers how far off the aim still is.
  private turnTo(current: number, wanted: number): number {
    const aim = this.aim ?? current;
    const most = Math.round(MIN_TURN + TURN_SPAN * this.skill);
    const turn = turnBetween(aim, wanted);
    this.aim = (aim + clamp(turn, -most, most)) & ANGLE_MASK;
    return turnBetween(this.aim, wanted);
  }

  // The error drifts from one value to another rather than jumping: a hand that overshoots and comes back.
  private wander(random: RandomState): void {
    if (this.errorLeft === 0) {
      const most = Math.round(MIN_ERROR + ERROR_SPAN * (1 - this.skill));
      this.wantedError = randomBetween(random, -most, most);
      this.errorLeft = randomBetween(random, 20, 60);
    }
    this.errorLeft -= 1;
    this.error += (this.wantedError - this.error) * 0.1;
  }

  private bursts(random: RandomState): boolean {
    if (this.burstLeft === 0) {
      this.isBursting = !this.isBursting;
      const { least, most } = this.isBursting ? BURST_TICKS : PAUSE_TICKS;
      this.burstLeft = randomBetween(random, least, most);
    }
    this.burstLeft -= 1;
    return this.isBursting;
  }
}
