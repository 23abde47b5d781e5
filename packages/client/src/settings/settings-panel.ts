// The settings: a dialog over menu and game, fetched when it is first opened. Every change counts at once.

import type { Bindings } from '../input/bindings.ts';
import { element } from '../ui/dom.ts';
import { ControlsTable, type PadListener } from './controls-table.ts';
import {
  CHOICES,
  type Choice,
  type ChoiceName,
  type Preferences,
  SLIDERS,
  type SliderName,
  type Values,
} from './preferences.ts';
import { SETTINGS_WORDS as WORDS } from './settings-words.ts';

export interface SettingsOptions {
  readonly preferences: Preferences;
  readonly bindings: Bindings;
  readonly pads: PadListener;
  readonly onClose: () => void;
}

export class SettingsPanel {
  readonly root = element('dialog', { class: 'settings', attributes: { 'aria-labelledby': 'settings-title' } });
  private readonly preferences: Preferences;
  private readonly refreshers: ((values: Values) => void)[] = [];
  private readonly leave = element('button', {
    class: 'settings-leave',
    text: WORDS.leave,
    attributes: { type: 'button' },
  });
  private readonly table: ControlsTable;
  private onLeave: (() => void) | undefined;

  constructor(options: SettingsOptions) {
    const { preferences, bindings, pads, onClose } = options;
    this.preferences = preferences;
    this.table = new ControlsTable(preferences, bindings, pads);
    this.leave.addEventListener('click', () => {
      this.close();
      this.onLeave?.();
    });
    const done = element('button', {
      class: 'settings-done',
      text: WORDS.done,
      attributes: { type: 'button', autofocus: '' },
    });
    done.addEventListener('click', () => this.close());
    const reset = element('button', { text: WORDS.reset, attributes: { type: 'button' } });
    reset.addEventListener('click', () => preferences.reset());
    this.root.append(
      element(
        'div',
        { class: 'settings-head' },
        element('h2', { text: WORDS.title, attributes: { id: 'settings-title' } }),
        this.leave,
        done,
      ),
      this.section(WORDS.sections.sound, ...this.sliders('master', 'effects', 'music')),
      this.section(WORDS.sections.picture, ...this.choices('quality', 'motion', 'flash'), ...this.sliders('scale')),
      this.section(WORDS.sections.hands, ...this.choices('toggle', 'assist', 'haptics', 'sticks')),
      this.section(WORDS.sections.controls, this.table.root),
      element('p', { class: 'settings-foot' }, reset),
    );
    // Escape closes it by itself, and so does whatever closes dialogs on a phone.
    this.root.addEventListener('close', () => {
      this.table.stop();
      onClose();
    });
    this.root.addEventListener('cancel', (event) => {
      if (this.table.isListening) event.preventDefault();
    });
    document.body.append(this.root);
    preferences.watch((values) => {
      for (const refresh of this.refreshers) refresh(values);
      this.table.refresh();
    });
  }

  get isOpen(): boolean {
    return this.root.open;
  }

  open(onLeave: (() => void) | undefined): void {
    this.onLeave = onLeave;
    this.leave.hidden = onLeave === undefined;
    if (!this.root.open) this.root.showModal();
  }

  close(): void {
    this.root.close();
  }

  /** B on a pad: away from a control that waits for a press, or out of the settings. */
  back(): void {
    if (this.table.isListening) this.table.stop();
    else this.close();
  }

  private section(title: string, ...lines: readonly Node[]): HTMLElement {
    return element('section', {}, element('h3', { text: title }), ...lines);
  }

  private choices(...names: readonly ChoiceName[]): readonly Node[] {
    return names.map((name) => this.choice(name));
  }

  private choice<N extends ChoiceName>(name: N): Node {
    const id = `settings-${name}`;
    const words = WORDS.choices[name];
    const select = element('select', { attributes: { id } });
    for (const value of CHOICES[name]) {
      select.append(element('option', { text: wordOf(words.options, value), attributes: { value } }));
    }
    select.addEventListener('change', () => {
      const known: readonly Choice<N>[] = CHOICES[name];
      const value = known.find((one) => one === select.value);
      if (value !== undefined) this.preferences.choose(name, value);
    });
    this.refreshers.push(({ choices }) => {
      select.value = choices[name];
    });
    return line(id, words.label, words.hint, select);
  }

  private sliders(...names: readonly SliderName[]): readonly Node[] {
    return names.map((name) => {
      const id = `settings-${name}`;
      const { least, most, step } = SLIDERS[name];
      const range = { type: 'range', id, min: String(least), max: String(most), step: String(step) };
      const slider = element('input', { attributes: range });
      const shown = element('output', { attributes: { for: id } });
      slider.addEventListener('input', () => this.preferences.slide(name, Number(slider.value)));
      this.refreshers.push(({ sliders }) => {
        slider.value = String(sliders[name]);
        slider.setAttribute('aria-valuetext', `${sliders[name]} %`);
        shown.textContent = `${sliders[name]} %`;
      });
      return line(id, WORDS.sliders[name], undefined, slider, shown);
    });
  }
}

function line(id: string, label: string, hint: string | undefined, ...controls: readonly HTMLElement[]): Node {
  const words = element('label', { text: label, attributes: { for: id } });
  const made = element('div', { class: 'settings-line' }, words, ...controls);
  if (hint !== undefined) {
    controls[0]?.setAttribute('aria-describedby', `${id}-hint`);
    made.append(element('p', { class: 'settings-hint', text: hint, attributes: { id: `${id}-hint` } }));
  }
  return made;
}

function wordOf(words: Readonly<Record<string, string>>, value: string): string {
  return words[value] ?? value;
}
