// Who did it, how long to wait, and how to go on.

import type { PlayerInfo } from '@starfray/client/net';
import { element, type Players, pilotLabel, setHidden, setText } from '@starfray/client/ui';
import { CAUSES, RESPAWN_TICKS, TICKS_PER_SECOND } from '../../rules/index.ts';
import type { ClientView } from '../view/client-view.ts';
import { type Run, RunCard } from './run-card.ts';

type DeathView = Pick<ClientView, 'stats' | 'pings' | 'players'>;

/** What the death screen says at a moment: a countdown, then the invitation to fly again. */
export function respawnLine(remainingMs: number, isTouch: boolean): string {
  if (remainingMs > 0) return `Fly again in ${Math.ceil(remainingMs / 1000)}`;
  return isTouch ? 'Tap to fly again' : 'Press fire to fly again';
}

/** What the death screen shows: times in ticks, the age of the killer's picture in 1/8 tick. */
export interface Death extends Run {
  readonly killer: number;
  readonly waitTicks: number;
  readonly rewound: number;
  /** Index into CAUSES. */
  readonly cause: number;
  /** Hits of the killer. */
  readonly hits: number;
}

/** What a killer did it with. */
const CAUSE_WORDS: Readonly<Record<(typeof CAUSES)[number], string>> = {
  rock: 'rock',
  missile: 'missile',
  mine: 'mine',
  rail: 'rail',
  repulsor: 'repulsor',
  blaster: 'blaster',
  ring: 'ring',
};

/**
 * A ship that is missed for so long was lost unheard: the page was reloaded, away for long, or its line was. By then one may fly
 * again, however late it was lost.
 */
const UNHEARD_MS = (RESPAWN_TICKS * 1000) / TICKS_PER_SECOND;

/** With what, by how many hits, and how old the picture was that the killer aimed at where that explains something. */
export function whyLine({ cause, hits, rewound }: Pick<Death, 'cause' | 'hits' | 'rewound'>): string {
  const weapon = CAUSE_WORDS[CAUSES[cause] ?? 'rock'];
  const ms = Math.round((rewound * 1000) / (8 * TICKS_PER_SECOND));
  const count = hits === 1 ? '1 hit' : `${hits} hits`;
  return `${count} by ${weapon}${ms < 50 ? '' : `, where they saw you ${ms} ms ago`}`;
}

/** The two lines to the server; empty while the killer's is not known, or is no line at all: a bot of the server's own. */
export function pingLine(ownMs: number, killerMs: number | undefined, killer: PlayerInfo | undefined): string {
  if (killerMs === undefined || killer === undefined || killer.kind === 'bot') return '';
  return `Your ping ${Math.round(ownMs)} ms, theirs ${killerMs} ms`;
}

export class DeathScreen {
  readonly root = element('section', { class: 'overlay death' });
  private readonly cause = element('p');
  private readonly detail = element('p', { class: 'detail' });
  private readonly pings = element('p', { class: 'detail' });
  readonly flyAgain = element('button', { text: 'Fly again', attributes: { type: 'button' } });
  private readonly run: RunCard;
  private readonly again = element('p', { class: 'again' });
  private returnAtMs = 0;
  private killer = 0;
  private missedSinceMs = Number.POSITIVE_INFINITY;

  /** `link`: where others find this room. */
  constructor(link: () => string) {
    this.run = new RunCard(link);
    this.root.append(
      element('h2', { text: 'Ship lost' }),
      this.cause,
      this.detail,
      this.pings,
      this.run.root,
      this.again,
      element('div', { class: 'death-buttons' }, this.flyAgain, this.run.share),
      this.run.field,
    );
    this.root.hidden = true;
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** True once a press of fire brings the ship back. */
  mayReturn(nowMs: number): boolean {
    return this.isOpen && nowMs >= this.returnAtMs;
  }

  open(death: Death, players: Players, nowMs: number): void {
    const { killer, waitTicks } = death;
    this.killer = killer;
    this.returnAtMs = nowMs + (waitTicks * 1000) / TICKS_PER_SECOND;
    if (killer === 0)
      this.cause.replaceChildren(CAUSES[death.cause] === 'ring' ? 'The ring closed on you.' : 'You crashed.');
    else
      this.cause.replaceChildren('Shot down by ', element('span', { class: 'killer' }, ...pilotLabel(players, killer)));
    setText(this.detail, killer === 0 ? '' : whyLine(death));
    setHidden(this.run.root, false);
    setHidden(this.run.share, false);
    this.run.show(death, `${this.cause.textContent ?? ''}${killer === 0 ? '' : '.'}`);
    setHidden(this.root, false);
  }

  /** Opens by itself where a ship is gone without a death event. */
  watch(isShipMissed: boolean, nowMs: number): void {
    this.missedSinceMs = isShipMissed ? Math.min(this.missedSinceMs, nowMs) : Number.POSITIVE_INFINITY;
    if (this.isOpen || nowMs - this.missedSinceMs < UNHEARD_MS) return;
    this.killer = 0;
    this.returnAtMs = nowMs;
    setText(this.cause, 'It went down while you were away.');
    setText(this.detail, '');
    // What it came to is not known.
    setHidden(this.run.root, true);
    setHidden(this.run.share, true);
    setHidden(this.run.field, true);
    setHidden(this.root, false);
  }

  close(): void {
    setHidden(this.root, true);
  }

  update({ stats, pings, players }: DeathView, nowMs: number, isTouch: boolean): void {
    if (!this.isOpen) return;
    setText(this.again, respawnLine(this.returnAtMs - nowMs, isTouch));
    setText(this.pings, pingLine(stats.rttMs, pings.get(this.killer), players.get(this.killer)));
  }
}
