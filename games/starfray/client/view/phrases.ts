// What the phrases are that pilots say to each other; their order is that of the wheel, clockwise from the right.

import { ANGLE_STEPS } from '@starfray/shared/core';
import { PHRASES } from '../../rules/index.ts';

export const PHRASE_TEXTS = [
  'Hello!',
  'Thanks!',
  'Well fought!',
  'Sorry!',
  'Help!',
  'Follow me!',
  'Watch out!',
  'Ha ha!',
] as const satisfies { readonly length: typeof PHRASES };

/** The words of a phrase by its number, from 1; empty for none. */
export function phraseText(phrase: number): string {
  return PHRASE_TEXTS[phrase - 1] ?? '';
}

/** The phrase, from 1, that lies where an angle (1/1024 turn) points on the wheel. */
export function phraseAt(angle: number): number {
  const sector = ANGLE_STEPS / PHRASES;
  return (Math.round(angle / sector) % PHRASES) + 1;
}
