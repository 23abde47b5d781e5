// The table of players: sorted by a press on a column's head, with what an admin may do to each.

import { element, setHidden, setText } from '../ui/dom.ts';
import { COLUMNS, type Column, keyOf, type Order, type PlayerLine, pressed, sorted } from './player-lines.ts';
import { head, headRow, LivingRows, scrollBox } from './table.ts';
import { bytesPerSecond, ping, UNKNOWN } from './words.ts';

const TITLES: Readonly<Record<Column, string>> = {
  name: 'Name',
  room: 'Room',
  kind: 'Kind',
  account: 'Account',
  address: 'Address',
  score: 'Score',
  pingMs: 'Ping',
  bytesPerSecond: 'Sent',
  state: 'State',
};
const FIGURES: readonly Column[] = ['score', 'pingMs', 'bytesPerSecond'];

export interface PlayerDeeds {
  /** Marks a player on the map; again, and nobody is. */
  readonly onSelect: (key: string) => void;
  readonly onKick: (line: PlayerLine) => void;
  readonly onBan: (line: PlayerLine) => void;
}

interface PlayerRow {
  readonly root: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly cells: ReadonlyMap<Column, HTMLElement>;
  line: PlayerLine;
}

export class PlayerTable {
  private readonly rows: LivingRows<PlayerLine, PlayerRow>;
  private readonly heads = new Map<Column, HTMLTableCellElement>();
  private readonly nobody = element('p', { class: 'help', text: 'Nobody.' });
  private order: Order = { column: 'name', isDescending: false };
  private shown: { readonly lines: readonly PlayerLine[]; readonly selected: string | undefined } = {
    lines: [],
    selected: undefined,
  };

  constructor(root: HTMLElement, deeds: PlayerDeeds) {
    this.rows = new LivingRows<PlayerLine, PlayerRow>(keyOf, (line) => playerRow(line, deeds));
    for (const column of COLUMNS) this.heads.set(column, this.makeHead(column));
    const [name, ...others] = this.heads.values();
    // Beside the names: on a phone the rest is out of sight at first.
    const heads = headRow(...(name === undefined ? [] : [name]), head('Deeds'), ...others);
    const table = element('table', {}, heads, this.rows.root);
    root.append(scrollBox('Players', table), this.nobody);
  }

  /** `showsRoom`: whether the lines are of several rooms. */
  show(lines: readonly PlayerLine[], selected: string | undefined, showsRoom: boolean): void {
    this.shown = { lines, selected };
    const room = this.heads.get('room');
    if (room !== undefined) setHidden(room, !showsRoom);
    for (const [column, made] of this.heads) made.setAttribute('aria-sort', this.sortOf(column));
    this.rows.show(sorted(lines, this.order), (row, line) => {
      row.line = line;
      const isSelected = keyOf(line) === selected;
      row.root.classList.toggle('is-selected', isSelected);
      row.button.setAttribute('aria-pressed', String(isSelected));
      setText(row.button, line.name);
      row.button.title = line.name;
      for (const [column, cell] of row.cells) {
        setText(cell, textOf(line, column));
        if (column === 'account') cell.title = line.account ?? '';
        if (column === 'room') setHidden(cell, !showsRoom);
      }
    });
    setHidden(this.nobody, lines.length > 0);
  }

  private makeHead(column: Column): HTMLTableCellElement {
    const button = element('button', { class: 'sort', text: TITLES[column], attributes: { type: 'button' } });
    button.addEventListener('click', () => {
      this.order = pressed(this.order, column);
      this.show(this.shown.lines, this.shown.selected, this.heads.get('room')?.hidden === false);
    });
    return element('th', { class: FIGURES.includes(column) ? 'figure' : '', attributes: { scope: 'col' } }, button);
  }

  private sortOf(column: Column): string {
    if (column !== this.order.column) return 'none';
    return this.order.isDescending ? 'descending' : 'ascending';
  }
}

function playerRow(line: PlayerLine, { onSelect, onKick, onBan }: PlayerDeeds): PlayerRow {
  const button = element('button', { class: 'pick', attributes: { type: 'button' } });
  button.addEventListener('click', () => onSelect(keyOf(line)));
  const others = COLUMNS.filter((column) => column !== 'name');
  const cells = new Map(
    others.map((column) => [column, element('td', { class: FIGURES.includes(column) ? 'figure' : '' })]),
  );
  const deeds = element('td', { class: 'deeds' });
  const name = element('th', { attributes: { scope: 'row' } }, mark(line), button);
  const row: PlayerRow = { root: element('tr', {}, name, deeds, ...cells.values()), button, cells, line };
  if (line.kind !== 'fill bot') {
    deeds.append(
      deed('Kick', line, () => onKick(row.line)),
      deed('Ban', line, () => onBan(row.line)),
    );
  }
  return row;
}

/** The same shape as on the map; the words stand in the column of kinds. */
function mark({ kind }: PlayerLine): HTMLElement {
  return element('span', { class: `mark mark-${kind.replace(' ', '-')}`, attributes: { 'aria-hidden': 'true' } });
}

function deed(text: string, { name }: PlayerLine, act: () => void): HTMLButtonElement {
  const button = element('button', { text, attributes: { type: 'button', 'aria-label': `${text} ${name}` } });
  button.addEventListener('click', act);
  return button;
}

function textOf(line: PlayerLine, column: Column): string {
  if (column === 'pingMs') return ping(line.pingMs);
  if (column === 'bytesPerSecond') return bytesPerSecond(line.bytesPerSecond);
  return String(line[column] ?? UNKNOWN);
}
