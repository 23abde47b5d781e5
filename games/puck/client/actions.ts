// What a player can do, and by which control of each device.

import type { Action } from '@starfray/client/start';

export const ACTIONS: readonly Action[] = [
  {
    name: 'thrust',
    label: 'Skate',
    kind: 'stick',
    keys: {
      up: ['KeyW', 'ArrowUp'],
      left: ['KeyA', 'ArrowLeft'],
      down: ['KeyS', 'ArrowDown'],
      right: ['KeyD', 'ArrowRight'],
    },
    pad: 'left-stick',
    touch: 'left-stick',
  },
  {
    name: 'kick',
    label: 'Kick',
    kind: 'hold',
    keys: ['Space'],
    mouse: ['left'],
    pad: ['right-trigger', 'a'],
    touch: 'trigger',
  },
  {
    name: 'boost',
    label: 'Boost',
    kind: 'hold',
    keys: ['ShiftLeft', 'ShiftRight'],
    mouse: ['right'],
    pad: ['left-trigger', 'left-bumper'],
    touch: 'button',
  },
];
