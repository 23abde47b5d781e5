// All devices together, as one value for each action of the game.

import { type Action, aimAngle, type StickName, slotId, thrustDirection, type Way } from './actions.ts';
import { assistedAim } from './aim-assist.ts';
import type { Device } from './device.ts';
import type { Keyboard } from './keyboard.ts';
import type { Mouse } from './mouse.ts';
import type { Pads } from './pads.ts';
import type { TouchButtons } from './touch-buttons.ts';
import type { TouchSticks } from './touch-sticks.ts';

export interface Devices {
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  readonly sticks: TouchSticks;
  readonly buttons: TouchButtons;
  readonly pads: Pads;
}

/** What the player has in hand now. */
export type Hands = 'keys' | 'touch' | 'pad';

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
  /** Of a button that toggles: was it down at the last reading, and is it on? */
  wasDown: boolean;
  isOn: boolean;
}

export class Controls {
  private readonly readings: ReadonlyMap<string, Reading>;
  private readonly devices: Devices;
  private readonly all: readonly Device[];
  private readonly now: () => number;
  /** A hold goes on until it is pressed again. Fingers hold all the same. */
  toggles = false;
  /** Bearings of what may be aimed at, in 1/1024 turn, which draw the aim of a stick; undefined without aim assist. */
  targets: readonly number[] | undefined;
  /** The player wants aim assist. */
  isAssisted = true;
  private aim = 0;
  /** Where the mouse was when keys took the aim over; undefined while it has the aim. */
  private leftMouse: { readonly x: number | undefined; readonly y: number | undefined } | undefined;
  private readMs = 0;

  /** @param now milliseconds of a clock that only runs forward */
  constructor(actions: readonly Action[], devices: Devices, now: () => number) {
    this.readings = new Map(
      actions.map((action) => [action.name, { action, value: 0, untilMs: 0, wasDown: false, isOn: false }]),
    );
    this.devices = devices;
    this.all = [devices.keyboard, devices.mouse, devices.sticks, devices.buttons, devices.pads];
    this.now = now;
  }

  /** The aim, in 1/1024 turn, while keys are what turns it. */
  get aimByKeys(): number | undefined {
    return this.leftMouse === undefined || this.hands !== 'keys' ? undefined : this.aim;
  }

  get hands(): Hands {
    const { sticks, pads } = this.devices;
    return pads.isUsed ? 'pad' : sticks.isUsed ? 'touch' : 'keys';
  }

  /** Do `targets` count now? */
  get wantsTargets(): boolean {
    return this.isAssisted && this.hands !== 'keys';
  }

  /** The stick that aims, each -1..1, under fingers or on a pad; undefined while mouse or keys do. */
  get aimStick(): { readonly x: number; readonly y: number } | undefined {
    const { sticks, pads } = this.devices;
    return pads.isUsed ? pads.right : sticks.isUsed ? sticks.right : undefined;
  }

  /** Lets go of everything, as when the page is left. */
  release(): void {
    for (const device of this.all) device.release();
    for (const reading of this.readings.values()) reading.untilMs = 0;
    this.switchOff();
  }

  /** Ends what a press has turned on, as when the ship is lost. */
  switchOff(): void {
    for (const reading of this.readings.values()) reading.isOn = false;
  }

  /** Reads the controls of now. `shipX`, `shipY`: where the own ship is drawn, in CSS pixels of the window. */
  read(shipX: number, shipY: number): void {
    const nowMs = this.now();
    const elapsedMs = Math.min(LONGEST_TURN_MS, nowMs - this.readMs);
    this.readMs = nowMs;
    let [thrustX, thrustY, turn] = [0, 0, 0];
    for (const { action } of this.readings.values()) {
      if (action.kind === 'stick') [thrustX, thrustY] = this.stickOf(action.name, action.touch, action.pad);
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
    if (kind === 'hold' && this.toggles) this.toggle(reading);
  }

  private toggle(reading: Reading): void {
    const { keyboard, mouse, sticks, buttons, pads } = this.devices;
    const { name } = reading.action;
    const isDown = keyboard.isHeld(name) || mouse.isHeld(name) || pads.isHeld(name);
    if (isDown && !reading.wasDown) reading.isOn = !reading.isOn;
    reading.wasDown = isDown;
    reading.value = Number(reading.isOn || sticks.isHeld(name) || buttons.isHeld(name));
  }

  private isHeld(slot: string): boolean {
    for (const device of this.all) if (device.isHeld(slot)) return true;
    return false;
  }

  private axis(name: string, back: Way, forth: Way): number {
    return Number(this.isHeld(slotId(name, forth))) - Number(this.isHeld(slotId(name, back)));
  }

  private stickOf(name: string, touch: StickName, pad: StickName): [x: number, y: number] {
    const { sticks, pads } = this.devices;
    const thumb = touch === 'left-stick' ? sticks.left : sticks.right;
    const stick = pad === 'left-stick' ? pads.left : pads.right;
    const x = this.axis(name, 'left', 'right') + thumb.x + stick.x;
    return [x, this.axis(name, 'up', 'down') + thumb.y + stick.y];
  }

  // Under a stick the ship looks where it aims, else where it flies, else where it looked.
  private turn(shipX: number, shipY: number, thrustX: number, thrustY: number): void {
    const { mouse, sticks } = this.devices;
    const stick = this.aimStick;
    if (stick !== undefined) {
      if (Math.hypot(stick.x, stick.y) >= AIM_DEFLECTION)
        this.aim = assistedAim(aimAngle(stick.x, stick.y), this.isAssisted ? (this.targets ?? []) : []);
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
    this.devices.pads.isUsed = false;
    this.aim = Math.round(this.aim + turn + 1024) & 1023;
  }

  // A desk that trembles does not take the aim back.
  private hasMoved(x: number, y: number): boolean {
    const { x: fromX, y: fromY } = this.leftMouse ?? {};
    return fromX === undefined || fromY === undefined || Math.hypot(x - fromX, y - fromY) > AIM_DEAD_PX;
  }
}
