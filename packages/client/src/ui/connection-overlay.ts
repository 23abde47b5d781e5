// Says what the connection is doing whenever there is none.

import { CLOSE } from '@starfray/shared/protocol';
import type { ClientStatus, Refusal } from '../net/client-state.ts';
import { element, setHidden, setText } from './dom.ts';
import { refusalLines } from './refusal-advice.ts';

/** Codes that come at joining alone, and to which trying again by itself would get the same answer. */
const NEVER_IN: readonly number[] = [403, CLOSE.badRequest, CLOSE.badName, CLOSE.needsToken, CLOSE.version];
/** Codes by which a connection ends that was one: a line that broke, a server or a room that ended, a silence. */
const ENDS: readonly number[] = [1001, 1005, 1006, 1011, CLOSE.silent];

export interface StatusWords {
  readonly title: string;
  readonly text: string;
  /** What to do about it: for the player, and for the operator. */
  readonly advice: readonly string[];
  /** True when nothing more happens by itself. */
  readonly isFinal: boolean;
}

/** A status in words; undefined while all is well. `origin` is the page's own. */
export function statusWords(status: ClientStatus, nowMs: number, origin: string): StatusWords | undefined {
  switch (status.state) {
    case 'joined':
      return undefined;
    case 'connecting': {
      const again = status.attempt > 1 ? `Attempt ${status.attempt}.` : 'One moment.';
      return { title: 'Connecting', text: again, advice: [], isFinal: false };
    }
    case 'waiting': {
      const seconds = Math.max(1, Math.ceil((status.retryAtMs - nowMs) / 1000));
      const [reason = '', ...advice] = refusalLines(status.refusal, origin);
      const text = `${reason} Trying again in ${seconds} s (attempt ${status.attempt}).`;
      return { title: titleOf(status.refusal), text, advice, isFinal: false };
    }
    case 'closed': {
      const [text = '', ...advice] = refusalLines(status.refusal, origin);
      const title = NEVER_IN.includes(status.refusal.code) ? 'No way in' : 'Disconnected';
      return { title, text, advice, isFinal: true };
    }
  }
}

// A connection that never came about was not lost.
function titleOf({ code, obstacle }: Refusal): string {
  if (obstacle !== undefined) return 'No connection';
  return ENDS.includes(code) ? 'Connection lost' : 'No way in yet';
}

export class ConnectionOverlay {
  readonly root = element('section', { class: 'overlay trouble connection', attributes: { role: 'status' } });
  private readonly title = element('h2');
  private readonly text = element('p');
  private readonly player = element('p', { class: 'advice' });
  private readonly operator = element('p', { class: 'advice advice-operator' });
  private readonly back = element('button', { text: 'Back to the menu', attributes: { type: 'button' } });

  constructor(onBack: () => void) {
    const { title, text, player, operator, back } = this;
    this.root.append(element('div', { class: 'box' }, title, text, player, operator, back));
    this.back.addEventListener('click', onBack);
    this.root.hidden = true;
  }

  update(status: ClientStatus, nowMs: number): void {
    const words = statusWords(status, nowMs, self.origin);
    setHidden(this.root, words === undefined);
    if (words === undefined) return;
    setText(this.title, words.title);
    setText(this.text, words.text);
    const [player = '', operator = ''] = words.advice;
    setText(this.player, player);
    setText(this.operator, operator);
    setHidden(this.player, player === '');
    setHidden(this.operator, operator === '');
    setHidden(this.back, !words.isFinal);
  }
}
