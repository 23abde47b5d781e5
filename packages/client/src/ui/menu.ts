// The menu over the live picture: a name, a big button and, where the server asks for one, a join code.

import { SMOOTHINGS, type Smoothing } from '../net/smoothing.ts';
import type { Memory } from '../platform/storage.ts';
import { byId, byIdOf, element, setHidden, setText } from './dom.ts';

const NAME_KEY = 'name';
const SMOOTHING_KEY = 'smoothing';

export interface PlayRequest {
  readonly name: string;
  readonly code: string;
}

export interface MenuOptions {
  readonly memory: Memory;
  /** What one can do, and by which controls. */
  readonly helpLines: readonly (readonly [label: string, controls: string])[];
  readonly isTouch: boolean;
  readonly onPlay: (request: PlayRequest) => void;
  readonly onSmoothing: (smoothing: Smoothing) => void;
}

export class Menu {
  private readonly root = byId('menu');
  private readonly name = byIdOf('name', HTMLInputElement);
  private readonly code = byIdOf('code', HTMLInputElement);
  private readonly codeRow = byId('code-row');
  private readonly button = byIdOf('play', HTMLButtonElement);
  private readonly notice = byId('menu-notice');
  private readonly smoothings = byIdOf('smoothing', HTMLSelectElement);
  private readonly isTouch: boolean;

  constructor({ memory, helpLines, isTouch, onPlay, onSmoothing }: MenuOptions) {
    this.isTouch = isTouch;
    this.name.value = memory.read(NAME_KEY) ?? '';
    byIdOf('play-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      memory.write(NAME_KEY, this.typed.name);
      onPlay(this.typed);
    });
    this.offerSmoothing(memory, onSmoothing);
    this.listControls(helpLines);
    // Without a script a press would send the form, and load the page again.
    this.button.disabled = false;
    this.focus();
  }

  get typed(): PlayRequest {
    return { name: this.name.value.trim(), code: this.code.value.trim() };
  }

  /** What the pilot chose for an uneven connection. */
  get smoothing(): Smoothing {
    return SMOOTHINGS.find((name) => name === this.smoothings.value) ?? 'auto';
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  open(): void {
    setHidden(this.root, false);
    this.focus();
  }

  close(): void {
    setHidden(this.root, true);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  /** A sentence below the button; '' for none. */
  say(text: string, isBad = false): void {
    setText(this.notice, text);
    this.notice.classList.toggle('is-bad', isBad);
  }

  /** Names the room that an invitation leads to, and its mode once it is known. */
  nameRoom(room: string, mode?: string): void {
    setText(byId('room-line'), `Invited to room ${room}${mode === undefined ? '' : ` · ${mode}`}`);
  }

  /** Shows the field for the join code, as the server wants one. */
  askCode(): void {
    setHidden(this.codeRow, false);
    this.open();
    this.code.focus();
  }

  // On a phone the focus would raise the keyboard over the menu.
  private focus(): void {
    if (this.isTouch) return;
    if (this.name.value === '') this.name.focus();
    else this.button.focus();
  }

  private offerSmoothing(memory: Memory, onSmoothing: MenuOptions['onSmoothing']): void {
    const select = this.smoothings;
    for (const name of SMOOTHINGS) {
      const text = name.charAt(0).toUpperCase() + name.slice(1);
      select.append(element('option', { text, attributes: { value: name } }));
    }
    select.value = SMOOTHINGS.find((name) => name === memory.read(SMOOTHING_KEY)) ?? 'auto';
    select.addEventListener('change', () => {
      memory.write(SMOOTHING_KEY, select.value);
      onSmoothing(this.smoothing);
    });
  }

  private listControls(lines: MenuOptions['helpLines']): void {
    for (const [label, controls] of lines) {
      byId('controls-help').append(element('dt', { text: label }), element('dd', { text: controls }));
    }
  }
}
