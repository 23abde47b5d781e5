// The mouse as wishes: where it points, the left button fires, the right one boosts. Pens count as mice.

const LEFT = 1;
const RIGHT = 2;

export class Mouse {
  /** Where it points, in CSS pixels of the window; undefined until it moved. */
  x: number | undefined;
  y: number | undefined;
  /** The buttons held, and those pressed since the controls were last read: on a slow page a click may lie between two pictures. */
  private held = 0;
  private pressed = 0;
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

  get isFiring(): boolean {
    return ((this.held | this.pressed) & LEFT) !== 0;
  }

  get isBoosting(): boolean {
    return ((this.held | this.pressed) & RIGHT) !== 0;
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
    const buttons = (pointer.buttons ?? 0) & (LEFT | RIGHT);
    // Only the first button of several makes a `pointerdown`; the others show as a move with more of them held.
    const mayPress = this.isEnabled() && (isDown || this.held !== 0);
    const pressed = mayPress ? buttons & ~this.held : 0;
    this.held = (buttons & this.held) | pressed;
    this.pressed |= pressed;
    if (isDown) event.preventDefault();
  }
}
