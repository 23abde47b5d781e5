// What the page itself makes of the settings: the size of its panels, and how much of it moves.

import type { Values } from './preferences.ts';

export function applyToPage(root: HTMLElement, { choices, sliders }: Values): void {
  root.style.setProperty('--ui-scale', String(sliders.scale / 100));
  root.dataset['motion'] = choices.motion;
}

/** Is it to be reduced, as the player chose or else as the system says? */
export function isReduced(choice: 'system' | 'full' | 'reduced', isSystemReduced: boolean): boolean {
  return choice === 'reduced' || (choice === 'system' && isSystemReduced);
}
