// The ten best, and the own line where it is not among them.

import type { Leaderboard } from '../net/client-state.ts';
import { element, setText } from './dom.ts';
import { type Players, pilotLabel } from './pilot-label.ts';

export class LeaderboardPanel {
  readonly root = element('section', { class: 'leaderboard', attributes: { 'aria-label': 'Leaderboard' } });
  private readonly count = element('span');
  private readonly list = element('ol');
  private drawn: Leaderboard | undefined;
  private drawnNames = -1;

  constructor() {
    this.root.append(element('h2', {}, element('span', { text: 'Leaders' }), this.count), this.list);
  }

  /** Redraws when there is a new table, or names for it have come. */
  update(board: Leaderboard, players: Players, ownId: number): void {
    if (board === this.drawn && players.size === this.drawnNames) return;
    this.drawn = board;
    this.drawnNames = players.size;
    setText(this.count, String(board.players));
    this.count.setAttribute('aria-label', `${board.players} in the arena`);
    const lines = board.entries.map(({ playerId, score }, index) =>
      line(players, playerId, index + 1, score, playerId === ownId),
    );
    const isListed = board.entries.some((entry) => entry.playerId === ownId);
    if (board.own !== undefined && !isListed) {
      const own = line(players, ownId, board.own.rank, board.own.score, true);
      own.classList.add('own-apart');
      lines.push(own);
    }
    this.list.replaceChildren(...lines);
  }
}

function line(players: Players, id: number, rank: number, score: number, isOwn: boolean): HTMLLIElement {
  return element(
    'li',
    isOwn ? { class: 'is-own', attributes: { 'aria-current': 'true' } } : {},
    element('span', { class: 'rank', text: String(rank) }),
    ...pilotLabel(players, id),
    element('span', { class: 'points', text: String(score) }),
  );
}
