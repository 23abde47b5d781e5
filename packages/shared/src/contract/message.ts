// Messages: a msgpack array `[type, ...fields]` whose schema, declared once, yields the TypeScript type, the encoder and
// the validating decoder.

import { item } from '../core/index.ts';
import { type Field, type FieldType, INVALID, type Invalid } from './fields.ts';

export type MessageFields = { readonly [name: string]: Field<unknown> };

export interface MessageSchema<N extends string, F extends MessageFields> {
  readonly name: N;
  /** The first element of the array on the wire. */
  readonly type: number;
  readonly fields: F;
  /** What it is for, in a sentence: `docs/protocol.md` is checked against it. */
  readonly purpose: string;
}

export type MessageValues<F extends MessageFields> = { readonly [K in keyof F]: FieldType<F[K]> };

/** The decoded message of a schema: its name beside its fields. */
export type Message<S> = S extends MessageSchema<infer N, infer F> ? { readonly name: N } & MessageValues<F> : never;

type AnyMessageSchema = MessageSchema<string, MessageFields>;

export function defineMessage<const N extends string, F extends { readonly [K in keyof F]: Field<unknown> }>(
  schema: MessageSchema<N, F & MessageFields>,
): MessageSchema<N, F & MessageFields> {
  return schema;
}

/** The array to pack for a message. */
export function encodeMessage<N extends string, F extends MessageFields>(
  schema: MessageSchema<N, F>,
  values: MessageValues<F>,
): unknown[] {
  const array: unknown[] = [schema.type];
  for (const [name, field] of Object.entries(schema.fields)) array.push(field.encode(values[name]));
  return array;
}

/** A decoder for the union of some schemas: it takes exactly the declared shapes, and nothing with an element too many. */
export function messageDecoder<S extends AnyMessageSchema>(
  schemas: readonly S[],
): (array: unknown) => Message<S> | Invalid {
  const byType = new Map<unknown, Shape>(schemas.map((schema) => [schema.type, shapeOf(schema)]));
  if (byType.size !== schemas.length) throw new RangeError('two messages share a type number');
  return (array) => {
    if (!Array.isArray(array)) return INVALID;
    const shape = byType.get(array[0]);
    return shape === undefined ? INVALID : (decodeFields(shape, array) as Message<S> | Invalid);
  };
}

interface Shape {
  readonly name: string;
  readonly names: readonly string[];
  readonly fields: readonly Field<unknown>[];
}

function shapeOf(schema: AnyMessageSchema): Shape {
  return { name: schema.name, names: Object.keys(schema.fields), fields: Object.values(schema.fields) };
}

function decodeFields(shape: Shape, array: readonly unknown[]): object | Invalid {
  const { names, fields } = shape;
  if (array.length !== names.length + 1) return INVALID;
  const message: Record<string, unknown> = { name: shape.name };
  for (let i = 0; i < names.length; i += 1) {
    const value = item(fields, i).decode(array[i + 1]);
    if (value === INVALID) return INVALID;
    message[item(names, i)] = value;
  }
  return message;
}
