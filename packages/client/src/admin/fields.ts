// Reads JSON that came from elsewhere: each function proves one field, or throws an AnswerFault that names it.

export class AnswerFault extends Error {}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  if (!isFields(value)) throw new AnswerFault('something is no object');
  return value;
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new AnswerFault(`${name} is no text`);
  return value;
}

export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new AnswerFault(`${name} is no number`);
  return value;
}

export function flagOf(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw new AnswerFault(`${name} is neither true nor false`);
  return value;
}

export function choiceOf<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === fields[name]);
  if (found === undefined) throw new AnswerFault(`${name} is none of ${choices.join(', ')}`);
  return found;
}

export function listOf<T>(fields: Fields, name: string, read: (item: Fields) => T): readonly T[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new AnswerFault(`${name} is no list`);
  return value.map((item: unknown) => read(fieldsOf(item)));
}

/** Undefined where the field is not there. */
export function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | undefined {
  return fields[name] === undefined ? undefined : read(fields, name);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
