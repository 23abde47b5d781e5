// The best of today, of this week and of all time, below the menu's button: asked for when the menu is open, and empty where nobody flew yet.

import type { Period } from '@starfray/shared/protocol';
import { element, setHidden } from './dom.ts';

export interface HallEntry {
  readonly name: string;
  readonly score: number;
}

const TABS: readonly (readonly [Period, string])[] = [
  ['day', 'Today'],
  ['week', 'This week'],
  ['all', 'All time'],
];
const LINES = 5;

/** The entries of an answer of /api/leaderboard; none of whatever is no such answer. */
export function readHall(answer: unknown): readonly HallEntry[] {
  if (typeof answer !== 'object' || answer === null || !('entries' in answer)) return [];
  const { entries } = answer;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown): HallEntry[] => {
    if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('score' in entry)) return [];
    const { name, score } = entry;
    return typeof name === 'string' && typeof score === 'number' ? [{ name, score }] : [];
  });
}

export class HallOfFame {
  private readonly root: HTMLElement;
  private readonly ask: (url: string) => Promise<unknown>;
  private readonly list = element('ol');
  private readonly tabs: readonly HTMLButtonElement[];
  private period: Period = 'day';

  constructor(root: HTMLElement, ask: (url: string) => Promise<unknown>) {
    this.root = root;
    this.ask = ask;
    this.tabs = TABS.map(([period, text]) => {
      const tab = element('button', { text, attributes: { type: 'button' } });
      tab.addEventListener('click', () => void this.show(period));
      return tab;
    });
    const tabs = element('div', { class: 'hall-tabs', attributes: { role: 'group', 'aria-label': 'Best players of' } });
    tabs.append(...this.tabs);
    root.append(tabs, this.list);
  }

  /** Asks again; hidden while there is nothing to show at all. */
  async refresh(): Promise<void> {
    await this.show(this.period);
    // A day or a week that has just begun has nobody yet, but there may be those of before.
    if (this.list.childElementCount === 0 && this.period === 'day') await this.show('week');
    if (this.list.childElementCount === 0 && this.period === 'week') await this.show('all');
    setHidden(this.root, this.list.childElementCount === 0 && this.root.hidden !== false);
  }

  private async show(period: Period): Promise<void> {
    this.period = period;
    for (const [i, tab] of this.tabs.entries()) {
      tab.setAttribute('aria-pressed', String(TABS[i]?.[0] === period));
    }
    const entries = await this.ask(`/api/leaderboard?period=${period}&limit=${LINES}`).then(readHall, () => []);
    // Another tab may have been chosen meanwhile.
    if (this.period !== period) return;
    this.list.replaceChildren(...entries.map(line));
    if (entries.length > 0) setHidden(this.root, false);
  }
}

function line({ name, score }: HallEntry): HTMLLIElement {
  return element(
    'li',
    {},
    element('span', { class: 'name', text: name }),
    element('span', { class: 'points', text: String(score) }),
  );
}
