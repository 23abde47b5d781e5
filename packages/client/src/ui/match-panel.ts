// The match of now: both sides and their points, the time, and what happens next. Hidden in a game without matches.

import type { MatchState } from '../net/index.ts';
import { element, setHidden, setText } from './dom.ts';

/** The last seconds before play begins are counted down. */
const COUNTED_DOWN = 3;

export interface MatchWords {
  readonly time: string;
  /** What the phase means; empty where the time says enough. */
  readonly phase: string;
  /** Large, in the middle of the picture; empty for nothing. */
  readonly banner: string;
}

export function matchWords({ phase, secondsLeft, scores, winner, teams }: MatchState): MatchWords {
  const time = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')}`;
  switch (phase) {
    case 'warm-up':
      return { time, phase: 'Warm-up', banner: secondsLeft <= COUNTED_DOWN ? String(secondsLeft) : '' };
    case 'play':
      return { time, phase: '', banner: '' };
    case 'overtime':
      return { time, phase: 'Overtime: the next goal wins', banner: '' };
    case 'result': {
      const points = scores.join(' : ');
      const won = teams[winner - 1];
      const banner = won === undefined ? `A draw, ${points}` : `${won.mark} ${won.name} win ${points}`;
      return { time, phase: `Next match in ${secondsLeft} s`, banner };
    }
  }
}

export class MatchPanel {
  readonly root = element('section', { class: 'match', attributes: { 'aria-label': 'Match' } });
  private readonly board = element('p', { class: 'match-board' });
  private readonly time = element('span', { class: 'match-time' });
  private readonly phase = element('p', { class: 'match-phase' });
  private readonly banner = element('p', { class: 'match-banner', attributes: { role: 'status' } });
  private points: HTMLElement[] = [];
  private teams: MatchState['teams'] | undefined;

  constructor() {
    this.root.append(this.board, this.phase, this.banner);
    this.root.hidden = true;
  }

  update(match: MatchState | undefined): void {
    setHidden(this.root, match === undefined);
    if (match === undefined) return;
    if (match.teams !== this.teams) this.draw(match.teams);
    for (const [i, points] of this.points.entries()) setText(points, String(match.scores[i] ?? 0));
    const words = matchWords(match);
    setText(this.time, words.time);
    setText(this.phase, words.phase);
    setText(this.banner, words.banner);
    setHidden(this.phase, words.phase === '');
    setHidden(this.banner, words.banner === '');
  }

  // The sides left and right of the time, or all behind it where there are more than two.
  private draw(teams: MatchState['teams']): void {
    this.teams = teams;
    this.points = teams.map(() => element('b'));
    const sides = teams.map(({ name, hue, mark }, i) => {
      const side = element('span', { class: 'match-team' }, element('span', { text: `${mark} ${name}` }));
      side.style.setProperty('--team', `hsl(${hue} 90% 62%)`);
      const points = this.points[i];
      if (points !== undefined) side.append(points);
      return side;
    });
    const [first, ...others] = sides;
    this.board.replaceChildren(...(first === undefined ? [] : [first]), this.time, ...others);
  }
}
