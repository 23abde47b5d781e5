// The bench pilot: a seeded player of known business, so that figures from different days and machines compare.

import { ANGLE_MASK, angleOf, createRandom, type RandomState, randomBelow, turnBetween } from '@starfray/shared/core';
import { type InputRow, THRUST_DIRECTIONS } from '@starfray/starfray/rules';

/** On average a new thrust direction after so many ticks. */
const THRUST_TICKS = 20;
/** Boost, aim and trigger come in spells of so many ticks; each spell is drawn by chance. */
const SPELL_TICKS = 30;
const BOOST_PERCENT = 10;
const AIM_STEPS_PER_TICK = 12;
/** Four shots a second at 60 ticks. */
const FIRE_INTERVAL_TICKS = 15;

export interface PilotOptions {
  /** False for ships alone: nobody fires. */
  readonly fires: boolean;
  /** True for pilots whose aim never rests. */
  readonly aimsAlways: boolean;
}

export const BENCH_PILOT: PilotOptions = { fires: true, aimsAlways: false };

export interface BenchPilot {
  readonly random: RandomState;
  readonly options: PilotOptions;
  thrust: number;
  aim: number;
  boost: number;
  isAiming: boolean;
  isFiring: boolean;
  /** Ticks left of the present spell. */
  spellLeft: number;
  fireWait: number;
}

export function createBenchPilot(seed: number, options: PilotOptions = BENCH_PILOT): BenchPilot {
  const random = createRandom(seed);
  return {
    random,
    options,
    thrust: 1 + randomBelow(random, THRUST_DIRECTIONS),
    aim: randomBelow(random, ANGLE_MASK + 1),
    boost: 0,
    isAiming: true,
    isFiring: false,
    // Out of step with one another from the start.
    spellLeft: randomBelow(random, SPELL_TICKS),
    fireWait: randomBelow(random, FIRE_INTERVAL_TICKS),
  };
}

/**
 * Writes the controls of one tick. (targetX, targetY) is the way from the own ship to the nearest one in view, in any
 * unit; 0, 0 when there is none.
 */
export function flyBenchPilot(pilot: BenchPilot, targetX: number, targetY: number, out: InputRow): void {
  const { random, options } = pilot;
  if (randomBelow(random, THRUST_TICKS) === 0) pilot.thrust = 1 + randomBelow(random, THRUST_DIRECTIONS);
  if (pilot.spellLeft === 0) {
    pilot.spellLeft = SPELL_TICKS;
    pilot.boost = randomBelow(random, 100) < BOOST_PERCENT ? 1 : 0;
    pilot.isAiming = randomBelow(random, 2) === 0;
    pilot.isFiring = randomBelow(random, 2) === 0;
  }
  pilot.spellLeft -= 1;
  if (pilot.isAiming || options.aimsAlways) followTarget(pilot, targetX, targetY);
  out.thrust = pilot.thrust;
  out.aim = pilot.aim;
  out.boost = pilot.boost;
  out.fire = options.fires && pullsTrigger(pilot) ? 1 : 0;
  // What a crate gave is used in the next burst.
  out.special = out.fire;
}

function followTarget(pilot: BenchPilot, targetX: number, targetY: number): void {
  if (targetX === 0 && targetY === 0) return;
  const turn = turnBetween(pilot.aim, angleOf(targetY, targetX));
  const bounded = Math.max(-AIM_STEPS_PER_TICK, Math.min(AIM_STEPS_PER_TICK, turn));
  pilot.aim = (pilot.aim + bounded) & ANGLE_MASK;
}

function pullsTrigger(pilot: BenchPilot): boolean {
  if (pilot.fireWait > 0) pilot.fireWait -= 1;
  if (!pilot.isFiring || pilot.fireWait > 0) return false;
  pilot.fireWait = FIRE_INTERVAL_TICKS;
  return true;
}
