// What is wrong with a list of actions. A game tests its own list with it: an action without a control on some device cannot be played there.

import { type Action, keysOf, slotsOf } from './actions.ts';

/** Every fault of a list of actions, as a sentence that names the action; none for a good list. */
export function actionFaults(actions: readonly Action[]): readonly string[] {
  return [
    ...(actions.length === 0 ? ['the list has no action'] : []),
    ...twice(
      'the name',
      actions.map(({ name }) => [name, name]),
    ),
    ...slotsOf(actions)
      .filter((slot) => keysOf(slot).length === 0)
      .map(({ id }) => `${id} has no key`),
    ...actions
      .filter(({ pad }) => pad === undefined || pad.length === 0)
      .map(({ name }) => `${name} has no pad control`),
    ...actions.filter(({ touch }) => touch === undefined).map(({ name }) => `${name} has no touch control`),
    ...actions.filter(({ label }) => label.trim() === '').map(({ name }) => `${name} has no label`),
    ...twice(
      'the key',
      slotsOf(actions).flatMap((slot) => keysOf(slot).map((key): [string, string] => [key, slot.id])),
    ),
    ...twice('the mouse button', actions.flatMap(mouseOf)),
    ...twice('the pad control', actions.flatMap(padOf)),
    ...twice('the touch control', actions.flatMap(touchOf)),
  ];
}

function mouseOf(action: Action): [string, string][] {
  if (action.kind !== 'hold' && action.kind !== 'press') return [];
  return (action.mouse ?? []).map((button) => [button, action.name]);
}

function padOf({ name, pad = [] }: Action): [string, string][] {
  return (typeof pad === 'string' ? [pad] : pad).map((control) => [control, name]);
}

// Of buttons and own elements there may be any number.
function touchOf({ name, touch }: Action): [string, string][] {
  return touch === 'button' || touch === 'own' || touch === undefined ? [] : [[touch, name]];
}

function twice(what: string, uses: readonly (readonly [control: string, user: string])[]): string[] {
  const users = Map.groupBy(uses, ([control]) => control);
  return [...users]
    .filter(([, found]) => found.length > 1)
    .map(([control, found]) => `${what} ${control} is taken by ${found.map(([, user]) => user).join(' and ')}`);
}
