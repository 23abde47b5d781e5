// Gamepads. Of several the one that was used last counts. Sticks and triggers are analogue: what lies within the dead zone is no deflection,
// and beyond it the deflection begins at nought, so that a worn stick does not drift.

import { PAD_BUTTONS } from './actions.ts';
import type { Bindings } from './bindings.ts';
import type { Device } from './device.ts';

/** The part of a `Gamepad` that is read. */
export interface PadState {
  readonly index: number;
  readonly id: string;
  readonly connected: boolean;
  readonly mapping: string;
  readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[];
  readonly axes: readonly number[];
}

export interface PadOptions {
  /** `navigator.getGamepads`: null for places without a pad. */
  readonly read: () => readonly (PadState | null)[];
  readonly bindings: Bindings;
  /** False while the pad drives the page: what is pressed then is not the game's. */
  readonly isEnabled: () => boolean;
  /** Says what the player should know: a pad came, went, or has its buttons in an order of its own. */
  readonly onNotice: (text: string) => void;
}

export const PAD_WORDS = {
  connected: 'Gamepad connected.',
  unusual: 'Gamepad connected. Its buttons are in an order of their own: choose yours in the settings.',
  gone: 'Gamepad disconnected.',
} as const;

const STICK_DEAD_ZONE = 0.18;
/** A trigger counts as pressed from the one value on, until it falls below the other. */
const TRIGGER_ON = 0.35;
const TRIGGER_OFF = 0.2;
/** From this deflection on a stick is used, and no longer just touched. */
const USED_DEFLECTION = 0.35;
/** Without a pad it is only looked now and then whether there is one: browsers tell of it too, but not everywhere. */
const LOOK_EVERY = 30;

interface Vector {
  x: number;
  y: number;
}

interface Known {
  readonly isStandard: boolean;
  /** Axes that rest at an end are triggers, whatever they should be. */
  readonly restsOut: readonly boolean[];
}

export class Pads implements Device {
  readonly left: Vector = { x: 0, y: 0 };
  readonly right: Vector = { x: 0, y: 0 };
  /** True from the first use of a pad until a mouse moves or a finger comes down. */
  isUsed = false;
  /** The right stick flies and the left one aims. */
  isSwapped = false;
  private readonly options: PadOptions;
  private readonly known = new Map<number, Known>();
  /** Buttons of the active pad that are down, and those of them that went down in the game. */
  private readonly down = new Set<string>();
  private readonly held = new Set<string>();
  /** Pressed in the game since the controls were last read. */
  private readonly pressed = new Set<string>();
  /** Went down since the page last asked. */
  private news: string[] = [];
  private active: number | undefined;
  private polls = 0;

  constructor(options: PadOptions) {
    this.options = options;
  }

  /** Index of the pad in use. */
  get activeIndex(): number | undefined {
    return this.active;
  }

  /** Reads the pads. Call it once a frame. */
  poll(): void {
    this.polls += 1;
    if (this.known.size === 0 && this.polls % LOOK_EVERY !== 1) return;
    const states = this.options.read();
    for (const index of this.known.keys()) {
      if (!states.some((state) => state?.index === index && state.connected)) this.forget(index);
    }
    for (const state of states) {
      if (state?.connected !== true) continue;
      this.meet(state);
      if (isInUse(state)) this.active = state.index;
    }
    const state = states.find((found) => found?.index === this.active);
    if (state !== undefined && state !== null) this.take(state);
  }

  /** The buttons that went down since the last call, oldest first: for menus. */
  takeNews(): readonly string[] {
    const { news } = this;
    this.news = [];
    return news;
  }

  /** Is a button down, whatever it is bound to? */
  isDown(button: string): boolean {
    return this.down.has(button);
  }

  isHeld(slot: string): boolean {
    for (const button of this.options.bindings.controlsOf('pad', slot)) {
      if (this.held.has(button) || this.pressed.has(button)) return true;
    }
    return false;
  }

  release(): void {
    this.held.clear();
    this.pressed.clear();
  }

  noteRead(): void {
    this.pressed.clear();
  }

  private meet({ index, mapping, axes }: PadState): void {
    if (this.known.has(index)) return;
    const isStandard = mapping === 'standard';
    this.known.set(index, { isStandard, restsOut: axes.map((value) => !isStandard && Math.abs(value) > 0.9) });
    this.active ??= index;
    this.options.onNotice(isStandard ? PAD_WORDS.connected : PAD_WORDS.unusual);
  }

  private forget(index: number): void {
    this.known.delete(index);
    if (this.active === index) {
      this.active = undefined;
      this.isUsed = false;
      this.release();
      this.down.clear();
      for (const stick of [this.left, this.right]) [stick.x, stick.y] = [0, 0];
    }
    this.options.onNotice(PAD_WORDS.gone);
  }

  private take(state: PadState): void {
    const restsOut = this.known.get(state.index)?.restsOut ?? [];
    const axis = (place: number) => (restsOut[place] === true ? 0 : (state.axes[place] ?? 0));
    const [first, second] = this.isSwapped ? [this.right, this.left] : [this.left, this.right];
    deflect(first, axis(0), axis(1));
    deflect(second, axis(2), axis(3));
    if (length(this.left) > 0 || length(this.right) > 0) this.isUsed = true;
    PAD_BUTTONS.forEach((button, place) => {
      const { pressed = false, value = 0 } = state.buttons[place] ?? {};
      const wasDown = this.down.has(button);
      const isTrigger = button === 'left-trigger' || button === 'right-trigger';
      const isDown = isTrigger && value > 0 ? value >= (wasDown ? TRIGGER_OFF : TRIGGER_ON) : pressed;
      if (isDown !== wasDown) this.turn(button, isDown);
    });
  }

  private turn(button: string, isDown: boolean): void {
    if (!isDown) {
      this.down.delete(button);
      this.held.delete(button);
      return;
    }
    this.isUsed = true;
    this.down.add(button);
    this.news.push(button);
    if (!this.options.isEnabled()) return;
    this.held.add(button);
    this.pressed.add(button);
  }
}

function isInUse({ buttons, axes }: PadState): boolean {
  if (buttons.some(({ pressed }) => pressed)) return true;
  return [0, 2].some((place) => Math.hypot(axes[place] ?? 0, axes[place + 1] ?? 0) > USED_DEFLECTION);
}

// Round, not square: a square dead zone pulls a stick to the four main directions.
function deflect(stick: Vector, x: number, y: number): void {
  const far = Math.hypot(x, y);
  const scale = far <= STICK_DEAD_ZONE ? 0 : Math.min(1, (far - STICK_DEAD_ZONE) / (1 - STICK_DEAD_ZONE)) / far;
  stick.x = x * scale;
  stick.y = y * scale;
}

function length({ x, y }: Vector): number {
  return Math.hypot(x, y);
}
