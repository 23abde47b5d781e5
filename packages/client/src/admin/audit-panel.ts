// What admins did, the newest first.

import { element } from '../ui/dom.ts';
import type { AuditEntry } from './overview.ts';
import { head, headRow, scrollBox } from './table.ts';
import { timeOfDay } from './words.ts';

export class AuditPanel {
  private readonly body = element('tbody');
  private shown = '';

  constructor(root: HTMLElement) {
    const heads = ['When', 'Who', 'What', 'Whom', 'Why'].map(head);
    root.replaceChildren(scrollBox('Audit log', element('table', {}, headRow(...heads), this.body)));
  }

  show(entries: readonly AuditEntry[]): void {
    const next = JSON.stringify(entries);
    if (next === this.shown) return;
    this.shown = next;
    this.body.replaceChildren(...entries.map(entryRow));
  }
}

function entryRow({ atMs, by, action, subject, detail }: AuditEntry): HTMLTableRowElement {
  const texts = [timeOfDay(atMs), by, action, subject, detail];
  return element('tr', {}, ...texts.map((text) => element('td', { text })));
}
