// The games of this server above the menu's form: each with a sentence and the people who play it now. Nothing is shown for one game alone.

import { element, setHidden, setText } from './dom.ts';

interface OfferedGame {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Relative to the root of this page's game; `./` is this one. */
  readonly href: string;
  readonly humans: number;
}

const OWN = './';

/** The games of an answer of /api/games; none of any other answer, such as that of an older server. */
export function readGames(answer: unknown): readonly OfferedGame[] {
  if (typeof answer !== 'object' || answer === null || !('games' in answer)) return [];
  const { games } = answer;
  return Array.isArray(games) ? games.flatMap(readGame) : [];
}

function readGame(game: unknown): OfferedGame[] {
  if (typeof game !== 'object' || game === null) return [];
  const { name, title, about, href, humans } = game as Readonly<Record<string, unknown>>;
  const isWell = [name, title, about, href].every((text) => typeof text === 'string') && typeof humans === 'number';
  // Another node may be of another version; a link leads to this host alone.
  return isWell && /^[./\w-]+$/.test(String(href)) && !String(href).startsWith('/') ? [game as OfferedGame] : [];
}

export class GameChoice {
  private readonly root: HTMLElement;
  private readonly ask: () => Promise<unknown>;
  private readonly addressOf: (href: string) => string;
  private readonly counts = new Map<string, HTMLElement>();

  /** @param addressOf the whole address of a game's page, as of the moment that it is gone to. */
  constructor(root: HTMLElement, ask: () => Promise<unknown>, addressOf: (href: string) => string) {
    this.root = root;
    this.ask = ask;
    this.addressOf = addressOf;
  }

  /** Asks again. */
  async refresh(): Promise<void> {
    const games = await this.ask().then(readGames, () => []);
    if (games.length < 2) return;
    if (games.some(({ name }) => !this.counts.has(name))) this.build(games);
    for (const { name, humans } of games) {
      const count = this.counts.get(name);
      if (count !== undefined) setText(count, humans === 0 ? 'nobody playing yet' : `${humans} playing`);
    }
  }

  private build(games: readonly OfferedGame[]): void {
    this.counts.clear();
    this.root.replaceChildren(
      ...games.map(({ name, title, about, href }) => {
        const count = element('span', { class: 'count' });
        this.counts.set(name, count);
        const isOwn = href === OWN;
        const link = element(
          'a',
          { attributes: { href: this.addressOf(href), ...(isOwn && { 'aria-current': 'page' }) } },
          element('strong', { text: title }),
          element('span', { text: about }),
          count,
        );
        link.addEventListener('click', (event) => {
          // Already here: the room of an invitation stays.
          if (isOwn) event.preventDefault();
          // What is typed goes along.
          else link.setAttribute('href', this.addressOf(href));
        });
        return link;
      }),
    );
    setHidden(this.root, false);
  }
}
