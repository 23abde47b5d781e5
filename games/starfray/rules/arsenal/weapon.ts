// The weapons by number, as rows and events name them.

import { item } from '@starfray/shared/core';
import { MINE_CHARGES, MISSILE_CHARGES, RAIL_CHARGES, REPULSOR_CHARGES } from './tuning.ts';

/** 1 to 4 come from crates, and a ship's `carries` is one of them; what ended a ship may be any: 0 is a rock or the edge. */
export const WEAPON = { none: 0, missile: 1, mine: 2, rail: 3, repulsor: 4, blaster: 5 } as const;

/** Weapons that crates hold: 1 to this. */
export const CRATE_WEAPONS = 4;
export const MAX_WEAPON = 5;

const CHARGES = [0, MISSILE_CHARGES, MINE_CHARGES, RAIL_CHARGES, REPULSOR_CHARGES] as const;

/** How often the weapon of a full crate can be used. */
export function fullCharges(weapon: number): number {
  return item(CHARGES, weapon);
}
