// The best of all time and of this week, below the menu's button: asked for when the menu is open, and empty where nobody flew yet.

import { element, setHidden } from './dom.ts';

export type Period = 'all' | 'week';

export interface HallEntry {
  readonly name: string;
  readonly score: number;
}

const PERIODS: readonly (readonly [Period, string])[] = [
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
  private period: Period = 'week';

  constructor(root: HTMLElement, ask: (url: string) => Promise<unknown>) {
    this.root = root;
    this.ask = ask;
    this.tabs = PERIODS.map(([period, text]) => {
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
    // A week that has just begun has nobody yet, but there may be those of before.
    if (this.list.childElementCount === 0 && this.period === 'week') await this.show('all');
    setHidden(this.root, this.list.childElementCount === 0 && this.root.hidden !== false);
  }

  private async show(period: Period): Promise<void> {
    this.period = period;
    for (const [i, tab] of this.tabs.entries()) {
      tab.setAttribute('aria-pressed', String(PERIODS[i]?.[0] === period));
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
