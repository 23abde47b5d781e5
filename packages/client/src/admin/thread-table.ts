// The threads of the server that answers: how busy each is, and how many players it holds.

import { element, setHidden, setText } from '../ui/dom.ts';
import type { ThreadInfo } from './overview.ts';
import { head, headRow, LivingRows, scrollBox } from './table.ts';
import { percent } from './words.ts';

export class ThreadTable {
  readonly root: HTMLElement;
  private readonly rows = new LivingRows<ThreadInfo, ThreadRow>(({ name }) => name, threadRow);

  constructor() {
    const heads = ['Thread', 'Busy', 'Sockets', 'CPU'].map(head);
    this.root = scrollBox('Threads', element('table', {}, headRow(...heads), this.rows.root));
  }

  /** One thread alone is the server itself: its load is known from its rooms. */
  show(threads: readonly ThreadInfo[]): void {
    setHidden(this.root, threads.length < 2);
    this.rows.show(threads, updateThread);
  }
}

interface ThreadRow {
  readonly root: HTMLTableRowElement;
  readonly busy: HTMLElement;
  readonly connections: HTMLElement;
  readonly time: HTMLElement;
}

function threadRow({ name }: ThreadInfo): ThreadRow {
  const [busy, connections, time] = [figure(), figure(), figure()];
  const root = element('tr', {}, element('th', { text: name, attributes: { scope: 'row' } }), busy, connections, time);
  return { root, busy, connections, time };
}

function updateThread({ busy, connections, time }: ThreadRow, thread: ThreadInfo): void {
  setText(busy, thread.isUp ? percent(thread.utilization) : 'not running');
  setText(connections, String(thread.connections));
  setText(time, `${thread.cpuSeconds.toFixed(0)} s`);
}

function figure(): HTMLTableCellElement {
  return element('td', { class: 'figure' });
}
