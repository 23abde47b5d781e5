// The match of now: the sides and their points, the time, and what happens next. Hidden in a mode without matches.

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

/** What to say of a match; `champion` is the name of the player who won it, undefined where nobody did. */
export function matchWords(match: MatchState, champion?: string): MatchWords {
  const { phase, secondsLeft, isHeld } = match;
  const time = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')}`;
  switch (phase) {
    case 'warm-up':
      if (isHeld) return { time: '', phase: 'Warm-up: waiting for players', banner: '' };
      return { time, phase: 'Warm-up', banner: secondsLeft <= COUNTED_DOWN ? String(secondsLeft) : '' };
    case 'play':
      return { time, phase: '', banner: '' };
    case 'overtime':
      return { time, phase: 'Overtime: the next point wins', banner: '' };
    case 'result':
      return { time, phase: `Next match in ${secondsLeft} s`, banner: resultOf(match, champion) };
  }
}

function resultOf({ scores, winner, teams }: MatchState, champion: string | undefined): string {
  if (teams.length === 0) return champion === undefined ? 'Nobody wins' : `${champion} wins`;
  const points = scores.join(' : ');
  const won = teams[winner - 1];
  return won === undefined ? `A draw, ${points}` : `${won.mark} ${won.name} win ${points}`;
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

  /** @param nameOf answers the name of a player, undefined for one that is gone. */
  update(match: MatchState | undefined, nameOf?: (playerId: number) => string | undefined): void {
    setHidden(this.root, match === undefined);
    if (match === undefined) return;
    if (match.teams !== this.teams) this.draw(match.teams);
    for (const [i, points] of this.points.entries()) setText(points, String(match.scores[i] ?? 0));
    const words = matchWords(match, match.champion === 0 ? undefined : nameOf?.(match.champion));
    setText(this.time, words.time);
    setHidden(this.time, words.time === '');
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
