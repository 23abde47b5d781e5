// Who shot down whom, the newest first, read out politely to those who do not see it.

import { element, icon, type Players, pilotLabel } from '@starfray/client/ui';

const LINES = 5;
const SHOWN_MS = 7000;

const CROSSED = 'M4 4 L20 20 M20 4 L4 20 M12 2 V6 M12 18 V22';
const BURST = 'M12 2 L14 9 L21 6 L16 12 L22 17 L15 16 L13 22 L10 16 L3 19 L7 12 L2 8 L9 9 Z';

export class KillFeed {
  private readonly list = element('ul', { class: 'kill-feed' });
  // Around the list, which would be none with another role.
  readonly root = element(
    'div',
    { attributes: { role: 'log', 'aria-live': 'polite', 'aria-label': 'Kill feed' } },
    this.list,
  );
  private readonly lines: { readonly node: HTMLElement; readonly untilMs: number }[] = [];

  /** Adds a line; killer 0 means that a rock or the edge did it. */
  add(killer: number, victim: number, players: Players, ownId: number, nowMs: number): void {
    const node = element('li', { class: lineClass(killer, victim, ownId) });
    if (killer === 0 || killer === victim) {
      node.append(
        ...pilotLabel(players, victim),
        icon(BURST),
        element('span', { class: 'visually-hidden', text: 'crashed' }),
      );
    } else {
      node.append(...pilotLabel(players, killer), icon(CROSSED));
      node.append(element('span', { class: 'visually-hidden', text: 'shot down' }), ...pilotLabel(players, victim));
    }
    this.list.prepend(node);
    this.lines.push({ node, untilMs: nowMs + SHOWN_MS });
    if (this.lines.length > LINES) this.lines.shift()?.node.remove();
  }

  update(nowMs: number): void {
    for (let oldest = this.lines[0]; oldest !== undefined && oldest.untilMs <= nowMs; oldest = this.lines[0]) {
      oldest.node.remove();
      this.lines.shift();
    }
  }

  clear(): void {
    this.lines.length = 0;
    this.list.replaceChildren();
  }
}

function lineClass(killer: number, victim: number, ownId: number): string {
  if (ownId === 0) return '';
  if (victim === ownId) return 'is-my-death';
  return killer === ownId ? 'is-mine' : '';
}
