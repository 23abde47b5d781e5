// Field descriptors: the range of one value on the wire, its validation, and the TypeScript type inferred from it.
// Rows and inputs are made of integer fields alone; messages may also carry text, bytes, lists and gaps.

import { ANGLE_STEPS } from '../core/index.ts';

/** What a decoder answers in place of a value that is out of its range or of another type. */
export const INVALID: unique symbol = Symbol('invalid');
export type Invalid = typeof INVALID;

/** One value of a message. `decode` never throws: it answers INVALID for anything it does not take. */
export interface Field<T> {
  decode(value: unknown): T | Invalid;
  encode(value: T): unknown;
  /** Range and type in words, for `docs/protocol.md`. */
  readonly description: string;
}

/** A 32-bit integer within a closed range: the only kind of field that rows, inputs and events hold. */
export interface IntField extends Field<number> {
  readonly least: number;
  readonly most: number;
  /** The value names a player, whose `player` message must reach a client first. 0 names nobody. */
  readonly isPlayer: boolean;
  /** In a full row or an event the value travels divided by this, cut to a whole number: it is a multiple of it, or need not be exact. */
  readonly grain: number;
  /** How a picture between two ticks is made: in a straight line, the short way round the circle, or not at all. */
  readonly blend: 'linear' | 'turn' | 'step';
  /** Of an input: a press that is set in a late frame is kept until the tick that takes it. */
  readonly isPress: boolean;
}

export type FieldType<F> = F extends Field<infer T> ? T : never;

/** A whole number of least..most, both included. Both must fit 32 bits. */
export function int(least: number, most: number): IntField {
  return intField(least, most, {});
}

/**
 * A position, speed or gauge: an `int` that is drawn in between when it changes. Of an entity's row every value must be a
 * multiple of `grain`; an event's is cut to one.
 */
export function smooth(least: number, most: number, grain = 1): IntField {
  return intField(least, most, { blend: 'linear', grain });
}

/** An angle in steps of 1/1024 turn. */
export function angle(): IntField {
  return intField(0, ANGLE_STEPS - 1, { blend: 'turn' });
}

/** 0 or 1. */
export function flag(): IntField {
  return int(0, 1);
}

/** 0 or 1; a 1 that arrives too late for its tick still takes effect at the next one. */
export function press(): IntField {
  return intField(0, 1, { isPress: true });
}

/** A player's id, or 0 for nobody. In an entity's row it must not change during the entity's life. */
export function player(): IntField {
  return intField(0, 0xffff, { isPlayer: true });
}

function intField(
  least: number,
  most: number,
  {
    isPlayer = false,
    isPress = false,
    blend = 'step',
    grain = 1,
  }: Partial<Pick<IntField, 'isPlayer' | 'isPress' | 'blend' | 'grain'>>,
): IntField {
  if (!isInt32(least) || !isInt32(most) || least > most) {
    throw new RangeError(`an int field needs 32-bit bounds in order, not ${least}..${most}`);
  }
  return {
    least,
    most,
    isPlayer,
    isPress,
    blend,
    grain,
    description: describeInt(least, most, isPlayer, grain),
    decode: (value) => (isInt32(value) && value >= least && value <= most ? value : INVALID),
    encode: (value) => value,
  };
}

function describeInt(least: number, most: number, isPlayer: boolean, grain: number): string {
  if (isPlayer) return 'player id, 0 = nobody';
  return grain === 1 ? `int ${least}..${most}` : `int ${least}..${most}, sent in full as value / ${grain}`;
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

/** A whole number of 0..2^32-1: ticks and counts, which no row may hold. */
export function uint32(): Field<number> {
  return {
    description: 'int 0..4294967295',
    decode: (value) => (typeof value === 'number' && value >>> 0 === value ? value : INVALID),
    encode: (value) => value,
  };
}

export function bool(): Field<boolean> {
  return {
    description: 'true or false',
    decode: (value) => (typeof value === 'boolean' ? value : INVALID),
    encode: (value) => value,
  };
}

/** A text of at most `most` UTF-16 code units, well-formed (no lone surrogates). */
export function text(most: number): Field<string> {
  return {
    description: `text, at most ${most} characters`,
    decode: (value) => (typeof value === 'string' && value.length <= most && value.isWellFormed() ? value : INVALID),
    encode: (value) => value,
  };
}

/** One of the given texts. */
export function oneOf<const T extends string>(...choices: readonly T[]): Field<T> {
  return {
    description: choices.map((choice) => `"${choice}"`).join(' or '),
    decode: (value) => choices.find((choice) => choice === value) ?? INVALID,
    encode: (value) => value,
  };
}

/** The value, or nil. */
export function optional<T>(inner: Field<T>): Field<T | undefined> {
  return {
    description: `${inner.description}, or nil`,
    decode: (value) => (value === null || value === undefined ? undefined : inner.decode(value)),
    encode: (value) => (value === undefined ? null : inner.encode(value)),
  };
}

/** At most `most` values of one kind. */
export function list<T>(inner: Field<T>, most: number): Field<readonly T[]> {
  return {
    description: `at most ${most} of: ${inner.description}`,
    decode: (value) => {
      if (!Array.isArray(value) || value.length > most) return INVALID;
      const items: T[] = [];
      for (const element of value) {
        const decoded = inner.decode(element);
        if (decoded === INVALID) return INVALID;
        items.push(decoded);
      }
      return items;
    },
    encode: (value) => value.map((element) => inner.encode(element)),
  };
}

export type GroupValues<F> = { readonly [K in keyof F]: FieldType<F[K]> };

/** Several values under names, as an array in the order given. */
export function group<F extends { readonly [name: string]: Field<unknown> }>(fields: F): Field<GroupValues<F>> {
  const names = Object.keys(fields);
  const inner = Object.values(fields);
  return {
    description: `[${names.map((name, i) => `${name}: ${inner[i]?.description}`).join(', ')}]`,
    decode: (value) => {
      if (!Array.isArray(value) || value.length !== names.length) return INVALID;
      const values: Record<string, unknown> = {};
      for (const [i, name] of names.entries()) {
        const decoded = fields[name]?.decode(value[i]);
        if (decoded === INVALID) return INVALID;
        values[name] = decoded;
      }
      return values as GroupValues<F>;
    },
    encode: (value) => names.map((name) => fields[name]?.encode(value[name])),
  };
}
