// The embedded store as the server holds it: a thread does the work, and callers wait for its answer.

import { Worker } from 'node:worker_threads';
import type { Ban } from '@starfray/shared/admin';
import { assert, assertNever, type Result, Ring } from '@starfray/shared/core';
import { MAX_BANS } from '@starfray/shared/protocol';
import type { KeptScore, ScoreClaim, ScoreShelf, ScoreWrite } from './score-shelf.ts';
import { unpackFault, type WireFault } from './sqlite-faults.ts';
import type { Answer, Outcome, Question, Reply, Request, WorkerJob, Write } from './sqlite-messages.ts';
import {
  type AuditEntry,
  type LeaderboardEntry,
  type LeaderboardQuery,
  MAX_PENDING_READS,
  MAX_PENDING_WRITES,
  type Profile,
  type Store,
  type StoreHealth,
  type VisitResult,
} from './store.ts';
import { StoreFault } from './store-fault.ts';
import { WriteQueue } from './write-queue.ts';

export interface SqliteOptions {
  /** Unix ms. */
  readonly now?: () => number;
  /** How long another process's lock is waited for, 2 s by default. */
  readonly lockWaitMs?: number;
  /** Where the thread's program is, in a bundle. */
  readonly workerUrl?: URL;
  /** The size, in pages of 4 KiB, beyond which the database refuses to grow as on a full disk. */
  readonly maxPages?: number;
  /** Called with what an operator should read though all is well again. */
  readonly onNotice?: (text: string) => void;
  /** Bans that may last at once, default MAX_BANS. */
  readonly maxBans?: number;
}

export interface SqliteStore extends Store, ScoreShelf {
  /**
   * Copies what is acknowledged by now into a new file, while writing goes on.
   * Rejects with a StoreFault, also when there is such a file already.
   */
  backup(to: string): Promise<void>;
}

type Lifecycle =
  | { readonly kind: 'open' }
  | { readonly kind: 'closing'; readonly done: Promise<void> }
  | { readonly kind: 'dead'; readonly fault: StoreFault };

interface Waiting {
  resolve(answer: Answer): void;
  reject(fault: StoreFault): void;
}

const LOCK_WAIT_MS = 2000;
const WORKER_URL = new URL('./sqlite-worker.ts', import.meta.url);

/** Opens the database of a file, which is made if it is not there. Rejects with a StoreFault that names file and remedy. */
export async function openSqliteStore(path: string, options: SqliteOptions = {}): Promise<SqliteStore> {
  const { lockWaitMs = LOCK_WAIT_MS, maxPages, maxBans = MAX_BANS } = options;
  const worker = await startWorker({ kind: 'keep', path, lockWaitMs, maxPages, maxBans }, options.workerUrl);
  return new ThreadStore(worker, path, options);
}

/** Copies the database of a file, open or not, into a new one. Rejects with a StoreFault. */
export async function backupSqlite(from: string, to: string, options: SqliteOptions = {}): Promise<void> {
  const { lockWaitMs = LOCK_WAIT_MS, workerUrl } = options;
  await startWorker({ kind: 'backup', from, to, lockWaitMs }, workerUrl);
}

/** Resolves when the thread has said that it is ready. */
function startWorker(job: WorkerJob, url: URL = WORKER_URL): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { workerData: job });
    worker.once('message', (reply: Reply) => {
      if (reply.kind === 'ready') resolve(worker);
      else reject(reply.kind === 'refused' ? unpackFault(reply.fault) : new StoreFault('failed', 'no answer'));
    });
    worker.once('error', (cause) => reject(new StoreFault('failed', `the store's thread failed: ${cause}`, { cause })));
    worker.once('exit', () => reject(new StoreFault('failed', "the store's thread ended before it began")));
  });
}

class ThreadStore implements SqliteStore {
  private readonly worker: Worker;
  private readonly path: string;
  private readonly options: SqliteOptions;
  private readonly writes = new WriteQueue((writes) => this.post({ kind: 'commit', writes }), MAX_PENDING_WRITES);
  private readonly reads = new Ring<Waiting>(MAX_PENDING_READS);
  private readonly exited: Promise<void>;
  private state: Lifecycle = { kind: 'open' };
  private lastCommitMs = 0;
  private lastFault: string | undefined;
  private unreadableBans: readonly string[] | undefined;
  private cause: unknown;

  constructor(worker: Worker, path: string, options: SqliteOptions) {
    this.worker = worker;
    this.path = path;
    this.options = options;
    worker.on('message', (reply: Reply) => this.take(reply));
    worker.on('error', (cause) => {
      this.cause = cause;
    });
    this.exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.die();
        resolve();
      });
    });
  }

  async addResult(result: VisitResult): Promise<void> {
    await this.write({ kind: 'result', result });
  }

  async leaderboard(query: LeaderboardQuery): Promise<readonly LeaderboardEntry[]> {
    const answer = await this.ask({ kind: 'leaderboard', query });
    assert(answer.kind === 'leaderboard', 'an answer to another question');
    return answer.entries;
  }

  async profile(pilot: string): Promise<Profile | undefined> {
    const answer = await this.ask({ kind: 'profile', pilot });
    assert(answer.kind === 'profile', 'an answer to another question');
    return answer.profile;
  }

  async addBan(ban: Ban): Promise<void> {
    await this.write({ kind: 'ban', ban });
  }

  async removeBan(id: string): Promise<boolean> {
    return this.write({ kind: 'unban', id });
  }

  async bans(nowMs: number): Promise<readonly Ban[]> {
    const answer = await this.ask({ kind: 'bans', nowMs });
    assert(answer.kind === 'bans', 'an answer to another question');
    this.unreadableBans = answer.unreadable.length === 0 ? undefined : answer.unreadable;
    return answer.bans;
  }

  async saveScores(write: ScoreWrite): Promise<void> {
    await this.write({ kind: 'scores', write });
  }

  async takeScore(claim: ScoreClaim): Promise<KeptScore | undefined> {
    const answer = await this.ask({ kind: 'score', claim });
    assert(answer.kind === 'score', 'an answer to another question');
    return answer.score;
  }

  async audit(entry: AuditEntry): Promise<void> {
    await this.write({ kind: 'audit', entry });
  }

  async auditLog(limit: number): Promise<readonly AuditEntry[]> {
    const answer = await this.ask({ kind: 'audit', limit });
    assert(answer.kind === 'audit', 'an answer to another question');
    return answer.entries;
  }

  async backup(to: string): Promise<void> {
    this.requireOpen();
    await backupSqlite(this.path, to, this.options);
  }

  health(): StoreHealth {
    const { lastCommitMs, lastFault, unreadableBans } = this;
    return { pending: this.writes.pending, lastCommitMs, lastFault, unreadableBans };
  }

  async close(): Promise<void> {
    if (this.state.kind === 'open') this.state = { kind: 'closing', done: this.finish() };
    if (this.state.kind === 'closing') await this.state.done;
  }

  // What was taken goes first: the thread does everything in the order it came.
  private async finish(): Promise<void> {
    await this.writes.drained();
    this.post({ kind: 'close' });
    await this.exited;
  }

  private async write(write: Write): Promise<boolean> {
    this.requireOpen();
    return this.writes.add(write);
  }

  private async ask(question: Question): Promise<Answer> {
    this.requireOpen();
    return new Promise((resolve, reject) => {
      if (this.reads.push({ resolve, reject })) this.post({ kind: 'ask', question });
      else reject(new StoreFault('busy', `${MAX_PENDING_READS} questions wait for the store: ask again later`));
    });
  }

  private take(reply: Reply): void {
    switch (reply.kind) {
      case 'committed':
        this.note(reply.outcomes);
        this.writes.settle(reply.outcomes);
        break;
      case 'answered':
        this.settleRead(reply.answer);
        break;
      case 'noticed':
        this.options.onNotice?.(reply.text);
        break;
      case 'ready':
      case 'refused':
        break;
      default:
        assertNever(reply, 'reply');
    }
  }

  private settleRead(answer: Result<Answer, WireFault>): void {
    const waiting = this.reads.shift();
    assert(waiting !== undefined, 'an answer that nobody waits for');
    if (answer.ok) waiting.resolve(answer.value);
    else waiting.reject(unpackFault(answer.fault));
  }

  private note(outcomes: readonly Outcome[]): void {
    const isCommitted = outcomes.some(({ ok }) => ok);
    if (isCommitted) this.lastCommitMs = (this.options.now ?? Date.now)();
    const refused = outcomes.find((outcome) => !outcome.ok);
    this.lastFault = refused?.fault.message;
  }

  private die(): void {
    if (this.state.kind === 'closing' && this.writes.pending === 0 && this.reads.length === 0) return;
    const text = `${this.path}: the store's thread ended: what waited may not be kept; start the server again`;
    const fault = new StoreFault('failed', text, { cause: this.cause });
    this.state = { kind: 'dead', fault };
    this.lastFault = text;
    this.writes.fail(fault);
    for (let waiting = this.reads.shift(); waiting !== undefined; waiting = this.reads.shift()) waiting.reject(fault);
  }

  private requireOpen(): void {
    if (this.state.kind === 'dead') throw this.state.fault;
    if (this.state.kind === 'closing') throw new StoreFault('closed', `${this.path}: the store is closed`);
  }

  private post(request: Request): void {
    this.worker.postMessage(request);
  }
}
