// Keys. Positions on the keyboard count, not letters, so that WASD lies right on every layout. Where a device reports no
// position, as virtual keyboards and remote desktops do, the letter counts.

import type { Bindings } from './bindings.ts';
import type { Device } from './device.ts';

/** Names the Shift key where only the `shiftKey` of other keys' events shows it, as in browsers that hide the modifiers. */
const SHIFT_FLAG = 'shift';
const SHIFT_KEYS: readonly string[] = ['ShiftLeft', 'ShiftRight', SHIFT_FLAG];

type Key = Event & Partial<KeyboardEvent>;

export class Keyboard implements Device {
  /** The slot of each key that is down, by the key's code, or by the slot itself where it has none. */
  private readonly held = new Map<string, string>();
  /** Pressed since the controls were last read, perhaps let go already: on a slow page a press may lie between two pictures. */
  private readonly pressed = new Set<string>();
  private readonly bindings: Bindings;
  private readonly isEnabled: () => boolean;

  /** Listens on the window and its document; keys pressed while `isEnabled` answers false belong to the menu. */
  constructor(target: EventTarget, page: EventTarget, bindings: Bindings, isEnabled: () => boolean) {
    this.bindings = bindings;
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

  isHeld(slot: string): boolean {
    if (this.pressed.has(slot)) return true;
    for (const held of this.held.values()) if (held === slot) return true;
    return false;
  }

  private onDown(event: Key): void {
    if (swallowsReleases(event)) this.release();
    if (isNotOurs(event) || !this.isEnabled()) return;
    this.noteShift(event);
    const slot = this.slotOf(event);
    if (slot === undefined) return;
    // Space and arrows would scroll the page or press a focused button.
    event.preventDefault();
    this.held.set(codeOf(event) ?? slot, slot);
    this.pressed.add(slot);
  }

  private onUp(event: Key): void {
    if (swallowsReleases(event)) this.release();
    const code = codeOf(event);
    const slot = this.slotOf(event);
    if (code !== undefined) this.held.delete(code);
    if (slot !== undefined) this.held.delete(slot);
    // Without a position it may be any of the keys that ask for this.
    if (code === undefined) for (const [key, held] of this.held) if (held === slot) this.held.delete(key);
    this.noteShift(event);
  }

  // Of two Shift keys that are down, Windows reports the release of one. And some browsers report no press of Shift at all.
  private noteShift({ shiftKey, key, code = '' }: Key): void {
    const slot = this.bindings.slotOfLetter(SHIFT_FLAG);
    if (slot === undefined) return;
    const isReported = key === 'Shift' || [code, ...this.held.keys()].some((held) => SHIFT_KEYS.includes(held));
    if (shiftKey === true && !isReported) this.held.set(SHIFT_FLAG, slot);
    if (shiftKey === false) for (const key of [...SHIFT_KEYS, slot]) this.held.delete(key);
  }

  private slotOf(event: Key): string | undefined {
    const code = codeOf(event);
    if (code !== undefined) return this.bindings.slotOf('keys', code);
    return this.bindings.slotOfLetter((event.key ?? '').toLowerCase());
  }
}

function codeOf({ code = '' }: Key): string | undefined {
  return code === '' || code === 'Unidentified' ? undefined : code;
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
