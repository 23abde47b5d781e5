// The three upgrades to choose from: a button each, which a key, a finger, a pad or a screen reader presses. Play goes on meanwhile.

import { element, icon, setHidden, setText } from '@starfray/client/ui';
import { UPGRADES } from '../../rules/index.ts';
import { UPGRADE_WORDS, type UpgradeWords } from './upgrade-words.ts';

interface Card {
  readonly root: HTMLButtonElement;
  readonly name: HTMLElement;
  readonly gives: HTMLElement;
  readonly costs: HTMLElement;
  readonly picture: HTMLElement;
}

/** The words of an offer, which counts upgrades from 1; undefined for none. */
function wordsOf(offer: number): UpgradeWords | undefined {
  const upgrade = UPGRADES[offer - 1];
  return upgrade === undefined ? undefined : UPGRADE_WORDS[upgrade];
}

/** What a screen reader says of the offers. */
export function offersText(level: number, offers: readonly number[]): string {
  const parts = offers.flatMap((offer, i) => {
    const words = wordsOf(offer);
    return words === undefined ? [] : [`${i + 1}: ${words.name}, ${words.gives}, ${words.costs}.`];
  });
  return `Level ${level}. Choose an upgrade. ${parts.join(' ')}`;
}

export class UpgradeChoice {
  /** The control of each offer for fingers, in their order. */
  readonly buttons: readonly HTMLButtonElement[];
  readonly root: HTMLElement;
  private readonly cards: readonly Card[] = [1, 2, 3].map(makeCard);
  private readonly voice = element('p', { class: 'visually-hidden', attributes: { role: 'status' } });
  private readonly group: HTMLElement;
  private shown = '';

  constructor() {
    this.buttons = this.cards.map(({ root }) => root);
    this.group = element(
      'div',
      { class: 'choice', attributes: { role: 'group', 'aria-label': 'Choose an upgrade' } },
      element('p', { class: 'choice-title', text: 'Choose an upgrade', attributes: { 'aria-hidden': 'true' } }),
      ...this.buttons,
    );
    this.group.hidden = true;
    // The voice stays in the page: a live region that appears with its text is not read out.
    this.root = element('div', {}, this.group, this.voice);
  }

  /** Shows offers, counted from 1; nothing without any. */
  update(level: number, offers: readonly number[]): void {
    const key = offers.join();
    if (key === this.shown) return;
    this.shown = key;
    const isOffered = offers.some((offer) => offer !== 0);
    setHidden(this.group, !isOffered);
    setText(this.voice, isOffered ? offersText(level, offers) : '');
    for (const [i, card] of this.cards.entries()) write(card, wordsOf(offers[i] ?? 0));
  }
}

function makeCard(place: number): Card {
  const name = element('strong');
  const gives = element('span', { class: 'choice-gives' });
  const costs = element('span', { class: 'choice-costs' });
  const picture = element('span', { class: 'choice-picture', attributes: { 'aria-hidden': 'true' } });
  const root = element(
    'button',
    { class: 'choice-card', attributes: { type: 'button', 'aria-keyshortcuts': String(place) } },
    element('kbd', { text: String(place), attributes: { 'aria-hidden': 'true' } }),
    picture,
    element('span', { class: 'choice-words' }, name, gives, costs),
  );
  return { root, name, gives, costs, picture };
}

function write(card: Card, words: UpgradeWords | undefined): void {
  setText(card.name, words?.name ?? '');
  setText(card.gives, words?.gives ?? '');
  setText(card.costs, words?.costs ?? '');
  card.picture.replaceChildren(...(words === undefined ? [] : [icon(words.drawing)]));
}
