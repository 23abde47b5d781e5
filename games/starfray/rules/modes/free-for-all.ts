// Free-for-all, endless: everybody against everybody, join and leave at any time. What it pays and when one may return.

import { divide } from '@starfray/shared/core';
import {
  DEATH_SHARE,
  HULL_FULL,
  KILL_POINTS,
  LEADER_POINTS,
  RESPAWN_TICKS,
  RESPAWN_UNASKED_TICKS,
  WRECK_VALUE,
} from '../tuning.ts';

/** Points for ending a ship; the leader of the table is worth more. */
export function killPoints(victimLeads: boolean): number {
  return victimLeads ? KILL_POINTS + LEADER_POINTS : KILL_POINTS;
}

/** What a death costs. It is not gone: the wreck sheds it. */
export function deathCost(score: number): number {
  return divide(score, DEATH_SHARE);
}

/** The value of the shards that a wreck sheds, of a hull that lost so much; even a beginner's is worth a detour. */
export function wreckValue(cost: number, harm: number): number {
  return divide(WRECK_VALUE * harm, HULL_FULL) + cost;
}

/**
 * Whether one may fly again: soon after asking for it, and later without asking only if somebody was at the controls in
 * the last life. An empty chair stays out.
 */
export function mayReturn(waitedTicks: number, wantsLife: boolean, hasActed: boolean): boolean {
  if (wantsLife) return waitedTicks >= RESPAWN_TICKS;
  return hasActed && waitedTicks >= RESPAWN_UNASKED_TICKS;
}
