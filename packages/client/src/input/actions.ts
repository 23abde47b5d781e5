// The actions of a game, and on which control of each device they lie. Every device and every help text is made from the game's list, so
// that none can lack an action.

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

/** What one device asks for now. */
export interface Wish {
  /** Thrust as a vector; its length does not matter beyond the dead zone. */
  readonly thrustX: number;
  readonly thrustY: number;
  /** The aim turns clockwise at 1, back at -1. */
  readonly turn: number;
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
