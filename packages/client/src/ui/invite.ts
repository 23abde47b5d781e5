// A link that brings friends into the same room: copied where the browser lets us, else shown to be copied by hand.

import { copyText } from '../platform/clipboard.ts';
import { closeOnEscape, element } from './dom.ts';

const DONE_MS = 1800;

export class Invite {
  readonly panel = element('section', { class: 'invite', attributes: { 'aria-label': 'Invite link' } });
  private readonly field = element('input', {
    attributes: { type: 'text', readonly: '', 'aria-label': 'Invite link' },
  });
  private readonly hint = element('p');

  constructor() {
    const close = element('button', { text: 'Done', attributes: { type: 'button' } });
    close.addEventListener('click', () => this.close());
    this.panel.append(this.hint, element('div', { class: 'invite-row' }, this.field, close));
    this.panel.hidden = true;
    closeOnEscape(this.panel);
  }

  /** Copies the link and says so, or opens the panel with the link selected. */
  async offer(url: string): Promise<void> {
    this.field.value = url;
    const isCopied = await copyText(url);
    this.hint.textContent = isCopied
      ? 'Link copied. Everyone who opens it plays with you.'
      : 'Copy this link. Everyone who opens it plays with you.';
    this.panel.hidden = false;
    if (isCopied) setTimeout(() => this.close(), DONE_MS);
    else {
      this.field.focus();
      this.field.select();
    }
  }

  close(): void {
    this.panel.hidden = true;
  }
}
