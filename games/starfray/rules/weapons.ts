// Energy, the blaster's trigger and that of a crate's weapon, over a pilot's own rows alone, so that a client may run them ahead.

import { clamp } from '@starfray/shared/core';
import { SPECIAL_COOLDOWN_TICKS } from './arsenal/tuning.ts';
import type { CockpitRow, ShipRow } from './rows.ts';
import { boostDrain, energyFull, energyRegain, shotCooldown, shotEnergy, type Upgraded } from './upgrades.ts';

/** One tick of a cockpit whose pilot touches nothing: energy comes or goes, countdowns run. */
export function idleCockpit(own: CockpitRow, body: ShipRow): void {
  const gain = body.boosting === 1 ? -boostDrain(body) : energyRegain(body);
  own.energy = clamp(own.energy + gain, 0, energyFull(body));
  if (own.cooldown > 0) own.cooldown -= 1;
  if (own.repairWait > 0) own.repairWait -= 1;
  if (own.shieldLeft > 0) own.shieldLeft -= 1;
  if (own.specialWait > 0) own.specialWait -= 1;
}

/** Fires if the blaster is cool and charged, and answers whether it did. Firing ends the shield. */
export function pullTrigger(own: CockpitRow, body: Upgraded): boolean {
  const cost = shotEnergy(body);
  if (own.cooldown > 0 || own.energy < cost) return false;
  own.energy -= cost;
  own.cooldown = shotCooldown(body);
  own.shieldLeft = 0;
  return true;
}

/** Uses the weapon from a crate if there is one that is ready; the last charge takes it off the ship. It ends the shield. */
export function releaseSpecial(own: CockpitRow, body: ShipRow): void {
  if (body.carries === 0 || own.charges === 0 || own.specialWait > 0) return;
  own.charges -= 1;
  own.specialWait = SPECIAL_COOLDOWN_TICKS;
  own.shieldLeft = 0;
  if (own.charges === 0) body.carries = 0;
}
