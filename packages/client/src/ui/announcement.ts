// What the operator tells everybody: on the screen for a while, then gone.

import type { Notice } from '../net/client-state.ts';
import { element, setHidden, setText } from './dom.ts';

const SHOWN_MS = 12_000;

export class Announcement {
  readonly root = element('p', { class: 'notice notice-all', attributes: { role: 'status' } });

  constructor() {
    this.root.hidden = true;
  }

  update(notice: Notice | undefined, nowMs: number): void {
    const isShown = notice !== undefined && nowMs - notice.atMs < SHOWN_MS;
    if (isShown) setText(this.root, notice.text);
    setHidden(this.root, !isShown);
  }
}
