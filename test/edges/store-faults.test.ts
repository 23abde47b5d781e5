// What can befall a store that keeps its data in a file: crashes, a full disk, others at the file, files that are something else.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import {
  backupSqlite,
  MAX_PENDING_READS,
  MAX_PENDING_WRITES,
  openSqliteStore,
  type SqliteOptions,
  type SqliteStore,
  StoreFault,
} from '@starfray/server/store';
import { createRandom, randomBetween } from '@starfray/shared/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOON_MS, visitOf } from '../support/visits.ts';

const SUPPORT = join(import.meta.dirname, '../support');
const DYING = new URL('../support/dying-store-thread.ts', import.meta.url);
const SEED = 20_260_715;

let directory: string;
let file: string;
let stores: SqliteStore[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'starfray-store-'));
  file = join(directory, 'starfray.db');
  stores = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await rm(directory, { recursive: true });
});

async function open(options: SqliteOptions = {}, path = file): Promise<SqliteStore> {
  const store = await openSqliteStore(path, { lockWaitMs: 50, ...options });
  stores.push(store);
  return store;
}

function run(script: string, ...args: readonly string[]): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [join(SUPPORT, script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  return child;
}

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('close', resolve));
}

/** Lets another process hold the database's lock; answers how to end that. */
async function hold(begin: string): Promise<() => Promise<unknown>> {
  const child = run('lock-holder.ts', file, begin);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return () => {
    const end = ended(child);
    child.stdin?.end();
    return end;
  };
}

async function faultOf(work: Promise<unknown>): Promise<StoreFault> {
  const error = await work.then(
    () => new Error('no fault'),
    (reason: unknown) => reason,
  );
  if (error instanceof StoreFault) return error;
  throw error;
}

async function missing(store: SqliteStore, ids: readonly string[]): Promise<string[]> {
  const lost: string[] = [];
  for (const id of ids) if ((await store.profile(`account:${id}`))?.visits !== 1) lost.push(id);
  return lost;
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('a crash', () => {
  it('[W10] a result that was acknowledged outlives a SIGKILL at any moment', async () => {
    const random = createRandom(SEED);
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const child = run('store-writer.ts', file, String(round * 1_000_000));
      const killAt = randomBetween(random, 1, 1500);
      let said = 0;
      createInterface({ input: child.stdout }).on('line', (line) => {
        acknowledged.push(line);
        said += 1;
        if (said === killAt) child.kill('SIGKILL');
      });
      await ended(child);
      expect(said, 'lines before the end').toBeGreaterThanOrEqual(killAt);
    }
    const store = await open();
    expect(await missing(store, acknowledged)).toEqual([]);
    // And the database is sound.
    await store.close();
    const { integrity_check: verdict } = new DatabaseSync(file).prepare('PRAGMA integrity_check').get() ?? {};
    expect(verdict).toBe('ok');
  });

  it('[W11] when its thread dies, what waits is refused, and the store can be opened again', async () => {
    const store = await open({ workerUrl: DYING });
    await store.addResult(visitOf('kept'));
    const waiting = [
      store.addResult(visitOf('lost', { name: 'Reaper' })),
      // Asked once the group is on its way.
      Promise.resolve().then(() => store.bans(0)),
    ];
    for (const { code, message } of await Promise.all(waiting.map(faultOf))) {
      expect([code, message]).toEqual(['failed', expect.stringMatching(/starfray\.db.*start the server again/)]);
    }
    expect((await faultOf(store.addResult(visitOf('later')))).code).toBe('failed');
    expect(store.health()).toMatchObject({ pending: 0, lastFault: expect.stringContaining('thread ended') });
    const again = await open();
    expect(await missing(again, ['kept', 'lost'])).toEqual(['lost']);
  });
});

describe('a full disk', () => {
  const fill = (from: number) => Array.from({ length: 400 }, (_, i) => visitOf(`${from + i}`));

  /** Writes until it is refused, makes space, and writes on. */
  async function survive(store: SqliteStore, makeSpace: () => void): Promise<void> {
    const kept: string[] = [];
    let fault: StoreFault | undefined;
    for (let from = 0; fault === undefined && from < 100_000; from += 400) {
      for (const [i, outcome] of (
        await Promise.allSettled(fill(from).map((each) => store.addResult(each)))
      ).entries()) {
        if (outcome.status === 'fulfilled') kept.push(String(from + i));
        else fault ??= outcome.reason;
      }
    }
    expect(fault).toMatchObject({ code: 'disk-full', message: expect.stringContaining('make space') });
    expect(store.health().lastFault).toBe(fault?.message);
    makeSpace();
    await store.addResult(visitOf('after'));
    expect(store.health().lastFault).toBeUndefined();
    expect(kept.length).toBeGreaterThan(100);
    expect(await missing(store, [...kept.slice(-300), 'after'])).toEqual([]);
  }

  it('[W12] is an error of its own, and what is written after there is space is kept again', async () => {
    const store = await open({ maxPages: 100 });
    await survive(store, () => {
      // Free pages of the file are as good as free disk.
      const other = new DatabaseSync(file, { timeout: 2000 });
      other.exec("DELETE FROM results WHERE id < '2'");
      other.close();
    });
  });

  it('[W12] on a real file system of 2 MiB, where a test may mount one', async ({ skip }) => {
    const disk = join(directory, 'disk');
    mkdirSync(disk);
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
    skip(!isMounted, 'not allowed to mount a small file system');
    try {
      const ballast = join(disk, 'ballast');
      writeFileSync(ballast, Buffer.alloc(2 ** 20));
      const store = await open({}, join(disk, 'starfray.db'));
      await survive(store, () => rmSync(ballast));
      await store.close();
    } finally {
      spawnSync('umount', ['--lazy', disk]);
    }
  });
});

describe('a lock', () => {
  it('[W13] of another process is an error that says so, and writing goes on when it is gone', async () => {
    const store = await open();
    const release = await hold('BEGIN IMMEDIATE');
    const fault = await faultOf(store.addResult(visitOf('1')));
    expect([fault.code, fault.message]).toEqual(['locked', expect.stringContaining('another process holds')]);
    await release();
    await store.addResult(visitOf('2'));
    expect(await missing(store, ['1', '2'])).toEqual(['1']);
  });

  it('[W13] of another process is an error before the server starts', async () => {
    await (await open()).close();
    const release = await hold('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect((await faultOf(open())).code).toBe('locked');
    await release();
    await expect(open()).resolves.toBeDefined();
  });
});

describe('a file', () => {
  it('[W14] of a newer schema is refused, untouched, with both versions', async () => {
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA application_id = 0x53465259; PRAGMA user_version = 1000; CREATE TABLE results (new)');
    newer.close();
    const before = digest(file);
    const fault = await faultOf(open());
    expect(fault.code).toBe('newer-schema');
    expect(fault.message).toMatch(/starfray\.db: has schema 1000, this server knows 3: run the newer server/);
    expect([digest(file), readdirSync(directory)]).toEqual([before, ['starfray.db']]);
  });

  it('[W15] that is no database is refused, untouched', async () => {
    writeFileSync(file, 'Dear diary, '.repeat(1000));
    const before = digest(file);
    const fault = await faultOf(open());
    expect([fault.code, fault.message]).toEqual([
      'failed',
      expect.stringContaining('is no database: move the file away'),
    ]);
    expect(fault.cause).toMatchObject({ message: 'file is not a database' });
    expect([digest(file), readdirSync(directory)]).toEqual([before, ['starfray.db']]);
  });

  it('[W15] that is the database of another program is refused, untouched', async () => {
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    const before = digest(file);
    expect((await faultOf(open())).message).toContain('is a database of another program');
    expect(digest(file)).toBe(before);
  });

  it('[W15] in a directory that is not there is refused', async () => {
    const fault = await faultOf(open({}, join(directory, 'nowhere', 'starfray.db')));
    expect([fault.code, fault.message]).toEqual(['failed', expect.stringContaining('the directory must be there')]);
  });
});

it('[W19] the database, its log and its backups are for their owner alone', async () => {
  const store = await open();
  await store.addResult(visitOf('1'));
  await store.backup(join(directory, 'copy.db'));
  const modes = readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mode & 0o777]);
  expect(modes).toEqual(['copy.db', 'starfray.db', 'starfray.db-shm', 'starfray.db-wal'].map((name) => [name, 0o600]));
});

describe('a bound', () => {
  it('[W16] one write too many is refused at once, and no other is lost', async () => {
    const store = await open();
    const taken = Array.from({ length: MAX_PENDING_WRITES }, (_, i) => store.addResult(visitOf(`${i}`)));
    const fault = await faultOf(store.addResult(visitOf('one-too-many')));
    expect([fault.code, store.health().pending]).toEqual(['full', MAX_PENDING_WRITES]);
    await Promise.all(taken);
    await store.addResult(visitOf('next'));
    expect(await missing(store, ['0', '9999', 'next', 'one-too-many'])).toEqual(['one-too-many']);
  });

  it('[W16] one question too many is refused, and the others are answered', async () => {
    const store = await open();
    const asked = Array.from({ length: MAX_PENDING_READS }, () => store.bans(0));
    expect((await faultOf(store.bans(0))).code).toBe('busy');
    expect(await Promise.all(asked)).toHaveLength(MAX_PENDING_READS);
    expect(await store.bans(0)).toEqual([]);
  });
});

describe('a backup', () => {
  it('[W17] holds what was acknowledged before it, while writing goes on', async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 2000 }, (_, i) => store.addResult(visitOf(`${i}`))));
    const copy = join(directory, 'copy.db');
    const backup = store.backup(copy);
    const meanwhile = Array.from({ length: 2000 }, (_, i) => store.addResult(visitOf(`later-${i}`)));
    await Promise.all([backup, ...meanwhile]);
    const restored = await open({}, copy);
    expect(await missing(restored, ['0', '1000', '1999'])).toEqual([]);
    expect(readdirSync(directory).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it('[W17] takes the place of no file', async () => {
    const store = await open();
    await store.addResult(visitOf('1'));
    const copy = join(directory, 'copy.db');
    writeFileSync(copy, '');
    expect((await faultOf(store.backup(copy))).message).toContain('copy.db: is there already');
    expect(readFileSync(copy, 'utf8')).toBe('');
    const fault = await faultOf(backupSqlite(join(directory, 'none.db'), join(directory, 'new.db')));
    expect([fault.code, existsSync(join(directory, 'new.db'))]).toEqual(['failed', false]);
  });
});

it('[W9] closing at once keeps all that was taken', async () => {
  const store = await open();
  const taken = Array.from({ length: 5000 }, (_, i) => store.addResult(visitOf(`${i}`)));
  await store.close();
  expect(await Promise.all(taken)).toHaveLength(5000);
  const again = await open();
  expect(await missing(again, ['0', '4999'])).toEqual([]);
  expect(await again.leaderboard({ mode: 'ffa', period: 'week', limit: 1, nowMs: NOON_MS })).toHaveLength(1);
});

describe('a database whose files are removed while it is in use', () => {
  const ban = { id: 'a', kind: 'account', value: 'eve', reason: 'spam', createdAtMs: 1, by: 'root' } as const;

  it.each([
    ['the database', ''],
    ['its log', '-wal'],
    ['its directory', '/..'],
  ])('[W24] is written again with all that it held: %s', async (_what, part) => {
    const place = join(directory, 'data', 'starfray.db');
    mkdirSync(join(directory, 'data'));
    const notices: string[] = [];
    const store = await open({ onNotice: (text) => notices.push(text) }, place);
    await store.addBan(ban);
    expect((await store.bans(NOON_MS)).length).toBe(1);
    rmSync(part === '/..' ? join(directory, 'data') : `${place}${part}`, { recursive: true });
    expect((await store.bans(NOON_MS)).length).toBe(1);
    await store.addBan({ ...ban, id: 'b' });
    expect(notices).toEqual([expect.stringContaining('was removed while it was in use')]);
    await store.close();
    expect(statSync(place).mode & 0o777).toBe(0o600);
    expect((await (await open({}, place)).bans(NOON_MS)).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('[W24] writes nothing where another file took its place, and says so', async () => {
    const store = await open();
    await store.addBan(ban);
    rmSync(file);
    writeFileSync(file, 'of somebody else');
    const fault = await faultOf(store.addBan({ ...ban, id: 'b' }));
    expect(fault.message).toContain('another file lies in the place');
    expect(readFileSync(file, 'utf8')).toBe('of somebody else');
    expect(store.health().lastFault).toContain('another file lies');
  });
});
