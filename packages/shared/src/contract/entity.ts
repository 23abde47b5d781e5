// Entity, private and event schemas: rows with a meaning to the engine.

import type { IntField } from './fields.ts';
import type { Row, RowFields, RowKind, RowPlace } from './row.ts';
import { defineRow, type RowSchema } from './row.ts';

/** How much of a kind a client is shown when not everything near it fits. */
export interface Interest {
  /** Kinds of a lower rank are seated first. */
  readonly rank: number;
  /** At most this many of the kind are shown to one client. */
  readonly most: number;
  /** In a crowd, those that come closer go before those that fly away. */
  readonly prefersApproaching?: boolean;
  /** Shown to every client wherever it looks, and never crowded out: few and small, as a match or a puck. */
  readonly isEverywhere?: boolean;
}

/** An entity schema as the engine knows it. Its row has the columns `x` and `y`: where it is, in position units. */
export interface EntityKind<A> extends RowKind {
  readonly interest: Interest;
  readonly xColumn: number;
  readonly yColumn: number;
  /**
   * Moves a row on to `tick` as it will be if nothing interferes; false when it then exists no more. It reads the row, the
   * tick and the arena and nothing else: both ends run it, and must get the same integers.
   */
  predict(row: RowPlace, tick: number, arena: A): boolean;
}

export interface EntitySchema<F extends RowFields, A> extends RowSchema<F>, EntityKind<A> {
  view(ints?: Int32Array, base?: number): Row<F>;
  predict(row: Row<F>, tick: number, arena: A): boolean;
}

type PlacedFields = RowFields & { readonly x: IntField; readonly y: IntField };

/** Defines a replicated entity; without `predict`, a row is expected to stay as it is. */
export function defineEntity<F extends PlacedFields, A = unknown>(definition: {
  readonly name: string;
  readonly fields: F;
  readonly interest: Interest;
  predict?(row: Row<F>, tick: number, arena: A): boolean;
}): EntitySchema<F, A> {
  const schema = defineRow(definition.name, definition.fields);
  return {
    ...schema,
    interest: definition.interest,
    xColumn: schema.columnNames.indexOf('x'),
    yColumn: schema.columnNames.indexOf('y'),
    predict: definition.predict ?? (() => true),
  };
}

/** What only its owner may know of an entity, as the engine knows it. */
export interface PrivateKind<A> extends RowKind {
  /** Moves the private row on to `tick`; `body` is its owner's public row as it was the tick before. */
  predict(row: RowPlace, tick: number, arena: A, body: RowPlace): void;
}

export interface PrivateSchema<F extends RowFields, A, B extends RowPlace> extends RowSchema<F>, PrivateKind<A> {
  view(ints?: Int32Array, base?: number): Row<F>;
  predict(row: Row<F>, tick: number, arena: A, body: B): void;
}

/** Defines the private row that accompanies a player's own entity. */
export function definePrivate<F extends RowFields, A = unknown, B extends RowPlace = RowPlace>(definition: {
  readonly name: string;
  readonly fields: F;
  predict?(row: Row<F>, tick: number, arena: A, body: B): void;
}): PrivateSchema<F, A, B> {
  return { ...defineRow(definition.name, definition.fields), predict: definition.predict ?? (() => undefined) };
}

/** An input schema; `idle` is what a player who does nothing sends. */
export interface InputKind extends RowKind {
  readonly idle: readonly number[];
}

export interface InputSchema<F extends RowFields> extends RowSchema<F>, InputKind {
  view(ints?: Int32Array, base?: number): Row<F>;
}

/** Defines the controls of one tick. */
export function defineInput<F extends RowFields>(fields: F, idle: { readonly [K in keyof F]: number }): InputSchema<F> {
  const schema = defineRow('input', fields);
  return { ...schema, idle: schema.columnNames.map((name) => idle[name as keyof F]) };
}

/** The audience of an event: those who see its (`x`, `y`), one player, or everybody in the room. */
export type Audience = 'seen' | 'player' | 'room';

export interface EventKind extends RowKind {
  readonly audience: Audience;
  /** A cosmetic event is the first to be dropped when a client cannot keep up. */
  readonly isCosmetic: boolean;
  /** Columns of `x` and `y` for the audience `seen`; -1 otherwise. */
  readonly xColumn: number;
  readonly yColumn: number;
}

export interface EventSchema<F extends RowFields> extends RowSchema<F>, EventKind {
  view(ints?: Int32Array, base?: number): Row<F>;
}

/**
 * Defines an event. It must say all that is needed to show it: a client may never have seen the entities behind it.
 * @throws RangeError when the audience is `seen` and a column `x` or `y` is missing.
 */
export function defineEvent<F extends RowFields>(definition: {
  readonly name: string;
  readonly audience: Audience;
  readonly isCosmetic: boolean;
  readonly fields: F;
}): EventSchema<F> {
  const schema = defineRow(definition.name, definition.fields);
  const xColumn = schema.columnNames.indexOf('x');
  const yColumn = schema.columnNames.indexOf('y');
  if (definition.audience === 'seen' && (xColumn < 0 || yColumn < 0)) {
    throw new RangeError(`${definition.name}: an event that is seen somewhere needs the columns x and y`);
  }
  return { ...schema, audience: definition.audience, isCosmetic: definition.isCosmetic, xColumn, yColumn };
}
