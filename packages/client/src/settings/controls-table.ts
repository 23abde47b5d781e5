// Which key, mouse button and pad button does what, each to be changed by a press. A control that is taken already is given only to who
// presses it twice.

import type { Slot } from '../input/actions.ts';
import type { Bindings, Board } from '../input/bindings.ts';
import { controlName } from '../input/control-names.ts';
import { element, setText } from '../ui/dom.ts';
import { type Hand, oneHandKeys } from './one-hand.ts';
import type { Preferences } from './preferences.ts';
import { SETTINGS_WORDS as WORDS } from './settings-words.ts';

/** The pads, as the table hears of a press. */
export interface PadListener {
  /** Calls back with the next button of a pad that goes down; undefined to stop. */
  listen(heard: ((button: string) => void) | undefined): void;
}

const BOARDS: readonly Board[] = ['keys', 'mouse', 'pad'];
/** By `MouseEvent.button`. The ones behind them make a browser go back and forth, whatever a page says. */
const MOUSE: readonly string[] = ['left', 'middle', 'right'];
/** The browser's, the system's, or the page's own. */
const RESERVED = /^(Escape|Tab|F\d+|(Control|Alt|Meta|OS)\w*|ContextMenu|CapsLock|NumLock|PrintScreen|Pause)$/;

interface Cell {
  readonly slot: Slot;
  readonly board: Board;
  readonly button: HTMLButtonElement;
}

export class ControlsTable {
  readonly root = element('div', { class: 'controls-table' });
  private readonly said = element('p', { class: 'settings-said', attributes: { role: 'status' } });
  private readonly preferences: Preferences;
  private readonly bindings: Bindings;
  private readonly pads: PadListener;
  private readonly cells: readonly Cell[];
  /** The cell that waits for a press, and the taken control that was pressed once. */
  private waiting: { readonly cell: Cell; asked: string | undefined } | undefined;

  constructor(preferences: Preferences, bindings: Bindings, pads: PadListener) {
    this.preferences = preferences;
    this.bindings = bindings;
    this.pads = pads;
    const head = element('tr', {}, element('td'));
    for (const board of BOARDS) head.append(element('th', { text: WORDS.boards[board], attributes: { scope: 'col' } }));
    const body = element('tbody');
    const cells: Cell[] = [];
    for (const slot of bindings.slots) {
      const row = element('tr', {}, element('th', { text: slotLabel(slot), attributes: { scope: 'row' } }));
      for (const board of BOARDS) {
        const cell = this.cell(slot, board);
        if (cell !== undefined) cells.push(cell);
        row.append(element('td', {}, ...(cell === undefined ? [] : [cell.button])));
      }
      body.append(row);
    }
    this.cells = cells;
    this.root.append(this.presets(), this.said, element('table', {}, element('thead', {}, head), body));
    // Before anything else on the page takes the key for itself.
    window.addEventListener('keydown', (event) => this.onKey(event), { capture: true });
    this.root.addEventListener('contextmenu', (event) => this.waiting !== undefined && event.preventDefault());
  }

  get isListening(): boolean {
    return this.waiting !== undefined;
  }

  /** No press is waited for any longer. */
  stop(): void {
    this.waiting = undefined;
    this.pads.listen(undefined);
    this.refresh();
  }

  /** Shows the controls of now. */
  refresh(): void {
    for (const cell of this.cells) {
      const isWaiting = this.waiting?.cell === cell;
      const names = this.bindings.controlsOf(cell.board, cell.slot.id).map((name) => controlName(cell.board, name));
      const text = isWaiting ? WORDS.press : names.join(', ') || WORDS.none;
      setText(cell.button, text);
      cell.button.classList.toggle('is-waiting', isWaiting);
      cell.button.setAttribute('aria-label', `${slotLabel(cell.slot)}, ${WORDS.boards[cell.board]}: ${text}`);
    }
  }

  private cell(slot: Slot, board: Board): Cell | undefined {
    // The mouse itself aims, and a stick flies: only buttons can be exchanged.
    if (board !== 'keys' && slot.way !== undefined) return undefined;
    const button = element('button', { attributes: { type: 'button' } });
    const cell = { slot, board, button };
    button.addEventListener('click', () => this.waiting?.cell !== cell && this.listen(cell));
    button.addEventListener('pointerdown', (event) => this.onMouse(cell, event));
    return cell;
  }

  private listen(cell: Cell): void {
    this.stop();
    this.waiting = { cell, asked: undefined };
    if (cell.board === 'pad') this.pads.listen((button) => this.hear('pad', button));
    this.refresh();
    setText(this.said, WORDS.listening[cell.board]);
  }

  private onKey(event: KeyboardEvent): void {
    const { waiting } = this;
    if (waiting === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    const { code } = event;
    if (code === 'Escape') {
      this.stop();
      setText(this.said, '');
    } else if (code === 'Delete' || code === 'Backspace') this.give(waiting.cell, []);
    else if (waiting.cell.board === 'keys') this.hear('keys', code);
  }

  private onMouse(cell: Cell, event: PointerEvent): void {
    if (this.waiting?.cell !== cell || cell.board !== 'mouse' || event.pointerType !== 'mouse') return;
    event.preventDefault();
    this.hear('mouse', MOUSE[event.button] ?? '');
  }

  private hear(board: Board, control: string): void {
    const { waiting, bindings } = this;
    if (waiting === undefined || waiting.cell.board !== board) return;
    if (control === '' || RESERVED.test(control)) {
      setText(this.said, WORDS.refused(controlName(board, control)));
      return;
    }
    const { slot } = waiting.cell;
    const owner = bindings.slots.find(({ id }) => id === bindings.slotOf(board, control));
    if (owner !== undefined && owner.id !== slot.id && waiting.asked !== control) {
      waiting.asked = control;
      setText(this.said, WORDS.taken(controlName(board, control), slotLabel(owner)));
      return;
    }
    const [, ...others] = bindings.controlsOf(board, slot.id);
    this.give(waiting.cell, [control, ...others.filter((other) => other !== control)]);
  }

  private give({ slot, board, button }: Cell, controls: readonly string[]): void {
    this.stop();
    this.bindings.set(board, slot.id, controls);
    this.store();
    const bare = this.bindings.slots.find(({ id }) => this.bindings.controlsOf('keys', id).length === 0);
    setText(this.said, bare === undefined ? '' : WORDS.bare(slotLabel(bare)));
    button.focus();
  }

  private store(): void {
    this.preferences.setControls(this.bindings.changes());
    this.refresh();
  }

  private presets(): HTMLElement {
    const made = element('div', {
      class: 'settings-presets',
      attributes: { role: 'group', 'aria-label': WORDS.presets.label },
    });
    const add = (text: string, run: () => void) => {
      const button = element('button', { text, attributes: { type: 'button' } });
      button.addEventListener('click', () => {
        this.stop();
        setText(this.said, '');
        run();
        this.store();
      });
      made.append(button);
    };
    made.append(element('span', { text: WORDS.presets.label, attributes: { 'aria-hidden': 'true' } }));
    add(WORDS.presets.usual, () => this.bindings.reset('keys'));
    add(WORDS.presets.left, () => this.useOneHand('left'));
    add(WORDS.presets.right, () => this.useOneHand('right'));
    add(WORDS.resetControls, () => this.bindings.reset());
    return made;
  }

  private useOneHand(hand: Hand): void {
    this.bindings.reset('keys');
    for (const [slot, keys] of oneHandKeys(this.bindings.slots, hand)) this.bindings.set('keys', slot, keys);
    // A finger that holds fire is one that does not fly.
    this.preferences.choose('toggle', 'on');
  }
}

function slotLabel({ action, way }: Slot): string {
  return way === undefined ? action.label : `${action.label} ${WORDS.ways[way]}`;
}
