// One server at a time on a data directory. The lock is SQLite's own on a file there: the kernel keeps it for the process, so it ends with
// it however that ends, and it holds between containers and on network shares that have locks at all. A note beside it names the holder.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failure, type Result, success } from '@starfray/shared/core';
import { accessFault } from './file-access.ts';
import { messageOf } from './store-fault.ts';

const LOCK_FILE = 'server.lock';
const NOTE_FILE = 'server.json';
/** A server that is just ending is waited for: supervisors start the next one at once. */
const WAIT_MS = 1000;
/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const BUSY = 5;
const DISK_ERROR = 10;

/** The process that runs on a data directory, in its own words. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Unix ms. */
  readonly startedAtMs: number;
  /** Where it can be reached from this machine, once it listens. */
  readonly url?: string | undefined;
  /** Made up at the start; `/healthz` answers with it, so that no other server is taken for this one. */
  readonly instance?: string | undefined;
  /** Does each connection begin with a PROXY header? */
  readonly expectsProxyHeader?: boolean | undefined;
}

export interface DataLock {
  /** False where the file system has no locks, and two servers would not notice each other. */
  readonly isHeld: boolean;
  /** Writes down the holder of the directory; a note that cannot be written costs nothing. */
  note(holder: Holder): void;
  release(): void;
}

/** Takes the directory for this process. A failure names the process that has it, or says why it cannot be locked, with the remedy. */
export function lockData(directory: string, waitMs = WAIT_MS): Result<DataLock, string> {
  const path = join(directory, LOCK_FILE);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: waitMs });
    // Held for as long as the connection: nothing is ever written in this transaction.
    database.exec('BEGIN IMMEDIATE');
    return success(held(directory, database));
  } catch (error) {
    database?.close();
    const code = errcodeOf(error);
    if (code === BUSY) return failure(describeHolder(directory));
    if (code === DISK_ERROR) return success(held(directory, undefined));
    return failure(accessFault([path], true) ?? `${path}: cannot be used: ${messageOf(error)}`);
  }
}

/**
 * Does a server hold the directory? `unknown` where the file system has no locks, or where this user may not try them. Makes no file, and
 * holds the lock for no longer than it takes to look.
 */
export function lockState(directory: string): 'held' | 'free' | 'unknown' {
  const path = join(directory, LOCK_FILE);
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined)
      return existsSync(join(directory, NOTE_FILE)) ? 'unknown' : 'free';
  } catch (error) {
    // A part of the path is no directory, or may not be searched.
    return error instanceof Error && 'code' in error && error.code === 'ENOTDIR' ? 'free' : 'unknown';
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('BEGIN IMMEDIATE');
    return 'free';
  } catch (error) {
    return errcodeOf(error) === BUSY ? 'held' : 'unknown';
  } finally {
    database?.close();
  }
}

/** The server that noted last that it runs here, whether it still does or not. */
export function readHolder(directory: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(directory, NOTE_FILE), 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function held(directory: string, database: DatabaseSync | undefined): DataLock {
  const path = join(directory, NOTE_FILE);
  return {
    isHeld: database !== undefined,
    note: (holder) => {
      const draft = `${path}.${randomBytes(4).toString('hex')}`;
      try {
        writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
        renameSync(draft, path);
      } catch {
        rmSync(draft, { force: true });
      }
    },
    release: () => {
      rmSync(path, { force: true });
      database?.close();
    },
  };
}

function describeHolder(directory: string): string {
  const holder = readHolder(directory);
  const since = holder === undefined ? '' : `, since ${new Date(holder.startedAtMs).toISOString()}`;
  const who = holder === undefined ? '' : ` (process ${holder.pid} on ${holder.host}${since})`;
  return `--data ${directory}: another server runs on it${who}: stop that one, or give this one a directory of its own`;
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, startedAtMs, url, instance, expectsProxyHeader } = value as Partial<Record<keyof Holder, unknown>>;
  return (
    typeof pid === 'number' &&
    typeof host === 'string' &&
    Number.isSafeInteger(startedAtMs) &&
    (url === undefined || typeof url === 'string') &&
    (instance === undefined || typeof instance === 'string') &&
    (expectsProxyHeader === undefined || typeof expectsProxyHeader === 'boolean')
  );
}

function errcodeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}
