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

export class Controls {
  private readonly devices: Devices;
  private aim = 0;

  constructor(devices: Devices) {
    this.devices = devices;
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
    this.turn(shipX, shipY, x, y);
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
    const dx = mouse.x - shipX;
    const dy = mouse.y - shipY;
    if (Math.hypot(dx, dy) > AIM_DEAD_PX) this.aim = aimAngle(dx, dy);
  }
}
