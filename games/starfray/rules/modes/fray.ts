// Fray, the free-for-all without an end: everybody against everybody, join and leave at any time. What it pays and when one may return.

import { divide } from '@starfray/shared/core';
import { watchLeader } from '../scoring.ts';
import {
  DEATH_SHARE,
  HULL_FULL,
  KILL_POINTS,
  LEADER_POINTS,
  RESPAWN_TICKS,
  RESPAWN_UNASKED_TICKS,
  WRECK_VALUE,
} from '../tuning.ts';
import type { Pilot, StarfrayWorld } from '../world.ts';
import type { Mode } from './mode.ts';

export const fray: Mode = {
  begin: nothing,
  enter: () => true,
  open: nothing,
  mayReturn,
  waitTicks: () => RESPAWN_TICKS,
  samplePlace: () => false,
  settle: nothing,
  killPoints: (_world, _victim, leads) => (leads ? KILL_POINTS + LEADER_POINTS : KILL_POINTS),
  // Not gone: the wreck sheds it.
  deathCost: (score) => divide(score, DEATH_SHARE),
  wreckValue,
  shipGone: nothing,
  endedBy: () => 'rock',
  isOut: () => false,
  watch: watchLeader,
};

/**
 * Whether a pilot may fly again: soon after asking for it, and later without asking only if somebody was at the controls in
 * the last life. An empty chair stays out.
 */
export function mayReturn({ tick }: StarfrayWorld, { diedTick, wantsLife, hasActed }: Pilot): boolean {
  const waited = tick - diedTick;
  if (wantsLife) return waited >= RESPAWN_TICKS;
  return hasActed && waited >= RESPAWN_UNASKED_TICKS;
}

/** Even a beginner's wreck is worth a detour. */
function wreckValue(cost: number, harm: number): number {
  return divide(WRECK_VALUE * harm, HULL_FULL) + cost;
}

function nothing(): void {
  // Fray has no match.
}
