// Which key, mouse button and pad button lies on which slot: those of the game's list, until the player chooses others.

import { type Action, keysOf, MOUSE_BUTTONS, type Slot, slotsOf } from './actions.ts';

export type Board = 'keys' | 'mouse' | 'pad';
const BOARDS: readonly Board[] = ['keys', 'mouse', 'pad'];

/** The controls of slots by board and slot, where they are not those of the game's list. */
export type Changes = Readonly<Record<Board, Readonly<Record<string, readonly string[]>>>>;

export class Bindings {
  readonly slots: readonly Slot[];
  private readonly bySlot: Record<Board, Map<string, readonly string[]>> = {
    keys: new Map(),
    mouse: new Map(),
    pad: new Map(),
  };
  private readonly byControl: Record<Board, Map<string, string>> = {
    keys: new Map(),
    mouse: new Map(),
    pad: new Map(),
  };
  private readonly byLetter = new Map<string, string>();

  constructor(actions: readonly Action[]) {
    this.slots = slotsOf(actions);
    this.reset();
  }

  /** The slot of a control: a key by its code, a button by its name. */
  slotOf(board: Board, control: string): string | undefined {
    return this.byControl[board].get(control);
  }

  /** The slot of a key that reports no code, by its letter (`KeyboardEvent.key` in lower case). */
  slotOfLetter(letter: string): string | undefined {
    return this.byLetter.get(letter);
  }

  /** The controls of a slot, the main one first. */
  controlsOf(board: Board, slot: string): readonly string[] {
    return this.bySlot[board].get(slot) ?? [];
  }

  /** Exchanges the controls of a slot. They are taken from the slots that had them. */
  set(board: Board, slot: string, controls: readonly string[]): void {
    const bySlot = this.bySlot[board];
    for (const [other, held] of bySlot) {
      if (other !== slot)
        bySlot.set(
          other,
          held.filter((control) => !controls.includes(control)),
        );
    }
    bySlot.set(slot, controls);
    this.index(board);
  }

  /** Back to what the game's list says, on one board or on all. */
  reset(...boards: readonly Board[]): void {
    for (const board of boards.length === 0 ? BOARDS : boards) {
      for (const slot of this.slots) this.bySlot[board].set(slot.id, originalOf(board, slot));
      this.index(board);
    }
  }

  /** The controls of every slot whose controls are not those of the game's list. */
  changes(): Changes {
    const of = (board: Board) =>
      Object.fromEntries(
        this.slots
          .map((slot) => [slot, this.controlsOf(board, slot.id)] as const)
          .filter(([slot, controls]) => controls.join() !== originalOf(board, slot).join())
          .map(([{ id }, controls]) => [id, controls]),
      );
    return { keys: of('keys'), mouse: of('mouse'), pad: of('pad') };
  }

  /** Makes changes of before again. Slots and controls that are none any longer are left out. */
  change(changes: Changes): void {
    this.reset();
    for (const board of BOARDS) {
      for (const { id } of this.slots) {
        const controls = changes[board][id];
        if (controls !== undefined) this.set(board, id, controls);
      }
    }
  }

  private index(board: Board): void {
    const byControl = this.byControl[board];
    byControl.clear();
    for (const [slot, controls] of this.bySlot[board]) for (const control of controls) byControl.set(control, slot);
    if (board !== 'keys') return;
    this.byLetter.clear();
    for (const [code, slot] of byControl) this.byLetter.set(letterOf(code), slot);
  }
}

function originalOf(board: Board, slot: Slot): readonly string[] {
  const { action } = slot;
  if (board === 'keys') return keysOf(slot);
  if (action.kind !== 'hold' && action.kind !== 'press') return [];
  return board === 'mouse' ? (action.mouse ?? []) : action.pad;
}

/** What `KeyboardEvent.key` is for a code on the keyboard that the codes are named after, in lower case. */
function letterOf(code: string): string {
  if (code === 'Space') return ' ';
  return code.replace(/^(Key|Digit)(?=.$)|(?<=^Shift)(Left|Right)$/, '').toLowerCase();
}

export function mouseBit(button: string): number {
  const names: readonly string[] = MOUSE_BUTTONS;
  const place = names.indexOf(button);
  return place < 0 ? 0 : 1 << place;
}
