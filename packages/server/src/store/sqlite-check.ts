// Looks whether the database of a data directory is whole and ours, without writing anything.

import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { checkSchema } from './schema.ts';
import { toFault } from './sqlite-faults.ts';

const LOCK_WAIT_MS = 2000;

/** What is wrong with a database, with the remedy; undefined when it is well, or not there yet. */
export function checkSqlite(path: string): string | undefined {
  let database: DatabaseSync | undefined;
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return undefined;
    database = new DatabaseSync(path, { readOnly: true, timeout: LOCK_WAIT_MS });
    checkSchema(database);
    const { quick_check: answer } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
    return answer === 'ok' ? undefined : `${path}: the database is damaged (${answer}): put back a backup`;
  } catch (error) {
    return toFault(error, path).message;
  } finally {
    database?.close();
  }
}
