// The mouse as wishes: where it points, the left button fires, the right one boosts. Pens count as mice.

const LEFT = 1;
const RIGHT = 2;

export class Mouse {
  /** Where it points, in CSS pixels of the window; undefined until it moved. */
  x: number | undefined;
  y: number | undefined;
  isFiring = false;
  isBoosting = false;
  private readonly isEnabled: () => boolean;

  /** Buttons count when pressed on `surface`, movement everywhere. */
  constructor(surface: EventTarget, view: EventTarget, page: EventTarget, isEnabled: () => boolean) {
    this.isEnabled = isEnabled;
    view.addEventListener('pointermove', (event) => this.onPointer(event, false));
    view.addEventListener('pointerup', (event) => this.onPointer(event, false));
    surface.addEventListener('pointerdown', (event) => this.onPointer(event, true));
    surface.addEventListener('contextmenu', (event) => event.preventDefault());
    for (const end of ['pointercancel', 'lostpointercapture', 'blur']) view.addEventListener(end, () => this.release());
    page.addEventListener('visibilitychange', () => this.release());
  }

  release(): void {
    this.isFiring = false;
    this.isBoosting = false;
  }

  private onPointer(event: Event, isDown: boolean): void {
    const pointer = event as Event & Partial<PointerEvent>;
    if (pointer.pointerType === 'touch' || pointer.clientX === undefined || pointer.clientY === undefined) return;
    this.x = pointer.clientX;
    this.y = pointer.clientY;
    const buttons = pointer.buttons ?? 0;
    // Only the first button of several makes a `pointerdown`; the others show as a move with more of them held.
    const mayPress = this.isEnabled() && (isDown || this.isFiring || this.isBoosting);
    this.isFiring = (buttons & LEFT) !== 0 && (mayPress || this.isFiring);
    this.isBoosting = (buttons & RIGHT) !== 0 && (mayPress || this.isBoosting);
    if (isDown) event.preventDefault();
  }
}
