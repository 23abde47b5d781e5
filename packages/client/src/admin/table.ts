// A table whose rows live on from one showing to the next, so that focus and pointer stay where they are.

import { element } from '../ui/dom.ts';

export interface TableRow {
  readonly root: HTMLTableRowElement;
}

/** A box in which a wide table scrolls, by keys too. */
export function scrollBox(label: string, ...content: readonly Node[]): HTMLElement {
  const attributes = { role: 'group', 'aria-label': label, tabindex: '0' };
  return element('div', { class: 'scroll', attributes }, ...content);
}

export function headRow(...heads: readonly Node[]): HTMLTableSectionElement {
  return element('thead', {}, element('tr', {}, ...heads));
}

export function head(text: string): HTMLTableCellElement {
  return element('th', { text, attributes: { scope: 'col' } });
}

/** Rows of things that have a key each. */
export class LivingRows<T, R extends TableRow> {
  readonly root = element('tbody');
  private readonly make: (item: T) => R;
  private readonly keyOf: (item: T) => string;
  private readonly rows = new Map<string, R>();

  constructor(keyOf: (item: T) => string, make: (item: T) => R) {
    this.keyOf = keyOf;
    this.make = make;
  }

  each(visit: (row: R, key: string) => void): void {
    for (const [key, row] of this.rows) visit(row, key);
  }

  /** Shows exactly these, in this order; `update` brings each row up to date. */
  show(items: readonly T[], update: (row: R, item: T) => void): void {
    const focused = document.activeElement;
    const gone = new Set(this.rows.keys());
    let next = this.root.firstElementChild;
    for (const item of items) {
      const key = this.keyOf(item);
      gone.delete(key);
      const row = this.rows.get(key) ?? this.make(item);
      this.rows.set(key, row);
      update(row, item);
      if (row.root === next) next = next.nextElementSibling;
      else this.root.insertBefore(row.root, next);
    }
    for (const key of gone) {
      this.rows.get(key)?.root.remove();
      this.rows.delete(key);
    }
    // A row that was moved has lost the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.root.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }
}
