// What a pilot can do, and by which control of each device.

import type { Action } from '@starfray/client/start';

/** In the order in which they stand side by side on the screen. */
const OFFER_PLACES = [
  { place: 1, pad: 'd-left' },
  { place: 2, pad: 'd-up' },
  { place: 3, pad: 'd-right' },
] as const;

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
  ...OFFER_PLACES.map(
    ({ place, pad }): Action => ({
      name: `choose-${place}`,
      label: `Upgrade ${place}`,
      kind: 'press',
      keys: [`Digit${place}`],
      pad: [pad],
      touch: 'own',
      isShownInPlay: true,
    }),
  ),
];
