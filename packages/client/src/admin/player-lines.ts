// The players as lines of a table: which are shown, and in which order.

import type { Player } from './overview.ts';

export interface PlayerLine extends Player {
  readonly room: string;
  /** Of snapshots; undefined until it was looked at twice. */
  readonly bytesPerSecond: number | undefined;
}

export const COLUMNS = [
  'name',
  'room',
  'kind',
  'account',
  'address',
  'score',
  'pingMs',
  'bytesPerSecond',
  'state',
] as const;

export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** Figures are looked at from the largest down. */
const LARGEST_FIRST: readonly Column[] = ['score', 'pingMs', 'bytesPerSecond'];

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** One name for a player wherever it is shown: ids are a room's own. */
export function keyOf({ room, playerId }: { readonly room: string; readonly playerId: number }): string {
  return `${playerId}@${room}`;
}

/** The order after a column's head was pressed: of that column, or the other way round. */
export function pressed({ column, isDescending }: Order, next: Column): Order {
  return { column: next, isDescending: next === column ? !isDescending : LARGEST_FIRST.includes(next) };
}

/** In order; a player without a value comes last either way, and ties are broken by room and id. */
export function sorted(lines: readonly PlayerLine[], { column, isDescending }: Order): PlayerLine[] {
  const sign = isDescending ? -1 : 1;
  return lines.toSorted((a, b) => compare(a[column], b[column], sign) || tieBreak(a, b));
}

/** Those whose name has the text in it, however it is written. */
export function filtered(lines: readonly PlayerLine[], text: string): PlayerLine[] {
  const wanted = plain(text.trim());
  return lines.filter(({ name }) => plain(name).includes(wanted));
}

function compare(a: string | number | undefined, b: string | number | undefined, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));
}

function tieBreak(a: PlayerLine, b: PlayerLine): number {
  return collator.compare(a.room, b.room) || a.playerId - b.playerId;
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
