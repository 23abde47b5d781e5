// What the HUD says of the mode: the match with its sides and time, one line about flag or ring, and, to a pilot who is out of a round, that
// it watches.

import { element, MatchPanel, type Players, setHidden, setText } from '@starfray/client/ui';
import { type ModeView, modeLine } from '../view/mode-view.ts';

export class ModePanel {
  readonly root = element('div', { class: 'mode-panel' });
  private readonly match = new MatchPanel();
  private readonly line = element('p', { class: 'mode-line', attributes: { role: 'status' } });
  private place = 0;

  constructor() {
    this.root.append(this.match.root, this.line);
  }

  /** The place in which the pilot is out of the round. */
  tellPlace(place: number): void {
    this.place = place;
  }

  clear(): void {
    this.place = 0;
  }

  update(mode: ModeView, playerId: number, isFlying: boolean, players: Players): void {
    this.match.update(mode.match, (id) => players.get(id)?.name);
    if (isFlying) this.place = 0;
    const text = this.isOut(mode, playerId, isFlying) ? outLine(this.place) : modeLine(mode, playerId);
    setText(this.line, text);
    setHidden(this.line, text === '');
    this.line.classList.toggle('is-warning', isFlying && (mode.ring?.isOutside ?? false));
  }

  /** Is a round played without this pilot? */
  isOut({ match, isLastLight }: ModeView, playerId: number, isFlying: boolean): boolean {
    return isLastLight && playerId !== 0 && !isFlying && (match?.phase === 'play' || match?.phase === 'result');
  }
}

function outLine(place: number): string {
  return place === 0
    ? 'You fly in the next round. You are watching'
    : `Out of this round, place ${place}. You are watching`;
}
