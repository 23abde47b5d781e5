// The actions of the game, and on which control of each device they lie. Every device and every help text is made from
// this list, so that none can lack an action.

type ActionName = 'thrust' | 'aim' | 'fire' | 'boost';

export interface Action {
  readonly name: ActionName;
  /** What the help calls it. */
  readonly label: string;
  readonly keyboard: string;
  readonly touch: string;
  /** The control on a touch screen that carries it. */
  readonly touchControl: 'left-stick' | 'right-stick' | 'button';
}

export const ACTIONS: readonly Action[] = [
  {
    name: 'thrust',
    label: 'Fly',
    keyboard: 'W A S D or arrow keys',
    touch: 'Left thumb',
    touchControl: 'left-stick',
  },
  { name: 'aim', label: 'Aim', keyboard: 'Mouse', touch: 'Right thumb', touchControl: 'right-stick' },
  {
    name: 'fire',
    label: 'Fire',
    keyboard: 'Left button or space',
    touch: 'Push the right thumb out',
    touchControl: 'right-stick',
  },
  { name: 'boost', label: 'Boost', keyboard: 'Right button or shift', touch: 'Boost button', touchControl: 'button' },
];

/** What one device asks for now. */
export interface Wish {
  /** Thrust as a vector; its length does not matter beyond the dead zone. */
  readonly thrustX: number;
  readonly thrustY: number;
  readonly isFiring: boolean;
  readonly isBoosting: boolean;
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
