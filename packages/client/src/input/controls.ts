// All devices together, as one value for each action of the game.

import { type Action, aimAngle, slotId, thrustDirection, type Way } from './actions.ts';
import type { Device } from './device.ts';
import type { Keyboard } from './keyboard.ts';
import type { Mouse } from './mouse.ts';
import type { TouchButtons } from './touch-buttons.ts';
import type { Stick, TouchSticks } from './touch-sticks.ts';

export interface Devices {
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  readonly sticks: TouchSticks;
  readonly buttons: TouchButtons;
}

/** Part of full deflection from which a stick aims. */
const AIM_DEFLECTION = 0.2;
/** Mouse this near to the ship (CSS pixels) keeps the old aim: it would spin. */
const AIM_DEAD_PX = 4;
/** Part of full deflection from which a ship that is not aimed looks where it flies. */
const FLIGHT_DEFLECTION = 0.3;

/** How fast keys turn the aim, in 1/1024 turn a millisecond: a whole turn takes 1.6 s. */
const TURN_PER_MS = 0.64;
/** A longer time between two pictures counts as this. */
const LONGEST_TURN_MS = 100;
/** A press that acts once lasts at least so long: two ticks of 30 in a second, so that one of them sees it. */
const PRESS_MS = 67;

/** What one action is read as, and since when a press is. */
interface Reading {
  readonly action: Action;
  value: number;
  untilMs: number;
}

export class Controls {
  private readonly readings: ReadonlyMap<string, Reading>;
  private readonly devices: Devices;
  private readonly all: readonly Device[];
  private readonly now: () => number;
  private aim = 0;
  /** Where the mouse was when keys took the aim over; undefined while it has the aim. */
  private leftMouse: { readonly x: number | undefined; readonly y: number | undefined } | undefined;
  private readMs = 0;

  /** @param now milliseconds of a clock that only runs forward */
  constructor(actions: readonly Action[], devices: Devices, now: () => number) {
    this.readings = new Map(actions.map((action) => [action.name, { action, value: 0, untilMs: 0 }]));
    this.devices = devices;
    this.all = [devices.keyboard, devices.mouse, devices.sticks, devices.buttons];
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
    for (const device of this.all) device.release();
    for (const reading of this.readings.values()) reading.untilMs = 0;
  }

  /** Reads the controls of now. `shipX`, `shipY`: where the own ship is drawn, in CSS pixels of the window. */
  read(shipX: number, shipY: number): void {
    const nowMs = this.now();
    const elapsedMs = Math.min(LONGEST_TURN_MS, nowMs - this.readMs);
    this.readMs = nowMs;
    let [thrustX, thrustY, turn] = [0, 0, 0];
    for (const { action } of this.readings.values()) {
      if (action.kind === 'stick') [thrustX, thrustY] = this.stickOf(action.name, action.touch);
      if (action.kind === 'aim') turn = this.axis(action.name, 'left', 'right') * TURN_PER_MS * elapsedMs;
    }
    if (turn === 0) this.turn(shipX, shipY, thrustX, thrustY);
    else this.turnByKeys(turn);
    for (const reading of this.readings.values()) {
      const { action } = reading;
      if (action.kind === 'stick') reading.value = thrustDirection(thrustX, thrustY);
      else if (action.kind === 'aim') reading.value = this.aim;
      else this.readButton(reading, nowMs);
    }
    for (const device of this.all) device.noteRead();
  }

  /** What an action was read as: a direction 0..8, an angle in 1/1024 turn, or 0 and 1. @throws Error for a name of no action. */
  value(name: string): number {
    const reading = this.readings.get(name);
    if (reading === undefined) throw new Error(`the game's list has no action ${name}`);
    return reading.value;
  }

  /** Which of some actions is pressed: its place, from 1; 0 for none. */
  chosen(...names: readonly string[]): number {
    return names.findIndex((name) => this.value(name) === 1) + 1;
  }

  private readButton(reading: Reading, nowMs: number): void {
    const { name, kind } = reading.action;
    const isHeld = this.isHeld(name);
    if (isHeld && kind === 'press' && reading.value === 0) reading.untilMs = nowMs + PRESS_MS;
    reading.value = Number(isHeld || nowMs < reading.untilMs);
  }

  private isHeld(slot: string): boolean {
    for (const device of this.all) if (device.isHeld(slot)) return true;
    return false;
  }

  private axis(name: string, back: Way, forth: Way): number {
    return Number(this.isHeld(slotId(name, forth))) - Number(this.isHeld(slotId(name, back)));
  }

  private stickOf(name: string, touch: 'left-stick' | 'right-stick'): [x: number, y: number] {
    const { x, y } = this.touchStick(touch);
    return [this.axis(name, 'left', 'right') + x, this.axis(name, 'up', 'down') + y];
  }

  private touchStick(name: 'left-stick' | 'right-stick'): Stick {
    const { left, right } = this.devices.sticks;
    return name === 'left-stick' ? left : right;
  }

  // Under fingers the ship looks where it aims, else where it flies, else where it looked.
  private turn(shipX: number, shipY: number, thrustX: number, thrustY: number): void {
    const { mouse, sticks } = this.devices;
    if (sticks.isUsed) {
      const { x, y } = sticks.right;
      if (Math.hypot(x, y) >= AIM_DEFLECTION) this.aim = aimAngle(x, y);
      else if (!sticks.isFiring && Math.hypot(thrustX, thrustY) >= FLIGHT_DEFLECTION)
        this.aim = aimAngle(thrustX, thrustY);
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
