// The embedded store's database, as its thread uses it: opened with care, groups of writes in one transaction, answers.
// Everything here blocks; nothing here runs on the thread of the ticks.

import { chmodSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { assertNever, failure, success } from '@starfray/shared/core';
import { FileWatch } from './file-watch.ts';
import { makeDirectory } from './make-directory.ts';
import { checkSchema, migrate } from './schema.ts';
import { copyOut } from './sqlite-backup.ts';
import { packFault, toFault } from './sqlite-faults.ts';
import type { Answer, Outcome, Question, WorkerJob, Write } from './sqlite-messages.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { StoreFault } from './store-fault.ts';

type KeepJob = Extract<WorkerJob, { kind: 'keep' }>;

interface Opened {
  readonly database: DatabaseSync;
  readonly statements: SqliteStatements;
  readonly files: FileWatch;
}

export class SqliteDatabase {
  private readonly job: KeepJob;
  private readonly path: string;
  private readonly onMended: (text: string) => void;
  private opened: Opened;

  /**
   * @param onMended is called when files of the database had been removed, and were written again
   * @throws StoreFault when there is no database of ours to be had; a file that is not is left as it was.
   */
  constructor(job: KeepJob, onMended: (text: string) => void = () => undefined) {
    this.job = job;
    this.path = job.path;
    this.onMended = onMended;
    this.opened = open(job);
  }

  /** Writes a group in one transaction. One that cannot be kept is refused alone; if the transaction fails, so do all. */
  commit(writes: readonly Write[]): Outcome[] {
    try {
      this.mend();
      this.database.exec('BEGIN IMMEDIATE');
      const outcomes = writes.map((write) => this.apply(write));
      this.database.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      const fault = packFault(toFault(error, this.path));
      return writes.map(() => failure(fault));
    }
  }

  /** @throws StoreFault */
  answer(question: Question): Answer {
    try {
      // Bans are asked for every minute, whether anything is written or not.
      if (question.kind === 'bans') this.mend();
      const { statements } = this;
      switch (question.kind) {
        case 'leaderboard':
          return { kind: 'leaderboard', entries: statements.leaderboard(question.query) };
        case 'profile':
          return { kind: 'profile', profile: statements.profile(question.pilot) };
        case 'bans':
          return { kind: 'bans', ...statements.bans(question.nowMs) };
        case 'audit':
          return { kind: 'audit', entries: statements.auditLog(question.limit) };
        case 'score':
          return { kind: 'score', score: statements.takeScore(question.claim) };
        default:
          return assertNever(question, 'question');
      }
    } catch (error) {
      throw toFault(error, this.path);
    }
  }

  close(): void {
    this.database.close();
  }

  private get database(): DatabaseSync {
    return this.opened.database;
  }

  private get statements(): SqliteStatements {
    return this.opened.statements;
  }

  // A file that is removed lives on while it is open: all of it is still here to be written again. One that took its place is not ours.
  private mend(): void {
    const { files, database } = this.opened;
    const state = files.look();
    if (state === 'there') return;
    if (state === 'replaced') throw new StoreFault('failed', REPLACED);
    makeDirectory(dirname(this.path));
    const draft = copyOut(database, this.path);
    // Removes the log of the old one by its name, before there is a new one.
    database.close();
    renameSync(draft, this.path);
    this.opened = open(this.job);
    this.onMended(`${this.path}: was removed while it was in use; it was written again, with all that it held`);
  }

  // A savepoint around each, since one may be several statements.
  private apply(write: Write): Outcome {
    this.database.exec('SAVEPOINT one');
    try {
      const hasChanged = this.write(write);
      this.database.exec('RELEASE one');
      return success(hasChanged);
    } catch (error) {
      // Some errors, a full disk among them, end the transaction by themselves.
      if (!this.database.isTransaction) throw error;
      this.database.exec('ROLLBACK TO one; RELEASE one');
      return failure(packFault(toFault(error, this.path)));
    }
  }

  private write(write: Write): boolean {
    switch (write.kind) {
      case 'result':
        return this.statements.addResult(write.result);
      case 'ban':
        return this.statements.addBan(write.ban);
      case 'unban':
        return this.statements.removeBan(write.id);
      case 'audit':
        return this.statements.audit(write.entry);
      case 'scores':
        return this.statements.saveScores(write.write);
      default:
        return assertNever(write, 'write');
    }
  }
}

const REPLACED =
  'another file lies in the place of the one in use: nothing more is written; put the right one there, and start the server again';

function open({ path, lockWaitMs, maxPages, maxBans }: KeepJob): Opened {
  const isNew = !inspect(path, lockWaitMs);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: lockWaitMs });
    // Bans name addresses. The log beside the database takes its mode from it.
    if (isNew) closeToOthers(path);
    const { journal_mode: mode } = database.prepare('PRAGMA journal_mode = WAL').get() ?? {};
    if (mode !== 'wal') throw new StoreFault('failed', 'cannot keep a write-ahead log here: give a local disk');
    // In WAL mode only FULL syncs the log at every commit: what is acknowledged has reached the disk.
    database.exec('PRAGMA synchronous = FULL');
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`);
    migrate(database);
    return { database, statements: new SqliteStatements(database, maxBans), files: new FileWatch(path) };
  } catch (error) {
    database?.close();
    throw toFault(error, path);
  }
}

// FAT and some shares have no modes: there the mount decides about reading.
function closeToOthers(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  }
}

// Looks before anything is written, on a connection that cannot write; answers whether there was anything.
function inspect(path: string, lockWaitMs: number): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return false;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: lockWaitMs });
    checkSchema(database);
    return true;
  } catch (error) {
    throw toFault(error, path);
  } finally {
    database?.close();
  }
}
