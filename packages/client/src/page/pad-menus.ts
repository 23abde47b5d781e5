// A pad in everything that is not flight: it moves the focus in whatever menu lies in front, opens the settings by Start, and goes back by B.

import type { Pads } from '../input/pads.ts';
import type { SettingsHost } from '../settings/settings-host.ts';
import { byId } from '../ui/dom.ts';
import type { Menu } from '../ui/menu.ts';
import { PadFocus } from '../ui/pad-focus.ts';

export class PadMenus {
  private readonly pads: Pads;
  private readonly settings: SettingsHost;
  private readonly menu: Menu;
  private readonly focus = new PadFocus();

  constructor(pads: Pads, settings: SettingsHost, menu: Menu) {
    this.pads = pads;
    this.settings = settings;
    this.menu = menu;
  }

  /** Reads the pads and drives the menu in front, if any. Call it once a frame, before the controls are read. */
  update(nowMs: number): void {
    const { pads, settings, focus } = this;
    pads.poll();
    const news = pads.takeNews();
    document.body.classList.toggle('is-pad', pads.isUsed);
    if (news.some((button) => settings.hearPad(button))) return;
    const root = this.inFront();
    if (news.includes('start')) settings.toggle();
    else if (root === undefined) focus.reset();
    else {
      const wish = { news, isDown: (button: string) => pads.isDown(button), stick: pads.left };
      focus.update(root, wish, nowMs, () => settings.isOpen && settings.back());
    }
  }

  private inFront(): HTMLElement | undefined {
    const dialog = document.querySelector<HTMLElement>('dialog[open]');
    if (dialog !== null) return dialog;
    return this.menu.isOpen ? byId('menu') : overlay();
  }
}

/** Is the focus on a button over the picture? A press is meant for it then, and not for the ship. */
export function isFocusOverPicture(): boolean {
  return document.activeElement !== document.body && overlay()?.contains(document.activeElement) === true;
}

// What lies over the picture and has buttons: the end of a life, a lost connection.
function overlay(): HTMLElement | undefined {
  const overlays = document.querySelectorAll<HTMLElement>('#hud .overlay:not([hidden])');
  return Array.from(overlays).find((found) => found.querySelector('button') !== null);
}
