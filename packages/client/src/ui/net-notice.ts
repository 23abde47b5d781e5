// One sentence for a player when something is wrong with the connection, and whose fault it is; nothing when all is well.

import type { NetStats } from '../net/client-state.ts';
import { element, setHidden, setText } from './dom.ts';

/** What is drawn is this much behind on a line without jitter: a snapshot, and a quarter of a tick. */
const USUAL_DELAY_MS = 38;
/** Smoothing that is shown to the player, and below which it is no news any more. */
const UNEVEN_MS = 30;
const EVEN_MS = 18;
/** For so long, first: a page that begins, or that did not get to run for a moment, is not the line's fault and soon over. */
const UNEVEN_FOR_MS = 3000;
/** An update that comes later than this after the last one: the page did not run meanwhile. */
const ASLEEP_MS = 2500;
/** A sentence stands at least this long, so that it can be read. */
const SHOWN_MS = 4000;

type Stats = Pick<NetStats, 'interpolationDelayMs' | 'isServerSlow' | 'serverLoad'>;

export class NoticeWriter {
  private lastMs: number | undefined;
  private sentence = '';
  private shownMs = Number.NEGATIVE_INFINITY;
  private unevenSinceMs: number | undefined;

  /** What to say now; empty for nothing. The worst comes first. */
  update(stats: Stats, nowMs: number): string {
    const wasAsleep = this.lastMs !== undefined && nowMs - this.lastMs > ASLEEP_MS;
    this.lastMs = nowMs;
    const sentence = wasAsleep ? 'This tab was asleep' : this.judge(stats, nowMs);
    const isNews = sentence !== this.sentence && (sentence !== '' || nowMs - this.shownMs >= SHOWN_MS);
    const mayReplace = this.sentence === '' || nowMs - this.shownMs >= SHOWN_MS || wasAsleep;
    if (isNews && mayReplace) {
      this.sentence = sentence;
      this.shownMs = nowMs;
    }
    return this.sentence;
  }

  private judge({ interpolationDelayMs, isServerSlow, serverLoad }: Stats, nowMs: number): string {
    if (isServerSlow) return 'The server is overloaded: the game runs slow';
    if (serverLoad > 0) return 'The server is overloaded: it sends less';
    const smoothing = interpolationDelayMs - USUAL_DELAY_MS;
    const isTold = this.sentence.startsWith('Your connection');
    if (smoothing <= (isTold ? EVEN_MS : UNEVEN_MS)) {
      this.unevenSinceMs = undefined;
      return '';
    }
    this.unevenSinceMs ??= nowMs;
    if (!isTold && nowMs - this.unevenSinceMs < UNEVEN_FOR_MS) return '';
    return `Your connection is uneven: smoothing by ${Math.round(smoothing / 10) * 10} ms`;
  }
}

export class NetNotice {
  readonly root = element('p', { class: 'notice notice-net', attributes: { role: 'status' } });
  private readonly writer = new NoticeWriter();

  update(stats: NetStats, nowMs: number): void {
    const sentence = this.writer.update(stats, nowMs);
    setText(this.root, sentence);
    setHidden(this.root, sentence === '');
  }
}
