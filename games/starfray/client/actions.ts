// What a pilot can do, and by which control of each device.

import type { Action } from '@starfray/client/page';

export const ACTIONS: readonly Action[] = [
  {
    name: 'thrust',
    label: 'Fly',
    keyboard: 'W A S D or arrow keys',
    touch: 'Left thumb',
    touchControl: 'left-stick',
  },
  { name: 'aim', label: 'Aim', keyboard: 'Mouse, or Q and E', touch: 'Right thumb', touchControl: 'right-stick' },
  {
    name: 'fire',
    label: 'Fire',
    keyboard: 'Left button or space',
    touch: 'Push the right thumb out',
    touchControl: 'right-stick',
  },
  { name: 'boost', label: 'Boost', keyboard: 'Right button or shift', touch: 'Boost button', touchControl: 'button' },
];
