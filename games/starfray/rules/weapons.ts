// Energy and the blaster's trigger, over a pilot's own rows alone, so that a client may run them ahead.

import { clamp } from '@starfray/shared/core';
import type { CockpitRow, ShipRow } from './rows.ts';
import { BOOST_DRAIN, ENERGY_FULL, ENERGY_REGAIN, SHOT_COOLDOWN_TICKS, SHOT_ENERGY } from './tuning.ts';

/** One tick of a cockpit whose pilot touches nothing: energy comes or goes, countdowns run. */
export function idleCockpit(own: CockpitRow, body: ShipRow): void {
  const gain = body.boosting === 1 ? -BOOST_DRAIN : ENERGY_REGAIN;
  own.energy = clamp(own.energy + gain, 0, ENERGY_FULL);
  if (own.cooldown > 0) own.cooldown -= 1;
  if (own.repairWait > 0) own.repairWait -= 1;
  if (own.shieldLeft > 0) own.shieldLeft -= 1;
}

/** Fires if the blaster is cool and charged, and answers whether it did. Firing ends the shield. */
export function pullTrigger(own: CockpitRow): boolean {
  if (own.cooldown > 0 || own.energy < SHOT_ENERGY) return false;
  own.energy -= SHOT_ENERGY;
  own.cooldown = SHOT_COOLDOWN_TICKS;
  own.shieldLeft = 0;
  return true;
}
