// What a player has chosen in the settings: kept in this browser, and acted on at once. What is not chosen is as the system says, or as the game
// comes.

import type { Board, Changes } from '../input/bindings.ts';
import type { Memory } from '../platform/storage.ts';

/** Each choice, the first being where the game starts. */
export const CHOICES = {
  quality: ['auto', 'high', 'medium', 'low'],
  motion: ['system', 'full', 'reduced'],
  flash: ['system', 'full', 'reduced'],
  assist: ['on', 'off'],
  haptics: ['on', 'off'],
  toggle: ['off', 'on'],
  sticks: ['usual', 'swapped'],
} as const;
export type ChoiceName = keyof typeof CHOICES;
export type Choice<N extends ChoiceName> = (typeof CHOICES)[N][number];

/** Percent, from a least to a most in steps, and where the game starts. */
export const SLIDERS = {
  master: { least: 0, most: 100, step: 5, start: 80 },
  effects: { least: 0, most: 100, step: 5, start: 80 },
  music: { least: 0, most: 100, step: 5, start: 50 },
  scale: { least: 80, most: 150, step: 10, start: 100 },
} as const;
export type SliderName = keyof typeof SLIDERS;

export interface Values {
  readonly choices: { readonly [N in ChoiceName]: Choice<N> };
  readonly sliders: Readonly<Record<SliderName, number>>;
  readonly controls: Changes;
}

const KEY = 'settings';
const NO_CONTROLS: Changes = { keys: {}, mouse: {}, pad: {} };
/** A slot takes no more of a device than this: what is stored may be anything. */
const MAX_CONTROLS = 8;

export class Preferences {
  private readonly memory: Memory;
  private readonly listeners: ((values: Values) => void)[] = [];
  private current: Values;

  constructor(memory: Memory) {
    this.memory = memory;
    this.current = readValues(memory.read(KEY));
  }

  get values(): Values {
    return this.current;
  }

  /** Calls back at once, and after every change. */
  watch(changed: (values: Values) => void): void {
    this.listeners.push(changed);
    changed(this.current);
  }

  choose<N extends ChoiceName>(name: N, value: Choice<N>): void {
    this.change({ ...this.current, choices: { ...this.current.choices, [name]: value } });
  }

  slide(name: SliderName, value: number): void {
    this.change({ ...this.current, sliders: { ...this.current.sliders, [name]: within(name, value) } });
  }

  setControls(controls: Changes): void {
    this.change({ ...this.current, controls });
  }

  /** Everything but the controls as the game comes. */
  reset(): void {
    this.change({ ...readValues(undefined), controls: this.current.controls });
  }

  private change(values: Values): void {
    this.current = values;
    this.memory.write(KEY, JSON.stringify(values));
    for (const listener of this.listeners) listener(values);
  }
}

/** What was stored, as far as it can be used: an older or a newer page may have written it. */
function readValues(text: string | undefined): Values {
  const stored = parsed(text);
  const choices = fieldOf(stored, 'choices');
  const sliders = fieldOf(stored, 'sliders');
  const choice = <N extends ChoiceName>(name: N): Choice<N> => {
    const known: readonly Choice<N>[] = CHOICES[name];
    const value = fieldOf(choices, name);
    return known.find((one) => one === value) ?? (CHOICES[name][0] as Choice<N>);
  };
  const slider = (name: SliderName): number => {
    const value = fieldOf(sliders, name);
    return typeof value === 'number' && Number.isFinite(value) ? within(name, value) : SLIDERS[name].start;
  };
  return {
    choices: {
      quality: choice('quality'),
      motion: choice('motion'),
      flash: choice('flash'),
      assist: choice('assist'),
      haptics: choice('haptics'),
      toggle: choice('toggle'),
      sticks: choice('sticks'),
    },
    sliders: { master: slider('master'), effects: slider('effects'), music: slider('music'), scale: slider('scale') },
    controls: controlsOf(fieldOf(stored, 'controls')),
  };
}

function controlsOf(stored: unknown): Changes {
  const board = (name: Board) => {
    const slots = fieldOf(stored, name);
    if (typeof slots !== 'object' || slots === null) return NO_CONTROLS[name];
    const good = Object.entries(slots).filter((entry): entry is [string, string[]] => isControlList(entry[1]));
    return Object.fromEntries(good);
  };
  return { keys: board('keys'), mouse: board('mouse'), pad: board('pad') };
}

function isControlList(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_CONTROLS && value.every((control) => typeof control === 'string');
}

function within(name: SliderName, value: number): number {
  const { least, most } = SLIDERS[name];
  return Math.min(most, Math.max(least, value));
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
