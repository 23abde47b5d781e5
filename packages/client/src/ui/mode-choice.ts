// The modes of this game above the menu's button: each with a sentence and the people who play it now. Nothing is shown for one mode alone.

import { element, setHidden, setText } from './dom.ts';

interface OfferedMode {
  readonly name: string;
  readonly title: string;
  readonly about: string;
}

/** People by mode, of an answer of /api/modes; none of any other answer, such as that of an older server. */
export function readModeCounts(answer: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (typeof answer !== 'object' || answer === null || !('modes' in answer)) return counts;
  const { modes } = answer;
  if (!Array.isArray(modes)) return counts;
  for (const mode of modes as readonly unknown[]) {
    if (typeof mode !== 'object' || mode === null || !('name' in mode) || !('humans' in mode)) continue;
    if (typeof mode.name === 'string' && typeof mode.humans === 'number') counts.set(mode.name, mode.humans);
  }
  return counts;
}

export function countLine(humans: number | undefined): string {
  if (humans === undefined) return '';
  return humans === 0 ? 'nobody playing yet' : `${humans} playing`;
}

export class ModeChoice {
  private readonly counts = new Map<string, HTMLElement>();
  private readonly root: HTMLElement;

  /** @param chosen the name of the mode to begin with. */
  constructor(
    root: HTMLElement,
    modes: readonly OfferedMode[],
    chosen: string | undefined,
    onChoose: (name: string) => void,
  ) {
    this.root = root;
    const first = modes.find(({ name }) => name === chosen) ?? modes[0];
    root.append(
      element('legend', { text: 'Mode' }),
      ...modes.map(({ name, title, about }) => {
        const radio = element('input', { attributes: { type: 'radio', name: 'mode', value: name } });
        radio.checked = name === first?.name;
        radio.addEventListener('change', () => onChoose(name));
        const count = element('span', { class: 'count' });
        this.counts.set(name, count);
        return element(
          'label',
          {},
          radio,
          element('strong', { text: title }),
          element('span', { class: 'about', text: about }),
          count,
        );
      }),
    );
    setHidden(root, modes.length < 2);
  }

  /** A link leads into one room: there is nothing to choose. */
  hide(): void {
    setHidden(this.root, true);
  }

  show(counts: ReadonlyMap<string, number>): void {
    for (const [name, count] of this.counts) setText(count, countLine(counts.get(name)));
  }
}
