// Keys for one hand: flight, aim and every button of a game within its reach.

import type { Slot } from '../input/actions.ts';

export type Hand = 'left' | 'right';

interface Reach {
  readonly stick: Readonly<Record<string, string>>;
  readonly aim: Readonly<Record<string, string>>;
  /** For the buttons of a game in its own order, the most used first. */
  readonly buttons: readonly string[];
}

const REACH: Readonly<Record<Hand, Reach>> = {
  left: {
    stick: { up: 'KeyW', left: 'KeyA', down: 'KeyS', right: 'KeyD' },
    aim: { left: 'KeyQ', right: 'KeyE' },
    buttons: [
      'Space',
      'ShiftLeft',
      'KeyR',
      'Digit1',
      'Digit2',
      'Digit3',
      'KeyF',
      'KeyC',
      'KeyX',
      'KeyZ',
      'KeyV',
      'KeyT',
    ],
  },
  right: {
    stick: { up: 'KeyI', left: 'KeyJ', down: 'KeyK', right: 'KeyL' },
    aim: { left: 'KeyU', right: 'KeyO' },
    buttons: [
      'Space',
      'ShiftRight',
      'KeyP',
      'Digit8',
      'Digit9',
      'Digit0',
      'KeyM',
      'KeyN',
      'KeyH',
      'KeyY',
      'KeyB',
      'Digit7',
    ],
  },
};

/** The key of each slot for one hand; a slot beyond its reach has none here. */
export function oneHandKeys(slots: readonly Slot[], hand: Hand): ReadonlyMap<string, readonly string[]> {
  const { stick, aim, buttons } = REACH[hand];
  const free = [...buttons];
  return new Map(
    slots.map(({ id, action, way }) => {
      const key = way === undefined ? free.shift() : (action.kind === 'stick' ? stick : aim)[way];
      return [id, key === undefined ? [] : [key]];
    }),
  );
}
