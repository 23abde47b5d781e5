// Says what the connection is doing whenever there is none.

import type { ClientStatus } from '../net/client-state.ts';
import { element, setHidden, setText } from './dom.ts';

export interface StatusWords {
  readonly title: string;
  readonly text: string;
  /** True when nothing more happens by itself. */
  readonly isFinal: boolean;
}

/** A status in words; undefined while all is well. */
export function statusWords(status: ClientStatus, nowMs: number): StatusWords | undefined {
  switch (status.state) {
    case 'joined':
      return undefined;
    case 'connecting': {
      const again = status.attempt > 1 ? `Attempt ${status.attempt}.` : 'One moment.';
      return { title: 'Connecting', text: again, isFinal: false };
    }
    case 'waiting': {
      const seconds = Math.max(1, Math.ceil((status.retryAtMs - nowMs) / 1000));
      const text = `${status.refusal.reason} Trying again in ${seconds} s (attempt ${status.attempt}).`;
      return { title: 'Connection lost', text, isFinal: false };
    }
    case 'closed':
      return { title: 'Disconnected', text: status.refusal.reason, isFinal: true };
  }
}

export class ConnectionOverlay {
  readonly root = element('section', { class: 'overlay connection', attributes: { role: 'status' } });
  private readonly title = element('h2');
  private readonly text = element('p');
  private readonly back = element('button', { text: 'Back to the menu', attributes: { type: 'button' } });

  constructor(onBack: () => void) {
    this.root.append(element('div', { class: 'box' }, this.title, this.text, this.back));
    this.back.addEventListener('click', onBack);
    this.root.hidden = true;
  }

  update(status: ClientStatus, nowMs: number): void {
    const words = statusWords(status, nowMs);
    setHidden(this.root, words === undefined);
    if (words === undefined) return;
    setText(this.title, words.title);
    setText(this.text, words.text);
    setHidden(this.back, !words.isFinal);
  }
}
