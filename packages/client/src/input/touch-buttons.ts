// The buttons for fingers, each for one slot. A slot may have several.

import type { Device } from './device.ts';
import { HoldButton } from './hold-button.ts';

export class TouchButtons implements Device {
  private readonly bySlot = new Map<string, HoldButton[]>();
  private readonly view: EventTarget;
  private readonly page: EventTarget;

  constructor(view: EventTarget, page: EventTarget) {
    this.view = view;
    this.page = page;
  }

  /** From now on a press on `surface` is a press of the slot. */
  add(slot: string, surface: EventTarget): void {
    const buttons = this.bySlot.get(slot) ?? [];
    buttons.push(new HoldButton(surface, this.view, this.page));
    this.bySlot.set(slot, buttons);
  }

  has(slot: string): boolean {
    return this.bySlot.has(slot);
  }

  isHeld(slot: string): boolean {
    const buttons = this.bySlot.get(slot);
    return buttons?.some(({ isHeld }) => isHeld) === true;
  }

  release(): void {
    for (const buttons of this.bySlot.values()) for (const button of buttons) button.release();
  }

  noteRead(): void {
    for (const buttons of this.bySlot.values()) for (const button of buttons) button.noteRead();
  }
}
