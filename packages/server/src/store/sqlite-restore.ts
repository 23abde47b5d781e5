// A backup put in the place of a data directory's database: whole or not at all, and what was there is kept beside it.

import { chownSync, constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkSchema } from './schema.ts';
import { copyOut } from './sqlite-backup.ts';
import { toFault } from './sqlite-faults.ts';
import { StoreFault } from './store-fault.ts';

const LOCK_WAIT_MS = 500;
/** SQLite's results for a file that is damaged, and for one that is no database. */
const UNREADABLE = [11, 26];

/**
 * Puts the backup `from` in the place of the database `to`, which no server may have open; answers where the one of before lies now.
 * @throws StoreFault when the backup is no good, or a server runs; then nothing has changed.
 */
export function restoreSqlite(from: string, to: string, nowMs: number): { readonly keptAs: string | undefined } {
  const backup = openBackup(from);
  try {
    const isThere = existsSync(to);
    if (isThere) takeFromServers(to);
    const draft = copyOut(backup, to);
    const keptAs = isThere ? keep(to, nowMs) : undefined;
    for (const made of [draft, keptAs, `${keptAs}-wal`])
      if (made !== undefined) giveTo(made, isThere ? to : dirname(to));
    for (const rest of ['-wal', '-shm']) rmSync(`${to}${rest}`, { force: true });
    renameSync(draft, to);
    return { keptAs };
  } catch (error) {
    throw toFault(error, to);
  } finally {
    backup.close();
  }
}

function openBackup(path: string): DatabaseSync {
  if (!existsSync(path)) throw new StoreFault('failed', `${path}: there is no such file: give the backup to restore`);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    checkSchema(database);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    if (version === 0) throw new StoreFault('failed', 'is no backup of a server: there is nothing in it');
    const { quick_check: verdict } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
    if (verdict !== 'ok') throw new StoreFault('failed', `is damaged (${verdict}): give another backup`);
    return database;
  } catch (error) {
    database?.close();
    throw toFault(error, path);
  }
}

// Only a process that has a database for itself may end its write-ahead log; that also brings all of it into the one file.
function takeFromServers(path: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: LOCK_WAIT_MS });
    database.exec('PRAGMA journal_mode = DELETE');
  } catch (error) {
    const fault = toFault(error, path);
    if (fault.code === 'locked') {
      throw new StoreFault('locked', 'a server, or another program, has it open: stop that first; nothing was changed');
    }
    // What cannot be read is why somebody restores.
    if (!UNREADABLE.includes(errcodeOf(error))) throw error;
  } finally {
    database?.close();
  }
}

// Root restores for the user that the server runs as; anybody else may give nothing away, and owns it already.
function giveTo(path: string, model: string): void {
  if (process.getuid?.() !== 0 || !existsSync(path)) return;
  const { uid, gid } = statSync(model);
  chownSync(path, uid, gid);
}

function errcodeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}

function keep(path: string, nowMs: number): string {
  const kept = `${path}.before-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`;
  copyFileSync(path, kept, constants.COPYFILE_EXCL);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${kept}-wal`, constants.COPYFILE_EXCL);
  return kept;
}
