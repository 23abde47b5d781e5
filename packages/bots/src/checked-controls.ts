// The controls as a bot's author sets them: a mistake is an error where it is made, not the end of the connection.

import { type InputRow, input } from '@starfray/starfray/rules';

const COLUMNS: ReadonlyMap<string, (typeof input.columns)[number]> = new Map(
  input.columns.map((column, i) => [input.columnNames[i] ?? '', column]),
);
const NAMES = input.columnNames.join(', ');

/**
 * A view on `row` that checks what is set. An angle may be any number: it is rounded and wraps. Everything else is a whole number of its
 * column's range, true and false being 1 and 0. The error names column, value and range.
 */
export function checkControls(row: InputRow): InputRow {
  return new Proxy(row, {
    get: (target, key) => {
      if (typeof key === 'string' && !(key in target)) throw unknown(key);
      return Reflect.get(target, key);
    },
    set: (target, key, value: unknown) => {
      const name = String(key);
      const column = COLUMNS.get(name);
      if (column === undefined) throw unknown(name);
      const number = typeof value === 'boolean' ? Number(value) : value;
      if (typeof number !== 'number') throw outOfRange(name, value);
      return Reflect.set(target, key, column.blend === 'turn' ? wrapped(name, number) : whole(name, number));
    },
  });
}

function wrapped(name: string, value: number): number {
  if (!Number.isFinite(value)) throw outOfRange(name, value);
  const steps = (COLUMNS.get(name)?.most ?? 0) + 1;
  return ((Math.round(value) % steps) + steps) % steps;
}

function whole(name: string, value: number): number {
  const { least = 0, most = 0 } = COLUMNS.get(name) ?? {};
  if (!Number.isInteger(value) || value < least || value > most) throw outOfRange(name, value);
  return value;
}

function outOfRange(name: string, value: unknown): RangeError {
  const column = COLUMNS.get(name);
  const range =
    column?.blend === 'turn'
      ? 'give a number, of which 1024 are a turn'
      : `give a whole number from ${column?.least} to ${column?.most}`;
  return new RangeError(
    `controls.${name} = ${typeof value === 'string' ? JSON.stringify(value) : String(value)}: ${range}`,
  );
}

function unknown(name: string): TypeError {
  return new TypeError(`controls.${name}: there is no such column, only ${NAMES}`);
}
