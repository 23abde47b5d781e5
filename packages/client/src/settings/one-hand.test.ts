import { expect, it } from 'vitest';
import { type Action, slotsOf } from '../input/actions.ts';
import { oneHandKeys } from './one-hand.ts';

const button = (name: string): Action => ({ name, label: name, kind: 'hold', keys: [], pad: ['a'], touch: 'button' });
const SLOTS = slotsOf([
  {
    name: 'thrust',
    label: 'Fly',
    kind: 'stick',
    keys: { up: [], left: [], down: [], right: [] },
    pad: 'left-stick',
    touch: 'left-stick',
  },
  { name: 'aim', label: 'Aim', kind: 'aim', keys: { left: [], right: [] }, pad: 'right-stick', touch: 'right-stick' },
  ...['fire', 'boost', 'special', 'choose-1', 'choose-2', 'choose-3'].map(button),
]);
/** The halves of a keyboard; Space lies under both thumbs. */
const HALVES = {
  left: /^(Space|Shift(Left)|Key[QWERTASDFGZXCVB]|Digit[1-5])$/,
  right: /^(Space|Shift(Right)|Key[YUIOPHJKLNM]|Digit[6-9]|Digit0)$/,
};

it.each(['left', 'right'] as const)('[E72] the %s hand alone reaches everything, by a key each', (hand) => {
  const keys = [...oneHandKeys(SLOTS, hand).values()].flat();
  expect(keys).toHaveLength(SLOTS.length);
  expect(new Set(keys).size).toBe(SLOTS.length);
  expect(keys.filter((key) => !HALVES[hand].test(key))).toEqual([]);
});
