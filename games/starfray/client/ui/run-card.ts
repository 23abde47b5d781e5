// The run that has just ended: what it came to, and a button that shows it to others.

import { copyAnyhow, copyText, element, setText } from '@starfray/client/ui';
import { TICKS_PER_SECOND } from '../../rules/index.ts';

export interface Run {
  readonly flownTicks: number;
  readonly kills: number;
  readonly bestStreak: number;
  readonly level: number;
  /** After the death. */
  readonly score: number;
  /** Points of bounty that went with it. */
  readonly bounty: number;
}

const SHARE = 'Share this run';
const SHARED_MS = 2500;

/** Minutes and seconds. */
export function timeText(ticks: number): string {
  const seconds = Math.floor(ticks / TICKS_PER_SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What a shared run says; the link follows it. */
export function runText({ flownTicks, kills, level, score }: Run, ending: string): string {
  const shot = kills === 1 ? '1 kill' : `${kills} kills`;
  return `I flew ${timeText(flownTicks)} in Starfray: ${shot}, level ${level}, ${score} points. ${ending} Can you do better?`;
}

export class RunCard {
  readonly root = element('dl', { class: 'run' });
  readonly share = element('button', { text: SHARE, attributes: { type: 'button' } });
  /** Only where the browser lets no page copy: the text, to be copied by hand. */
  readonly field = element('input', { attributes: { type: 'text', readonly: '', 'aria-label': 'Your run' } });
  private readonly values = new Map<string, HTMLElement>();
  private readonly link: () => string;
  private text = '';
  private sharedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(link: () => string) {
    this.link = link;
    for (const label of ['Time', 'Kills', 'Best streak', 'Level', 'Points', 'Bounty lost']) {
      const value = element('dd');
      this.values.set(label, value);
      this.root.append(element('div', {}, element('dt', { text: label }), value));
    }
    this.field.hidden = true;
    this.share.addEventListener('click', () => void this.shareRun());
  }

  show(run: Run, ending: string): void {
    const shown = {
      Time: timeText(run.flownTicks),
      Kills: String(run.kills),
      'Best streak': String(run.bestStreak),
      Level: String(run.level),
      Points: String(run.score),
      'Bounty lost': String(run.bounty),
    };
    for (const [label, value] of Object.entries(shown)) {
      const place = this.values.get(label);
      if (place !== undefined) setText(place, value);
    }
    this.text = runText(run, ending);
    this.field.hidden = true;
    clearTimeout(this.sharedTimer);
    setText(this.share, SHARE);
  }

  private async shareRun(): Promise<void> {
    const url = this.link();
    if ('share' in navigator) {
      // A person who thinks better of it makes it reject.
      await navigator.share({ title: document.title, text: this.text, url }).catch(() => undefined);
      return;
    }
    const text = `${this.text} ${url}`;
    if ((await copyText(text)) || copyAnyhow(text)) {
      setText(this.share, 'Copied');
      clearTimeout(this.sharedTimer);
      this.sharedTimer = setTimeout(() => setText(this.share, SHARE), SHARED_MS);
      return;
    }
    this.field.value = text;
    this.field.hidden = false;
    this.field.focus();
    this.field.select();
  }
}
