// What keys, buttons and sticks are called, and by which controls an action is done, in words.

import { type Action, slotId, type Way } from './actions.ts';
import type { Bindings, Board } from './bindings.ts';

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ShiftLeft: 'Left Shift',
  ShiftRight: 'Right Shift',
  Semicolon: ';',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Minus: '-',
  Equal: '=',
  Backquote: '`',
};
const WAYS: readonly Way[] = ['up', 'left', 'down', 'right'];

/** The word for a key by its code, for a button by its name. */
export function controlName(board: Board, control: string): string {
  if (board === 'keys') return KEY_NAMES[control] ?? control.replace(/^(Key|Digit)(?=.$)/, '');
  if (/^[abxy]$/.test(control)) return control.toUpperCase();
  return sentence(control.replace('-', ' ')).replace(/^D /, 'D-pad ');
}

/** How an action is done with keyboard and mouse, with a pad, or by fingers. */
export function helpLine(action: Action, bindings: Bindings, hands: 'keys' | 'pad' | 'touch'): string {
  if (hands === 'touch') return touchLine(action);
  if (hands === 'pad') return padLine(action, bindings);
  const words = (board: Board, slot: string) =>
    bindings.controlsOf(board, slot).map((control) => controlName(board, control));
  switch (action.kind) {
    case 'stick': {
      const ways = WAYS.map((way) => words('keys', slotId(action.name, way)));
      const most = Math.max(...ways.map(({ length }) => length));
      const sets = Array.from({ length: most }, (_, place) => ways.flatMap((names) => names[place] ?? []).join(' '));
      return joined(sets.map((keys) => (keys === '↑ ← ↓ →' ? 'arrow keys' : keys)));
    }
    case 'aim': {
      const [left, right] = (['left', 'right'] as const).map((way) =>
        words('keys', slotId(action.name, way)).join(' '),
      );
      return `Mouse, or ${left} and ${right}`;
    }
    case 'hold':
    case 'press':
      return joined([
        ...words('mouse', action.name).map((button) => `${button} mouse button`),
        ...words('keys', action.name),
      ]);
  }
}

function padLine(action: Action, bindings: Bindings): string {
  if (action.kind === 'stick' || action.kind === 'aim') return sentence(action.pad.replace('-', ' '));
  return joined(bindings.controlsOf('pad', action.name).map((control) => controlName('pad', control)));
}

function touchLine({ touch, label }: Action): string {
  switch (touch) {
    case 'left-stick':
      return 'Left thumb';
    case 'right-stick':
      return 'Right thumb';
    case 'trigger':
      return 'Push the right thumb out';
    case 'button':
      return `${label} button`;
    case 'own':
      return 'Tap it';
  }
}

function joined(names: readonly string[]): string {
  // Either of two keys of one name, as Left Shift and Right Shift, is simply that key.
  const plain = names.map((name) => name.replace(/^(Left|Right) (?=Shift$)/, ''));
  return [...new Set(plain)].join(' or ') || 'No control';
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
