// All devices together, as the one row of controls that the game takes.

import { aimAngle, thrustDirection } from './actions.ts';
import type { HoldButton } from './hold-button.ts';
import type { Keyboard } from './keyboard.ts';
import type { Mouse } from './mouse.ts';
import type { TouchSticks } from './touch-sticks.ts';

/** The columns of the game's input. */
export interface ControlRow {
  thrust: number;
  aim: number;
  boost: number;
  fire: number;
}

export interface Devices {
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  readonly sticks: TouchSticks;
  readonly boostButton: HoldButton;
}

/** Part of full deflection from which a stick aims. */
const AIM_DEFLECTION = 0.2;
/** Mouse this near to the ship (CSS pixels) keeps the old aim: it would spin. */
const AIM_DEAD_PX = 4;

/** How fast keys turn the aim, in 1/1024 turn a millisecond: a whole turn takes 1.6 s. */
const TURN_PER_MS = 0.64;
/** A longer time between two pictures counts as this. */
const LONGEST_TURN_MS = 100;

export class Controls {
  private readonly devices: Devices;
  private readonly now: () => number;
  private aim = 0;
  /** Where the mouse was when keys took the aim over; undefined while it has the aim. */
  private leftMouse: { readonly x: number | undefined; readonly y: number | undefined } | undefined;
  private readMs = 0;

  /** @param now milliseconds of a clock that only runs forward */
  constructor(devices: Devices, now: () => number) {
    this.devices = devices;
    this.now = now;
  }

  /** The aim, in 1/1024 turn, while keys are what turns it. */
  get aimByKeys(): number | undefined {
    return this.leftMouse === undefined || this.isTouch ? undefined : this.aim;
  }

  /** True while fingers are what the ship is flown with. */
  get isTouch(): boolean {
    return this.devices.sticks.isUsed;
  }

  /** Lets go of everything, as when the page is left. */
  release(): void {
    const { keyboard, mouse, sticks, boostButton } = this.devices;
    for (const device of [keyboard, mouse, sticks, boostButton]) device.release();
  }

  /** Fills in the controls of now. `shipX`, `shipY`: where the own ship is drawn, in CSS pixels of the window. */
  write(row: ControlRow, shipX: number, shipY: number): void {
    const { keyboard, mouse, sticks, boostButton } = this.devices;
    const keys = keyboard.wish();
    const x = keys.thrustX + sticks.left.x;
    const y = keys.thrustY + sticks.left.y;
    const nowMs = this.now();
    const turn = keys.turn * TURN_PER_MS * Math.min(LONGEST_TURN_MS, nowMs - this.readMs);
    this.readMs = nowMs;
    if (turn === 0) this.turn(shipX, shipY, x, y);
    else this.turnByKeys(turn);
    row.thrust = thrustDirection(x, y);
    row.aim = this.aim;
    row.fire = Number(keys.isFiring || mouse.isFiring || sticks.isFiring);
    row.boost = Number(keys.isBoosting || mouse.isBoosting || boostButton.isHeld);
    for (const device of [keyboard, mouse, sticks, boostButton]) device.noteRead();
  }

  // Under fingers the ship looks where it aims, else where it flies, else where it looked.
  private turn(shipX: number, shipY: number, thrustX: number, thrustY: number): void {
    const { mouse, sticks } = this.devices;
    if (sticks.isUsed) {
      if (Math.hypot(sticks.right.x, sticks.right.y) >= AIM_DEFLECTION)
        this.aim = aimAngle(sticks.right.x, sticks.right.y);
      else if (!sticks.isFiring && Math.hypot(thrustX, thrustY) >= 0.3) this.aim = aimAngle(thrustX, thrustY);
      return;
    }
    if (mouse.x === undefined || mouse.y === undefined) return;
    if (this.leftMouse !== undefined && !this.hasMoved(mouse.x, mouse.y)) return;
    this.leftMouse = undefined;
    const dx = mouse.x - shipX;
    const dy = mouse.y - shipY;
    if (Math.hypot(dx, dy) > AIM_DEAD_PX) this.aim = aimAngle(dx, dy);
  }

  private turnByKeys(turn: number): void {
    const { mouse } = this.devices;
    this.leftMouse = { x: mouse.x, y: mouse.y };
    this.aim = Math.round(this.aim + turn + 1024) & 1023;
  }

  // A desk that trembles does not take the aim back.
  private hasMoved(x: number, y: number): boolean {
    const { x: fromX, y: fromY } = this.leftMouse ?? {};
    return fromX === undefined || fromY === undefined || Math.hypot(x - fromX, y - fromY) > AIM_DEAD_PX;
  }
}
