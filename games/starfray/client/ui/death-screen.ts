// Who did it, how long to wait, and how to go on.

import type { PlayerInfo } from '@starfray/client/net';
import { element, type Players, pilotLabel, setHidden, setText } from '@starfray/client/ui';
import { RESPAWN_TICKS, TICKS_PER_SECOND } from '../../rules/index.ts';
import type { ClientView } from '../view/client-view.ts';

type DeathView = Pick<ClientView, 'stats' | 'pings' | 'players'>;

/** What the death screen says at a moment: a countdown, then the invitation to fly again. */
export function respawnLine(remainingMs: number, isTouch: boolean): string {
  if (remainingMs > 0) return `Fly again in ${Math.ceil(remainingMs / 1000)}`;
  return isTouch ? 'Tap to fly again' : 'Press fire to fly again';
}

/** What the death screen shows: times in ticks, the age of the killer's picture in 1/8 tick. */
export interface Death {
  readonly killer: number;
  readonly waitTicks: number;
  readonly score: number;
  readonly rewound: number;
}

/**
 * A ship that is missed for so long was lost unheard: the page was reloaded, away for long, or its line was. By then one may fly
 * again, however late it was lost.
 */
const UNHEARD_MS = (RESPAWN_TICKS * 1000) / TICKS_PER_SECOND;

/** How old the picture was that the killer aimed at; empty when that explains nothing. */
export function rewindLine(rewound: number): string {
  const ms = Math.round((rewound * 1000) / (8 * TICKS_PER_SECOND));
  return ms < 50 ? '' : `By blaster, where they saw you ${ms} ms ago`;
}

/** The two lines to the server; empty while the killer's is not known, or is no line at all: a bot of the server's own. */
export function pingLine(ownMs: number, killerMs: number | undefined, killer: PlayerInfo | undefined): string {
  if (killerMs === undefined || killer === undefined || killer.kind === 'bot') return '';
  return `Your ping ${Math.round(ownMs)} ms, theirs ${killerMs} ms`;
}

export class DeathScreen {
  readonly root = element('section', { class: 'overlay death', attributes: { 'aria-live': 'assertive' } });
  private readonly cause = element('p');
  private readonly detail = element('p', { class: 'detail' });
  private readonly pings = element('p', { class: 'detail' });
  private readonly score = element('p');
  private readonly again = element('p', { class: 'again' });
  private returnAtMs = 0;
  private killer = 0;
  private missedSinceMs = Number.POSITIVE_INFINITY;

  constructor() {
    this.root.append(element('h2', { text: 'Ship lost' }), this.cause, this.detail, this.pings, this.score, this.again);
    this.root.hidden = true;
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** True once a press of fire brings the ship back. */
  mayReturn(nowMs: number): boolean {
    return this.isOpen && nowMs >= this.returnAtMs;
  }

  open({ killer, waitTicks, score, rewound }: Death, players: Players, nowMs: number): void {
    this.killer = killer;
    this.returnAtMs = nowMs + (waitTicks * 1000) / TICKS_PER_SECOND;
    if (killer === 0) this.cause.replaceChildren('You crashed.');
    else
      this.cause.replaceChildren('Shot down by ', element('span', { class: 'killer' }, ...pilotLabel(players, killer)));
    setText(this.detail, killer === 0 ? '' : rewindLine(rewound));
    setText(this.score, `Score ${score}`);
    setHidden(this.root, false);
  }

  /** Opens by itself where a ship is gone without a death event. */
  watch(isShipMissed: boolean, nowMs: number): void {
    this.missedSinceMs = isShipMissed ? Math.min(this.missedSinceMs, nowMs) : Number.POSITIVE_INFINITY;
    if (this.isOpen || nowMs - this.missedSinceMs < UNHEARD_MS) return;
    this.killer = 0;
    this.returnAtMs = nowMs;
    setText(this.cause, 'It went down while you were away.');
    for (const line of [this.detail, this.score]) setText(line, '');
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
