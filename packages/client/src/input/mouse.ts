// The mouse: where it points, and its buttons. Pens count as mice.

import { type Bindings, mouseBit } from './bindings.ts';
import type { Device } from './device.ts';

export class Mouse implements Device {
  /** Where it points, in CSS pixels of the window; undefined until it moved. */
  x: number | undefined;
  y: number | undefined;
  /** The buttons held, and those pressed since the controls were last read: on a slow page a click may lie between two pictures. */
  private held = 0;
  private pressed = 0;
  private readonly bindings: Bindings;
  private readonly isEnabled: () => boolean;

  /** Buttons count when pressed on `surface`, movement everywhere. */
  constructor(
    surface: EventTarget,
    view: EventTarget,
    page: EventTarget,
    bindings: Bindings,
    isEnabled: () => boolean,
  ) {
    this.bindings = bindings;
    this.isEnabled = isEnabled;
    view.addEventListener('pointermove', (event) => this.onPointer(event, false));
    view.addEventListener('pointerup', (event) => this.onPointer(event, false));
    surface.addEventListener('pointerdown', (event) => this.onPointer(event, true));
    surface.addEventListener('contextmenu', (event) => event.preventDefault());
    for (const end of ['pointercancel', 'lostpointercapture', 'blur']) view.addEventListener(end, () => this.release());
    page.addEventListener('visibilitychange', () => this.release());
  }

  isHeld(slot: string): boolean {
    return ((this.held | this.pressed) & this.bits(slot)) !== 0;
  }

  release(): void {
    this.held = 0;
    this.pressed = 0;
  }

  /** The controls of a picture were read. */
  noteRead(): void {
    this.pressed = 0;
  }

  private onPointer(event: Event, isDown: boolean): void {
    const pointer = event as Event & Partial<PointerEvent>;
    if (pointer.pointerType === 'touch' || pointer.clientX === undefined || pointer.clientY === undefined) return;
    this.x = pointer.clientX;
    this.y = pointer.clientY;
    const buttons = pointer.buttons ?? 0;
    // Only the first button of several makes a `pointerdown`; the others show as a move with more of them held.
    const mayPress = this.isEnabled() && (isDown || this.held !== 0);
    const pressed = mayPress ? buttons & ~this.held : 0;
    this.held = (buttons & this.held) | pressed;
    this.pressed |= pressed;
    if (isDown) event.preventDefault();
  }

  private bits(slot: string): number {
    let bits = 0;
    for (const button of this.bindings.controlsOf('mouse', slot)) bits |= mouseBit(button);
    return bits;
  }
}
