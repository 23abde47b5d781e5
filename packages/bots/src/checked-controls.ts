// The controls as a bot's author sets them: a mistake is an error where it is made, not the end of the connection.

import type { InputKind, IntField, RowPlace } from '@starfray/shared/contract';

/**
 * A view on `row` that checks what is set. An angle may be any number: it is rounded and wraps. Everything else is a whole number of its
 * column's range, true and false being 1 and 0. The error names column, value and range.
 */
export function checkControls<R extends RowPlace>(kind: InputKind, row: R): R {
  return new Proxy(row, {
    get: (target, key) => {
      if (typeof key === 'string' && !(key in target)) throw unknown(kind, key);
      return Reflect.get(target, key);
    },
    set: (target, key, value: unknown) => {
      const name = String(key);
      const column = kind.columns[kind.columnNames.indexOf(name)];
      if (column === undefined) throw unknown(kind, name);
      const number = typeof value === 'boolean' ? Number(value) : value;
      if (typeof number !== 'number') throw outOfRange(name, column, value);
      const isTurn = column.blend === 'turn';
      return Reflect.set(target, key, isTurn ? wrapped(name, column, number) : whole(name, column, number));
    },
  });
}

function wrapped(name: string, column: IntField, value: number): number {
  if (!Number.isFinite(value)) throw outOfRange(name, column, value);
  const steps = column.most + 1;
  return ((Math.round(value) % steps) + steps) % steps;
}

function whole(name: string, column: IntField, value: number): number {
  if (!Number.isInteger(value) || value < column.least || value > column.most) throw outOfRange(name, column, value);
  return value;
}

function outOfRange(name: string, column: IntField, value: unknown): RangeError {
  const range =
    column.blend === 'turn'
      ? `give a number, of which ${column.most + 1} are a turn`
      : `give a whole number from ${column.least} to ${column.most}`;
  return new RangeError(
    `controls.${name} = ${typeof value === 'string' ? JSON.stringify(value) : String(value)}: ${range}`,
  );
}

function unknown(kind: InputKind, name: string): TypeError {
  return new TypeError(`controls.${name}: there is no such column, only ${kind.columnNames.join(', ')}`);
}
