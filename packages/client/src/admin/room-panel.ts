// The rooms as a table; pressing one makes map, graph and players its own.

import { element, setText } from '../ui/dom.ts';
import type { RoomInfo } from './overview.ts';
import type { Rates } from './rates.ts';
import { head, headRow, LivingRows, scrollBox } from './table.ts';
import { milliseconds, perSecond } from './words.ts';

const FIGURES = [
  'Players',
  'Fill bots',
  'Watching',
  'Tick p50',
  'p99',
  'Interval p99',
  'Snapshots',
  'Skips',
  'Desyncs',
  'Lost time',
] as const;

interface RoomRow {
  readonly root: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly cells: readonly HTMLElement[];
}

export class RoomPanel {
  private readonly rows: LivingRows<RoomInfo, RoomRow>;

  constructor(root: HTMLElement, onSelect: (room: string) => void) {
    this.rows = new LivingRows(
      ({ id }) => id,
      ({ id }) => roomRow(id, onSelect),
    );
    root.append(
      scrollBox('Rooms', element('table', {}, headRow(head('Room'), ...FIGURES.map(figureHead)), this.rows.root)),
    );
  }

  select(room: string | undefined): void {
    this.rows.each((row, id) => row.button.setAttribute('aria-pressed', String(id === room)));
  }

  show(rooms: readonly RoomInfo[], selected: string | undefined, rates: Rates, atMs: number): void {
    this.rows.show(rooms, (row, room) => {
      const snapshots = rates.perSecond(`snapshots ${room.id}`, room.snapshots, atMs);
      for (const [i, text] of figuresOf(room, snapshots).entries()) {
        const cell = row.cells[i];
        if (cell !== undefined) setText(cell, text);
      }
    });
    this.select(selected);
  }
}

function figuresOf(room: RoomInfo, snapshots: number | undefined): readonly string[] {
  return [
    `${room.humans + room.bots} of ${room.capacity}`,
    String(room.fillBots),
    String(room.spectators),
    milliseconds(room.tickMs.p50),
    milliseconds(room.tickMs.p99),
    milliseconds(room.intervalMs.p99),
    perSecond(snapshots),
    String(room.skips),
    String(room.desyncs),
    milliseconds(room.lostMs),
  ];
}

function roomRow(id: string, onSelect: (room: string) => void): RoomRow {
  const button = element('button', { class: 'pick', text: id, attributes: { type: 'button' } });
  button.addEventListener('click', () => onSelect(id));
  const cells = FIGURES.map(() => element('td', { class: 'figure' }));
  const root = element('tr', {}, element('th', { attributes: { scope: 'row' } }, button), ...cells);
  return { root, button, cells };
}

function figureHead(text: string): HTMLTableCellElement {
  const made = head(text);
  made.className = 'figure';
  return made;
}
