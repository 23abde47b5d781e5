import { expect, it } from 'vitest';
import { actionFaults } from './action-faults.ts';
import type { Action } from './actions.ts';

const FLY: Action = {
  name: 'fly',
  label: 'Fly',
  kind: 'stick',
  keys: { up: ['KeyW'], left: ['KeyA'], down: ['KeyS'], right: ['KeyD'] },
  pad: 'left-stick',
  touch: 'left-stick',
};
const FIRE: Action = { name: 'fire', label: 'Fire', kind: 'hold', keys: ['Space'], pad: ['a'], touch: 'trigger' };

// As a list that nobody checked, in JavaScript or from a file.
const without = (action: Action, field: string): Action => Object.assign({ ...action }, { [field]: undefined });

it('[E60] finds no fault in a list with a control of every device for every action', () => {
  expect(actionFaults([FLY, FIRE])).toEqual([]);
});

it.each<[string, readonly Action[], string]>([
  ['no action', [], 'the list has no action'],
  ['an action without a key', [FLY, { ...FIRE, keys: [] }], 'fire has no key'],
  ['a way without a key', [{ ...FLY, keys: { ...FLY.keys, left: [] } }], 'fly.left has no key'],
  ['an action without a pad control', [FLY, { ...FIRE, pad: [] }], 'fire has no pad control'],
  ['an action whose pad control is missing', [FLY, without(FIRE, 'pad')], 'fire has no pad control'],
  ['an action without a touch control', [without(FLY, 'touch'), FIRE], 'fly has no touch control'],
  ['an action without a label', [{ ...FLY, label: ' ' }], 'fly has no label'],
  ['a name used twice', [FLY, { ...FIRE, name: 'fly' }], 'the name fly is taken by fly and fly'],
  ['a key used twice', [FLY, { ...FIRE, keys: ['KeyA'] }], 'the key KeyA is taken by fly.left and fire'],
  [
    'a pad button used twice',
    [FIRE, { ...FIRE, name: 'boost', keys: ['KeyB'], touch: 'button' }],
    'the pad control a is taken by fire and boost',
  ],
  [
    'a touch control used twice',
    [FIRE, { ...FIRE, name: 'boost', keys: ['KeyB'], pad: ['b'] }],
    'the touch control trigger is taken by fire and boost',
  ],
])('[E60] finds %s', (_what, actions, fault) => {
  expect(actionFaults(actions)).toEqual([fault]);
});
