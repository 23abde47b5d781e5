// The brains that come with the SDK, by name.

import { type RandomState, randomBetween } from '@starfray/shared/core';
import type { Think } from '../view.ts';
import { createHunter, type HunterOptions } from './hunter.ts';
import { createWanderer, type WandererOptions } from './wanderer.ts';

export { createNewcomer } from './newcomer.ts';
export { createHunter, createWanderer, type HunterOptions, type WandererOptions };

export const BRAINS = ['hunter', 'wanderer', 'mixed'] as const;
export type BrainName = (typeof BRAINS)[number];

/** How well a fill bot shoots. */
export const STRENGTHS = { weak: 0.12, medium: 0.4, strong: 0.7 } as const;
export type Strength = keyof typeof STRENGTHS;

/** The strength of a room's n-th fill bot, from 1: as many of each. */
export function strengthOf(number: number): Strength {
  const order = ['weak', 'medium', 'strong'] as const;
  return order[(number - 1) % order.length] ?? 'weak';
}

/** A fresh brain for a fill bot: a hunter, or now and then a wanderer. */
export function createFillBrain(strength: Strength, random: RandomState): Think {
  const skill = STRENGTHS[strength];
  return randomBetween(random, 1, 3) > 1 ? createHunter({ skill }) : createWanderer({ skill: skill / 2 });
}

/** A fresh brain. `mixed` draws one: two thirds hunters of all skills, the rest wanderers, as a lively arena has them. */
export function createBrain(name: BrainName, random: RandomState): Think {
  const skill = randomBetween(random, 15, 70) / 100;
  if (name === 'hunter' || (name === 'mixed' && randomBetween(random, 1, 3) > 1)) return createHunter({ skill });
  return createWanderer({ skill: skill / 2 });
}
