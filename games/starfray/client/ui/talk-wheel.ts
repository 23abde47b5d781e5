// The wheel of phrases: eight buttons in a ring, for a mouse, a finger, the number keys or the aim of the ship.

import type { Memory } from '@starfray/client/page';
import { closeOnEscape, element, icon, setHidden } from '@starfray/client/ui';
import { PHRASE_TEXTS } from '../view/phrases.ts';
import type { Talk } from '../view/talk.ts';

const SPEECH = 'M4 5h16v11H9l-5 4z';

export class TalkWheel {
  readonly root = element('section', { class: 'talk-wheel', attributes: { 'aria-label': 'Say something' } });
  /** Opens the wheel by hand; on a touch screen it is the control of the action. */
  readonly button = element(
    'button',
    { class: 'icon-button', attributes: { type: 'button', 'aria-label': 'Say something', title: 'Say something' } },
    icon(SPEECH),
  );
  private readonly talk: Talk;
  private readonly phrases: readonly HTMLButtonElement[];
  private readonly hearing: HTMLInputElement;
  private shown = 0;

  constructor(talk: Talk, memory: Memory) {
    this.talk = talk;
    this.phrases = PHRASE_TEXTS.map((text, i) => this.phraseButton(text, i + 1));
    this.hearing = element('input', { attributes: { type: 'checkbox' } });
    this.hearing.checked = memory.read('phrases') !== 'off';
    this.hearing.addEventListener('change', () => memory.write('phrases', this.hearing.checked ? '' : 'off'));
    const hear = element('label', { text: 'Show what others say' });
    hear.prepend(this.hearing);
    this.root.append(...this.phrases, hear);
    this.root.hidden = true;
    // Mouse and fingers hold it as they hold the key.
    this.button.addEventListener('click', ({ detail }) => detail === 0 && talk.toggle());
    closeOnEscape(this.root);
    addEventListener('keydown', (event) => this.onKey(event), { capture: true });
  }

  /** Whether the phrases of others are to be shown. */
  get isHearing(): boolean {
    return this.hearing.checked;
  }

  update(isFlying: boolean): void {
    // Closed by Escape.
    if (this.root.hidden && this.shown !== 0) this.talk.close();
    if (!isFlying) this.talk.close();
    const { isOpen, pointedAt } = this.talk;
    setHidden(this.root, !isOpen);
    const shown = isOpen ? pointedAt + 1 : 0;
    if (shown === this.shown) return;
    this.shown = shown;
    for (const [i, button] of this.phrases.entries()) button.classList.toggle('is-pointed', i + 1 === pointedAt);
  }

  private phraseButton(text: string, phrase: number): HTMLButtonElement {
    const button = element('button', { text, attributes: { type: 'button' } });
    button.style.setProperty('--place', String(phrase - 1));
    button.prepend(element('kbd', { text: String(phrase), attributes: { 'aria-hidden': 'true' } }));
    button.addEventListener('click', () => this.talk.say(phrase, performance.now()));
    return button;
  }

  // The number keys are those of the wheel while it is open, whatever else they are for.
  private onKey(event: KeyboardEvent): void {
    const phrase = Number(event.key);
    if (!this.talk.isOpen || !(phrase >= 1 && phrase <= PHRASE_TEXTS.length)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.talk.say(phrase, performance.now());
  }
}
