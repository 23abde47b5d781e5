// What a player can do, and by which control of each device.

import type { Action } from '@starfray/client/page';

export const ACTIONS: readonly Action[] = [
  {
    name: 'thrust',
    label: 'Skate',
    keyboard: 'W A S D or arrow keys',
    touch: 'Left thumb',
    touchControl: 'left-stick',
  },
  {
    name: 'fire',
    label: 'Kick',
    keyboard: 'Space or left button',
    touch: 'Push the right thumb out',
    touchControl: 'right-stick',
  },
  { name: 'boost', label: 'Boost', keyboard: 'Shift or right button', touch: 'Boost button', touchControl: 'button' },
];
