// A button of the page that acts as long as a finger is on it.

interface Surface extends EventTarget {
  setPointerCapture?(pointerId: number): void;
}

export class HoldButton {
  private pointerId: number | undefined;
  /** Pressed since the controls were last read: on a slow page a press may lie between two pictures. */
  private isPressed = false;

  constructor(surface: Surface, view: EventTarget, page: EventTarget) {
    surface.addEventListener('pointerdown', (event) => {
      const { pointerId } = event as Event & Partial<PointerEvent>;
      if (pointerId === undefined || this.pointerId !== undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.pointerId = pointerId;
      this.isPressed = true;
      try {
        surface.setPointerCapture?.(pointerId);
      } catch {
        this.release();
      }
    });
    // A keyboard or a screen reader presses without a pointer.
    surface.addEventListener('click', (event) => {
      if ((event as Event & Partial<MouseEvent>).detail === 0) this.isPressed = true;
    });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      surface.addEventListener(end, (event) => {
        if ((event as Event & Partial<PointerEvent>).pointerId === this.pointerId) this.pointerId = undefined;
      });
    }
    view.addEventListener('blur', () => this.release());
    page.addEventListener('visibilitychange', () => this.release());
  }

  get isHeld(): boolean {
    return this.pointerId !== undefined || this.isPressed;
  }

  release(): void {
    this.pointerId = undefined;
    this.isPressed = false;
  }

  /** The controls of a picture were read. */
  noteRead(): void {
    this.isPressed = false;
  }
}
