// The connection in one glance: round trip, and a word when something is not right.

import type { NetStats } from '../net/client-state.ts';
import { element, setText } from './dom.ts';

/** Milliseconds without a snapshot that are shown to the player. */
const SILENCE_MS = 1200;
const REFRESH_MS = 500;

export type NetQuality = 'good' | 'fair' | 'poor' | 'unknown';

/** How a connection feels, from its measurements; a round trip of 0 was never measured. */
export function netQuality({
  rttMs,
  jitterMs,
  silentMs,
}: Pick<NetStats, 'rttMs' | 'jitterMs' | 'silentMs'>): NetQuality {
  if (rttMs === 0) return 'unknown';
  if (silentMs > SILENCE_MS || rttMs > 250 || jitterMs > 60) return 'poor';
  return rttMs > 120 || jitterMs > 25 ? 'fair' : 'good';
}

/** What the panel says: one sentence, and the figure behind it. */
export function netSentence(stats: Pick<NetStats, 'rttMs' | 'jitterMs' | 'silentMs'>): string {
  if (stats.rttMs === 0) return 'no connection';
  const ping = `${Math.round(stats.rttMs)} ms`;
  if (stats.silentMs > SILENCE_MS) return `silent for ${(stats.silentMs / 1000).toFixed(0)} s`;
  if (stats.jitterMs > 25) return `${ping}, uneven`;
  return ping;
}

export class NetPanel {
  readonly root = element('div', { class: 'net-state', attributes: { role: 'img' } });
  private readonly text = element('span');
  private refreshAtMs = 0;

  constructor() {
    this.root.append(element('span', { class: 'net-dot' }), this.text);
  }

  update(stats: NetStats, nowMs: number): void {
    if (nowMs < this.refreshAtMs) return;
    this.refreshAtMs = nowMs + REFRESH_MS;
    const quality = netQuality(stats);
    this.root.className = `net-state is-${quality}`;
    const sentence = netSentence(stats);
    setText(this.text, sentence);
    this.root.setAttribute('aria-label', `Connection ${quality}: ${sentence}`);
  }
}
