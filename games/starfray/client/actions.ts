// What a pilot can do, and by which control of each device.

import type { Action } from '@starfray/client/start';

export const ACTIONS: readonly Action[] = [
  {
    name: 'thrust',
    label: 'Fly',
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
    name: 'aim',
    label: 'Aim',
    kind: 'aim',
    keys: { left: ['KeyQ'], right: ['KeyE'] },
    pad: 'right-stick',
    touch: 'right-stick',
  },
  {
    name: 'fire',
    label: 'Fire',
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
  {
    name: 'special',
    label: 'Weapon',
    kind: 'press',
    keys: ['KeyR', 'KeyF'],
    mouse: ['middle'],
    pad: ['right-bumper', 'x'],
    touch: 'button',
  },
  {
    name: 'talk',
    label: 'Say something',
    kind: 'hold',
    keys: ['KeyT'],
    pad: ['d-down'],
    touch: 'own',
  },
];
