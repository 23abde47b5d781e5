// Keys as wishes. Positions on the keyboard count, not letters, so that WASD lies right on every layout.

import type { Wish } from './actions.ts';

type Held = 'up' | 'down' | 'left' | 'right' | 'fire' | 'boost';

const KEYS: Readonly<Record<string, Held>> = {
  KeyW: 'up',
  ArrowUp: 'up',
  KeyS: 'down',
  ArrowDown: 'down',
  KeyA: 'left',
  ArrowLeft: 'left',
  KeyD: 'right',
  ArrowRight: 'right',
  Space: 'fire',
  ShiftLeft: 'boost',
  ShiftRight: 'boost',
};

export class Keyboard {
  private readonly held = new Set<string>();
  /** Pressed since the controls were last read, perhaps let go already: on a slow page a press may lie between two pictures. */
  private readonly pressed = new Set<string>();
  private readonly isEnabled: () => boolean;

  /** Listens on the window and its document; keys pressed while `isEnabled` answers false belong to the menu. */
  constructor(target: EventTarget, page: EventTarget, isEnabled: () => boolean) {
    this.isEnabled = isEnabled;
    target.addEventListener('keydown', (event) => this.onKey(event, true));
    target.addEventListener('keyup', (event) => this.onKey(event, false));
    // A key that goes up while another window has the focus is never reported.
    target.addEventListener('blur', () => this.release());
    page.addEventListener('visibilitychange', () => this.release());
  }

  release(): void {
    this.held.clear();
    this.pressed.clear();
  }

  /** The controls of a picture were read. */
  noteRead(): void {
    this.pressed.clear();
  }

  wish(): Wish {
    return {
      thrustX: Number(this.isHeld('right')) - Number(this.isHeld('left')),
      thrustY: Number(this.isHeld('down')) - Number(this.isHeld('up')),
      isFiring: this.isHeld('fire'),
      isBoosting: this.isHeld('boost'),
    };
  }

  private isHeld(wanted: Held): boolean {
    for (const code of this.held) if (KEYS[code] === wanted) return true;
    for (const code of this.pressed) if (KEYS[code] === wanted) return true;
    return false;
  }

  private onKey(event: Event, isDown: boolean): void {
    const code = 'code' in event && typeof event.code === 'string' ? event.code : '';
    if (KEYS[code] === undefined) return;
    if (!isDown) {
      this.held.delete(code);
      return;
    }
    if (!this.isEnabled()) return;
    // Space and arrows would scroll the page or press a focused button.
    event.preventDefault();
    this.held.add(code);
    this.pressed.add(code);
  }
}
