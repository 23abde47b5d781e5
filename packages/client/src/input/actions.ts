// The actions of a game, each with its control on every device. Devices, help, the touch layer and the settings are made from the game's
// list, so that none of them can lack an action.

export type Way = 'up' | 'down' | 'left' | 'right';
export type StickName = 'left-stick' | 'right-stick';
/** In the order of the bits of `MouseEvent.buttons`. */
export const MOUSE_BUTTONS = ['left', 'right', 'middle', 'back', 'forward'] as const;
type MouseButton = (typeof MOUSE_BUTTONS)[number];
/** In the order of the standard gamepad: https://w3c.github.io/gamepad/#remapping */
export const PAD_BUTTONS = [
  ...(['a', 'b', 'x', 'y', 'left-bumper', 'right-bumper', 'left-trigger', 'right-trigger', 'back', 'start'] as const),
  ...(['left-press', 'right-press', 'd-up', 'd-down', 'd-left', 'd-right'] as const),
] as const;
type PadButton = (typeof PAD_BUTTONS)[number];

interface Named {
  /** What the game's view reads it by. */
  readonly name: string;
  /** What help, touch layer and settings call it. */
  readonly label: string;
}

/** A direction, read as 0 for none or 1..8 clockwise from east. */
interface StickAction extends Named {
  readonly kind: 'stick';
  /** Codes of keys (`KeyboardEvent.code`). The first of each way are shown together, as W A S D. */
  readonly keys: Readonly<Record<Way, readonly string[]>>;
  readonly pad: StickName;
  readonly touch: StickName;
}

/** An angle, read in 1/1024 turn. The mouse points, two keys turn. */
interface AimAction extends Named {
  readonly kind: 'aim';
  readonly keys: Readonly<Record<'left' | 'right', readonly string[]>>;
  readonly pad: StickName;
  readonly touch: StickName;
}

/** Read as 1 while it is held. A `press` acts once: it stays 1 long enough for a tick to see it. A `hold` goes on, and can be made to toggle. */
export interface ButtonAction extends Named {
  readonly kind: 'hold' | 'press';
  readonly keys: readonly string[];
  readonly mouse?: readonly MouseButton[];
  readonly pad: readonly PadButton[];
  /**
   * `button`: a round button of its own. `trigger`: the right stick pushed out, or a tap beside it; one action can have it. `own`: an element
   * of the game's HUD, which the view gives by `devices.touchBy(name, element)`.
   */
  readonly touch: 'button' | 'trigger' | 'own';
  /** Left out of the menu's help: what it is for shows in the game, as an offer that names its key. */
  readonly isShownInPlay?: true;
}

export type Action = StickAction | AimAction | ButtonAction;

/** One thing that a key can be bound to: an action, or one way of it. */
export interface Slot {
  /** The action's name, with the way behind a dot: `fire`, `thrust.up`. */
  readonly id: string;
  readonly action: Action;
  readonly way: Way | undefined;
}

const WAYS: readonly Way[] = ['up', 'left', 'down', 'right'];

export function slotId(name: string, way?: Way): string {
  return way === undefined ? name : `${name}.${way}`;
}

export function slotsOf(actions: readonly Action[]): readonly Slot[] {
  return actions.flatMap((action): Slot[] => {
    const ways = action.kind === 'stick' ? WAYS : action.kind === 'aim' ? (['left', 'right'] as const) : [undefined];
    return ways.map((way) => ({ id: slotId(action.name, way), action, way }));
  });
}

/** The keys that a slot has from the start. */
export function keysOf({ action, way }: Slot): readonly string[] {
  switch (action.kind) {
    case 'stick':
      return way === undefined ? [] : action.keys[way];
    case 'aim':
      return way === 'left' || way === 'right' ? action.keys[way] : [];
    case 'hold':
    case 'press':
      return action.keys;
  }
}

/** Part of a full deflection below which a vector means nothing. */
const DEAD_ZONE = 0.25;

/** A direction of thrust: 0 for none, 1 east, then clockwise in eighths to 8 north-east. */
export function thrustDirection(x: number, y: number): number {
  if (Math.hypot(x, y) < DEAD_ZONE) return 0;
  const eighth = Math.round((Math.atan2(y, x) / Math.PI) * 4);
  return ((eighth + 8) % 8) + 1;
}

/** An angle in steps of 1/1024 turn, 0 along +x and growing clockwise on the screen. */
export function aimAngle(x: number, y: number): number {
  return Math.round((Math.atan2(y, x) / Math.PI) * 512) & 1023;
}
