// What SQLite's errors mean to an operator, and how a fault travels between threads.

import { accessFault } from './file-access.ts';
import { messageOf, StoreFault, type StoreFaultCode } from './store-fault.ts';

/** A fault as structured cloning leaves it. */
export interface WireFault {
  readonly code: StoreFaultCode;
  readonly message: string;
  readonly cause: unknown;
}

/** Primary result codes, https://sqlite.org/rescode.html. */
const MEANINGS: Readonly<Record<number, { readonly code: StoreFaultCode; readonly text: string }>> = {
  5: { code: 'locked', text: 'another process holds the database: end it, or wait until it is done, and try again' },
  6: { code: 'locked', text: 'another connection holds the database: try again' },
  8: { code: 'failed', text: 'may not be written: mend the permissions of the file and of its directory' },
  10: { code: 'failed', text: 'the disk gave an error: look at the system log, and at the backups' },
  11: { code: 'failed', text: 'the database is damaged: put back a backup' },
  13: { code: 'disk-full', text: 'the disk is full: make space; what is written after that is kept again' },
  14: { code: 'failed', text: 'cannot be opened: the directory must be there, and be writable' },
  26: { code: 'failed', text: 'is no database: move the file away, or put back a backup' },
};

/** Codes that a file of another owner leads to: SQLite tells it from no other reason. */
const PERMISSION: readonly number[] = [8, 14];
/** A database and what SQLite keeps beside it. */
const FILES = ['', '-wal', '-shm'];

/** The fault for whatever was thrown while working on a database, with its path in front. */
export function toFault(error: unknown, path: string): StoreFault {
  if (error instanceof StoreFault)
    return new StoreFault(error.code, `${path}: ${error.message}`, { cause: error.cause });
  const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  const refused = PERMISSION.includes(errcode & 0xff) ? accessFault(FILES.map((end) => `${path}${end}`)) : undefined;
  if (refused !== undefined) return new StoreFault('failed', refused, { cause: error });
  const { code, text } = MEANINGS[errcode & 0xff] ?? { code: 'failed', text: messageOf(error) };
  return new StoreFault(code, `${path}: ${text}`, { cause: error });
}

export function packFault(error: unknown): WireFault {
  const { code, message, cause } =
    error instanceof StoreFault ? error : new StoreFault('failed', messageOf(error), { cause: error });
  return { code, message, cause: cause instanceof Error ? new Error(cause.message) : undefined };
}

export function unpackFault({ code, message, cause }: WireFault): StoreFault {
  return new StoreFault(code, message, { cause });
}
