// Two floating sticks for thumbs. A finger keeps its stick until it is lifted, and every other way in which a finger can be
// lost centres the stick as well: a stick that stays out flies the ship into a rock.

import type { Device } from './device.ts';

export interface Stick {
  readonly side: 'left' | 'right';
  /** The finger that holds it; undefined while it is free. */
  pointerId: number | undefined;
  /** Where the finger came down, in CSS pixels. */
  originX: number;
  originY: number;
  /** Deflection, each -1..1 and at most 1 long. */
  x: number;
  y: number;
}

/** CSS pixels from the middle to full deflection. */
export const STICK_REACH = 56;
/** Part of full deflection from which the right stick fires. */
const FIRE_DEFLECTION = 0.55;
/** A touch shorter than this on the right is a press of the trigger. */
const TAP_MS = 180;
const TAP_HOLD_MS = 120;

interface Surface extends EventTarget {
  setPointerCapture?(pointerId: number): void;
}

export class TouchSticks implements Device {
  readonly left: Stick = freeStick('left');
  readonly right: Stick = freeStick('right');
  /** True from the first touch until a mouse moves: the page then shows controls for fingers. */
  isUsed = false;
  /** The right thumb flies and the left one aims. */
  isSwapped = false;
  /** True while a tap on the left pulls the trigger too, as when it asks for a new ship. */
  tapsAnywhere = false;
  private readonly surface: Surface;
  private readonly trigger: string | undefined;
  private readonly widthOf: () => number;
  private readonly now: () => number;
  private downSince = 0;
  private tapUntil = 0;
  /** A tap that no picture has shown yet: on a slow page its moment may pass between two of them. */
  private isTapNew = false;

  /** @param trigger the slot that the right stick pulls when it is pushed out */
  constructor(
    surface: Surface,
    view: EventTarget,
    page: EventTarget,
    trigger: string | undefined,
    widthOf: () => number,
    now: () => number,
  ) {
    this.surface = surface;
    this.trigger = trigger;
    this.widthOf = widthOf;
    this.now = now;
    surface.addEventListener('pointerdown', (event) => this.onDown(event));
    surface.addEventListener('pointermove', (event) => this.onMove(event));
    surface.addEventListener('pointerup', (event) => this.onEnd(event, true));
    surface.addEventListener('pointercancel', (event) => this.onEnd(event, false));
    surface.addEventListener('lostpointercapture', (event) => this.onEnd(event, false));
    view.addEventListener('pointermove', (event) => {
      if ((event as Event & Partial<PointerEvent>).pointerType === 'mouse') this.isUsed = false;
    });
    view.addEventListener('blur', () => this.release());
    page.addEventListener('visibilitychange', () => this.release());
  }

  release(): void {
    centre(this.left);
    centre(this.right);
    this.tapUntil = 0;
    this.isTapNew = false;
  }

  /** The controls of a picture were read. */
  noteRead(): void {
    this.isTapNew = false;
  }

  isHeld(slot: string): boolean {
    return slot === this.trigger && this.isFiring;
  }

  /** True while the right thumb is pushed out, and for a moment after it tapped. */
  get isFiring(): boolean {
    return Math.hypot(this.right.x, this.right.y) >= FIRE_DEFLECTION || this.isTapNew || this.now() < this.tapUntil;
  }

  private onDown(event: Event): void {
    const pointer = event as Event & Partial<PointerEvent>;
    if (pointer.pointerType !== 'touch' || pointer.pointerId === undefined) return;
    this.isUsed = true;
    const { clientX = 0, clientY = 0 } = pointer;
    const stick = clientX < this.widthOf() / 2 !== this.isSwapped ? this.left : this.right;
    if (stick.pointerId !== undefined) return;
    event.preventDefault();
    stick.pointerId = pointer.pointerId;
    stick.originX = clientX;
    stick.originY = clientY;
    if (stick === this.right || this.tapsAnywhere) this.downSince = this.now();
    // Throws where the finger is gone already; then a cancel follows by itself.
    try {
      this.surface.setPointerCapture?.(pointer.pointerId);
    } catch {
      centre(stick);
    }
  }

  private onMove(event: Event): void {
    const pointer = event as Event & Partial<PointerEvent>;
    const stick = this.heldBy(pointer.pointerId);
    if (stick === undefined) return;
    const x = ((pointer.clientX ?? 0) - stick.originX) / STICK_REACH;
    const y = ((pointer.clientY ?? 0) - stick.originY) / STICK_REACH;
    const length = Math.hypot(x, y);
    const scale = length > 1 ? 1 / length : 1;
    stick.x = x * scale;
    stick.y = y * scale;
  }

  private onEnd(event: Event, isLifted: boolean): void {
    const stick = this.heldBy((event as Event & Partial<PointerEvent>).pointerId);
    if (stick === undefined) return;
    const isTrigger = stick === this.right || this.tapsAnywhere;
    if (isLifted && isTrigger && this.now() - this.downSince < TAP_MS) {
      this.tapUntil = this.now() + TAP_HOLD_MS;
      this.isTapNew = true;
    }
    centre(stick);
  }

  private heldBy(pointerId: number | undefined): Stick | undefined {
    if (pointerId === undefined) return undefined;
    if (this.left.pointerId === pointerId) return this.left;
    return this.right.pointerId === pointerId ? this.right : undefined;
  }
}

function freeStick(side: 'left' | 'right'): Stick {
  return { side, pointerId: undefined, originX: 0, originY: 0, x: 0, y: 0 };
}

function centre(stick: Stick): void {
  stick.pointerId = undefined;
  stick.x = 0;
  stick.y = 0;
}
