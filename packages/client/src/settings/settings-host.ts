// Opens the settings, which are fetched when they are first wanted, and knows whether they are open.

import type { Bindings } from '../input/bindings.ts';
import type { PadListener } from './controls-table.ts';
import type { Preferences } from './preferences.ts';
import type { SettingsPanel } from './settings-panel.ts';

export class SettingsHost implements PadListener {
  /** Leaves the game; undefined while there is none to leave. */
  onLeave: (() => void) | undefined;
  /** Called when the settings were closed. */
  onClose: (() => void) | undefined;
  private readonly preferences: Preferences;
  private readonly bindings: Bindings;
  private fetching: Promise<SettingsPanel> | undefined;
  private panel: SettingsPanel | undefined;
  private heard: ((button: string) => void) | undefined;

  constructor(preferences: Preferences, bindings: Bindings) {
    this.preferences = preferences;
    this.bindings = bindings;
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || this.isOpen) return;
      // What lies over the picture goes first.
      if (document.querySelector('[data-escape]:not([hidden])') === null) void this.open();
    });
  }

  get isOpen(): boolean {
    return this.panel?.isOpen === true;
  }

  /** Shows the settings. Where they do not arrive, nothing happens, and the next press asks again. */
  async open(): Promise<void> {
    try {
      this.fetching ??= this.fetch();
      this.panel = await this.fetching;
    } catch {
      this.fetching = undefined;
      return;
    }
    this.panel.open(this.onLeave);
  }

  close(): void {
    this.panel?.close();
  }

  /** Start on a pad. */
  toggle(): void {
    if (this.isOpen) this.close();
    else void this.open();
  }

  /** B on a pad. */
  back(): void {
    this.panel?.back();
  }

  listen(heard: ((button: string) => void) | undefined): void {
    this.heard = heard;
  }

  /** A button of a pad went down; true where a control waited for it. */
  hearPad(button: string): boolean {
    const { heard } = this;
    heard?.(button);
    return heard !== undefined;
  }

  private async fetch(): Promise<SettingsPanel> {
    const { SettingsPanel } = await import('./settings-panel.ts');
    const { preferences, bindings } = this;
    return new SettingsPanel({ preferences, bindings, pads: this, onClose: () => this.onClose?.() });
  }
}
