import { expect, it } from 'vitest';
import type { Action } from './actions.ts';
import { Bindings } from './bindings.ts';
import { helpLine } from './control-names.ts';

const ACTIONS: readonly [Action, Action, Action, Action] = [
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
    name: 'boost',
    label: 'Boost',
    kind: 'hold',
    keys: ['ShiftLeft', 'ShiftRight'],
    mouse: ['right'],
    pad: ['left-trigger', 'a'],
    touch: 'button',
  },
  { name: 'pick', label: 'Pick', kind: 'press', keys: ['Digit1'], pad: ['d-left'], touch: 'own' },
];
const [THRUST, AIM, BOOST, PICK] = ACTIONS;

it.each([
  [THRUST, 'keys', 'W A S D or arrow keys'],
  [AIM, 'keys', 'Mouse, or Q and E'],
  [BOOST, 'keys', 'Right mouse button or Shift'],
  [PICK, 'keys', '1'],
  [THRUST, 'pad', 'Left stick'],
  [BOOST, 'pad', 'Left trigger or A'],
  [PICK, 'pad', 'D-pad left'],
  [THRUST, 'touch', 'Left thumb'],
  [BOOST, 'touch', 'Boost button'],
  [PICK, 'touch', 'Tap it'],
] as const)('[E60] help names the controls of $0.name by $1: $2', (action, hands, line) => {
  expect(helpLine(action, new Bindings(ACTIONS), hands)).toBe(line);
});

it('[E60] help names the controls that the player chose', () => {
  const bindings = new Bindings(ACTIONS);
  bindings.set('keys', 'boost', ['KeyF']);
  bindings.set('mouse', 'boost', []);
  expect(helpLine(BOOST, bindings, 'keys')).toBe('F');
  bindings.set('keys', 'boost', []);
  expect(helpLine(BOOST, bindings, 'keys')).toBe('No control');
});
