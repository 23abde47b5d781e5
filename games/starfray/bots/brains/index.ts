// The brains that come with the SDK, by name.

import { type RandomState, randomBetween } from '@starfray/shared/core';
import type { Think } from '../view.ts';
import { createHunter, type HunterOptions } from './hunter.ts';
import { createWanderer, type WandererOptions } from './wanderer.ts';

export { createHunter, createWanderer, type HunterOptions, type WandererOptions };

export const BRAINS = ['hunter', 'wanderer', 'mixed'] as const;
export type BrainName = (typeof BRAINS)[number];

/** A fresh brain. `mixed` draws one: two thirds hunters of all skills, the rest wanderers, as a lively arena has them. */
export function createBrain(name: BrainName, random: RandomState): Think {
  const skill = randomBetween(random, 15, 70) / 100;
  if (name === 'hunter' || (name === 'mixed' && randomBetween(random, 1, 3) > 1)) return createHunter({ skill });
  return createWanderer({ skill: skill / 2 });
}
