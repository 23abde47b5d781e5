// What Starfray's page is built from.

import { join } from 'node:path';
import type { PageSource } from '@starfray/client/build';
import { starfray } from '../rules/index.ts';

/** The strokes of the name, in a box of 520 x 84. */
const STROKES =
  'M54 14H18L10 22V34L18 42H46L54 50V62L46 70H10M74 14H122M98 14V70M138 70L160 14H168L190 70M148 50H180M210 70V14H244L254 24V36L244 46H210M236 46L256 70M276 70V14H318M276 42H310M336 70V14H370L380 24V36L370 46H336M362 46L382 70M398 70L420 14H428L450 70M408 50H440M462 14L484 42V70M506 14L484 42';

export const PAGE: PageSource = {
  identity: starfray.identity,
  description: 'Starfray: a space fight in your browser. Type a name and fly.',
  tagline: 'One arena. Everyone in it.',
  logo: `<span class="visually-hidden">Starfray</span>${drawing('glow')}${drawing('line')}`,
  script: join(import.meta.dirname, 'main.ts'),
  renderer: join(import.meta.dirname, 'picture.ts'),
  style: join(import.meta.dirname, 'styles/style.css'),
  icon: join(import.meta.dirname, 'icon.svg'),
};

function drawing(part: 'glow' | 'line'): string {
  return `<svg class="logo-${part}" viewBox="0 0 520 84" aria-hidden="true"><path d="${STROKES}"/></svg>`;
}
