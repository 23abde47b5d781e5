// A consistent copy of the embedded store's database, while it goes on being written.

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { placeFile } from './place-file.ts';
import { checkSchema } from './schema.ts';
import { toFault } from './sqlite-faults.ts';
import type { WorkerJob } from './sqlite-messages.ts';
import { StoreFault } from './store-fault.ts';

/**
 * Copies what is committed now. A connection of its own reads one moment of the write-ahead log, so that writers do not wait.
 * The copy appears whole, on the disk, or not at all. @throws StoreFault, also when there is such a file already.
 */
export function backUp({ from, to, lockWaitMs }: Extract<WorkerJob, { kind: 'backup' }>): void {
  if (statSync(from, { throwIfNoEntry: false }) === undefined) {
    throw new StoreFault('failed', `${from}: is not there: name the --data directory of a server that has run`);
  }
  let draft: string | undefined;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(from, { readOnly: true, timeout: lockWaitMs });
    checkSchema(database);
    draft = copyOut(database, to);
    placeFile(draft, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      const text = `${to}: is there already, and no backup takes its place: give another name`;
      throw new StoreFault('failed', text, { cause: error });
    }
    throw isOfSystem(error) ? cannotBeWritten(to, error) : toFault(error, from);
  } finally {
    database?.close();
    if (draft !== undefined) rmSync(draft, { force: true });
  }
}

/** Copies a database into a new file beside `to`, whole and on the disk; answers its path. @throws what SQLite or the disk gives. */
export function copyOut(database: DatabaseSync, to: string): string {
  const draft = `${to}.${randomBytes(4).toString('hex')}.draft`;
  try {
    // SQLite takes an empty file for its own, so this one is its owner's alone from the beginning.
    closeSync(openSync(draft, 'wx', 0o600));
    database.prepare('VACUUM INTO ?').run(draft);
    sync(draft);
    return draft;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

// SQLite's own faults are about the database that is copied, those of the system about the file that is made.
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function cannotBeWritten(to: string, error: NodeJS.ErrnoException): StoreFault {
  const remedies: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such directory: make it, or give another place',
    ENOTDIR: 'a part of its path is a file: give another place',
    ENOSPC: 'the disk is full: make space, or give another place',
  };
  const remedy = remedies[error.code ?? ''] ?? 'mend that, or give another place';
  return new StoreFault('failed', `${to}: cannot be written (${error.code}): ${remedy}`, { cause: error });
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}
