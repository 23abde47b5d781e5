// A link that brings friends into the same room: copied where the browser lets us, else shown to be copied by hand; given to what the
// device shares with; or as a code that a phone beside this screen reads.

import { copyText } from '../platform/clipboard.ts';
import { closeOnEscape, element, setHidden } from './dom.ts';

const DONE_MS = 1800;
const SVG = 'http://www.w3.org/2000/svg';
/** Light around a code, in its squares: as ISO/IEC 18004 asks for. */
const QUIET = 4;

export class Invite {
  readonly panel = element('section', { class: 'invite', attributes: { 'aria-label': 'Invite link' } });
  private readonly field = element('input', {
    attributes: { type: 'text', readonly: '', 'aria-label': 'Invite link' },
  });
  private readonly hint = element('p', { attributes: { role: 'status' } });
  private readonly code = element('div', { class: 'invite-code' });
  private readonly showCode = element('button', { text: 'Show QR code', attributes: { type: 'button' } });
  private closing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const close = element('button', { text: 'Done', attributes: { type: 'button' } });
    close.addEventListener('click', () => this.close());
    this.showCode.addEventListener('click', () => void this.drawCode());
    this.panel.append(
      this.hint,
      element('div', { class: 'invite-row' }, this.field, close),
      element('div', { class: 'invite-row' }, this.showCode, ...shareButton(() => this.field.value)),
      this.code,
    );
    // Who reads or presses something here is not done yet.
    for (const event of ['pointerdown', 'keydown'])
      this.panel.addEventListener(event, () => clearTimeout(this.closing));
    this.panel.hidden = true;
    closeOnEscape(this.panel);
  }

  /** Copies the link and says so, or opens the panel with the link selected. */
  async offer(url: string): Promise<void> {
    clearTimeout(this.closing);
    this.field.value = url;
    this.hideCode();
    const isCopied = await copyText(url);
    this.hint.textContent = isCopied
      ? 'Link copied. Everyone who opens it plays with you.'
      : 'Copy this link. Everyone who opens it plays with you.';
    this.panel.hidden = false;
    if (isCopied) this.closing = setTimeout(() => this.close(), DONE_MS);
    else {
      this.field.focus();
      this.field.select();
    }
  }

  close(): void {
    this.panel.hidden = true;
  }

  private hideCode(): void {
    this.code.replaceChildren();
    setHidden(this.code, true);
    setHidden(this.showCode, false);
  }

  private async drawCode(): Promise<void> {
    const url = this.field.value;
    try {
      const { encode } = await import('uqr');
      // Another link was offered meanwhile.
      if (url !== this.field.value) return;
      this.code.replaceChildren(drawnCode(encode(url, { ecc: 'M', border: QUIET }).data, url));
    } catch {
      this.code.textContent = 'The code could not be loaded. Copy the link instead.';
    }
    setHidden(this.code, false);
    setHidden(this.showCode, true);
  }
}

// Phones and some desktops hand a link on to people and programs; only in a secure context.
function shareButton(link: () => string): HTMLButtonElement[] {
  if (!('share' in navigator)) return [];
  const share = element('button', { text: 'Share …', attributes: { type: 'button' } });
  // A person who thinks better of it makes it reject.
  share.addEventListener('click', () => navigator.share({ title: document.title, url: link() }).catch(() => undefined));
  return [share];
}

function drawnCode(rows: readonly (readonly boolean[])[], url: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `QR code of ${url}`);
  const squares = document.createElementNS(SVG, 'path');
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  squares.setAttribute('d', dark.join(''));
  svg.append(squares);
  return svg;
}
