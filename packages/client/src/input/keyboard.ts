// Keys as wishes. Positions on the keyboard count, not letters, so that WASD lies right on every layout. Where a device reports no
// position, as virtual keyboards and remote desktops do, the letter counts.

import type { Wish } from './actions.ts';

type Held = 'up' | 'down' | 'left' | 'right' | 'turn' | 'turn-back' | 'fire' | 'boost';

const BY_CODE: Readonly<Record<string, Held>> = {
  KeyW: 'up',
  ArrowUp: 'up',
  KeyS: 'down',
  ArrowDown: 'down',
  KeyA: 'left',
  ArrowLeft: 'left',
  KeyD: 'right',
  ArrowRight: 'right',
  KeyQ: 'turn-back',
  KeyE: 'turn',
  Space: 'fire',
  ShiftLeft: 'boost',
  ShiftRight: 'boost',
};

/** In lower case. */
const BY_KEY: Readonly<Record<string, Held>> = {
  w: 'up',
  arrowup: 'up',
  s: 'down',
  arrowdown: 'down',
  a: 'left',
  arrowleft: 'left',
  d: 'right',
  arrowright: 'right',
  q: 'turn-back',
  e: 'turn',
  ' ': 'fire',
  shift: 'boost',
};

/** Names the Shift key where only the `shiftKey` of other keys' events shows it, as in browsers that hide the modifiers. */
const SHIFT_FLAG = 'shift';

type Key = Event & Partial<KeyboardEvent>;

export class Keyboard {
  /** What each key that is down asks for, by its code, or by what it asks for where it has none. */
  private readonly held = new Map<string, Held>();
  /** Pressed since the controls were last read, perhaps let go already: on a slow page a press may lie between two pictures. */
  private readonly pressed = new Set<Held>();
  private readonly isEnabled: () => boolean;

  /** Listens on the window and its document; keys pressed while `isEnabled` answers false belong to the menu. */
  constructor(target: EventTarget, page: EventTarget, isEnabled: () => boolean) {
    this.isEnabled = isEnabled;
    target.addEventListener('keydown', (event) => this.onDown(event));
    target.addEventListener('keyup', (event) => this.onUp(event));
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
      turn: Number(this.isHeld('turn')) - Number(this.isHeld('turn-back')),
      isFiring: this.isHeld('fire'),
      isBoosting: this.isHeld('boost'),
    };
  }

  private isHeld(wanted: Held): boolean {
    if (this.pressed.has(wanted)) return true;
    for (const held of this.held.values()) if (held === wanted) return true;
    return false;
  }

  private onDown(event: Key): void {
    if (swallowsReleases(event)) this.release();
    if (isNotOurs(event) || !this.isEnabled()) return;
    this.noteShift(event);
    const wanted = wantedBy(event);
    if (wanted === undefined) return;
    // Space and arrows would scroll the page or press a focused button.
    event.preventDefault();
    this.held.set(codeOf(event) ?? wanted, wanted);
    this.pressed.add(wanted);
  }

  private onUp(event: Key): void {
    if (swallowsReleases(event)) this.release();
    const code = codeOf(event);
    const wanted = wantedBy(event);
    if (code !== undefined) this.held.delete(code);
    if (wanted !== undefined) this.held.delete(wanted);
    // Without a position it may be any of the keys that ask for this.
    if (code === undefined) for (const [key, held] of this.held) if (held === wanted) this.held.delete(key);
    this.noteShift(event);
  }

  // Of two Shift keys that are down, Windows reports the release of one. And some browsers report no press of Shift at all.
  private noteShift({ shiftKey }: Key): void {
    if (shiftKey === true) this.held.set(SHIFT_FLAG, 'boost');
    if (shiftKey === false) for (const [key, held] of this.held) if (held === 'boost') this.held.delete(key);
  }
}

function codeOf({ code = '' }: Key): string | undefined {
  return code === '' || code === 'Unidentified' ? undefined : code;
}

function wantedBy(event: Key): Held | undefined {
  const code = codeOf(event);
  return code === undefined ? BY_KEY[(event.key ?? '').toLowerCase()] : BY_CODE[code];
}

// While Meta is down, macOS reports no key that goes up; and Alt opens menus of the window, which take the releases for themselves.
function swallowsReleases({ key, metaKey }: Key): boolean {
  return metaKey === true || key === 'Meta' || key === 'OS' || key === 'Alt';
}

// A shortcut of the browser or of the system, a text under way in an input method, or something typed into a field.
function isNotOurs({ ctrlKey, metaKey, altKey, isComposing, key, target }: Key): boolean {
  if (ctrlKey === true || metaKey === true || altKey === true) return true;
  return isComposing === true || key === 'Process' || takesText(target);
}

function takesText(target: EventTarget | null): boolean {
  const field = target as (EventTarget & Partial<HTMLInputElement>) | null;
  switch (field?.tagName) {
    case 'INPUT':
    case 'TEXTAREA':
      return field.readOnly !== true;
    case 'SELECT':
      return true;
    default:
      return field?.isContentEditable === true;
  }
}
