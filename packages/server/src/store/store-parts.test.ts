// The pure parts of the stores: weeks, ranks, group commit, steps of the schema, what SQLite's errors mean.

import { DatabaseSync } from 'node:sqlite';
import { failure, success } from '@starfray/shared/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { BestScores } from './best-scores.ts';
import { isoWeek } from './periods.ts';
import { MIGRATIONS, migrate } from './schema.ts';
import { packFault, toFault, unpackFault } from './sqlite-faults.ts';
import type { Write } from './sqlite-messages.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { StoreFault } from './store-fault.ts';
import { WriteQueue } from './write-queue.ts';

describe('isoWeek', () => {
  it.each([
    ['2026-01-01T00:00:00.000Z', '2026-W01'],
    ['2025-12-29T00:00:00.000Z', '2026-W01'],
    ['2025-12-28T23:59:59.999Z', '2025-W52'],
    ['2027-01-03T23:59:59.999Z', '2026-W53'],
    ['2027-01-04T00:00:00.000Z', '2027-W01'],
    ['2021-01-03T12:00:00.000Z', '2020-W53'],
    ['2024-12-30T12:00:00.000Z', '2025-W01'],
    ['1970-01-01T00:00:00.000Z', '1970-W01'],
  ])('says of %s: %s', (moment, week) => {
    expect(isoWeek(Date.parse(moment))).toBe(week);
  });
});

describe('BestScores', () => {
  const entry = (pilot: string, score: number) => ({ pilot, isIdentified: true, name: pilot, score, endedAtMs: 0 });

  it('forgets a pilot who falls off its end, and takes one back who returns with more', () => {
    const scores = new BestScores(2);
    for (const [pilot, score] of Object.entries({ a: 1, b: 2, c: 3 })) scores.add(entry(pilot, score));
    expect(scores.top(9).map(({ pilot }) => pilot)).toEqual(['c', 'b']);
    scores.add(entry('a', 1));
    expect(scores.top(9).map(({ pilot }) => pilot)).toEqual(['c', 'b']);
    scores.add(entry('a', 9));
    expect(scores.top(9).map(({ pilot }) => pilot)).toEqual(['a', 'c']);
    expect(scores.top(1).map(({ pilot }) => pilot)).toEqual(['a']);
  });
});

describe('WriteQueue', () => {
  const unban = (id: string): Write => ({ kind: 'unban', id });
  const fault = packFault(new StoreFault('locked', 'held'));
  let sent: string[];
  let queue: WriteQueue;

  beforeEach(() => {
    sent = [];
    const send = (writes: readonly Write[]) => {
      sent.push(writes.map((write) => (write.kind === 'unban' ? write.id : '?')).join(''));
    };
    queue = new WriteQueue(send, 4);
  });

  it('sends as one group what is added at once, and then what came while that was under way', async () => {
    const first = [queue.add(unban('a')), queue.add(unban('b'))];
    await Promise.resolve();
    const second = [queue.add(unban('c')), queue.add(unban('d'))];
    await Promise.resolve();
    expect([sent, queue.pending]).toEqual([['ab'], 4]);
    queue.settle([success(true), success(false)]);
    expect(await Promise.all(first)).toEqual([true, false]);
    expect([sent, queue.pending]).toEqual([['ab', 'cd'], 2]);
    queue.settle([success(true), success(true)]);
    expect(await Promise.all(second)).toEqual([true, true]);
    expect([sent, queue.pending]).toEqual([['ab', 'cd'], 0]);
  });

  it('gives each write its own outcome', async () => {
    const [kept, refused] = [queue.add(unban('a')), queue.add(unban('b'))];
    await Promise.resolve();
    queue.settle([success(true), failure(fault)]);
    expect(await kept).toBe(true);
    await expect(refused).rejects.toMatchObject({ name: 'StoreFault', code: 'locked', message: 'held' });
  });

  it('is drained when nothing waits, however that came about', async () => {
    await queue.drained();
    const write = queue.add(unban('a'));
    let isDrained = false;
    const drained = queue.drained().then(() => {
      isDrained = true;
    });
    await Promise.resolve();
    expect(isDrained).toBe(false);
    queue.fail(unpackFault(fault));
    await expect(write).rejects.toMatchObject({ code: 'locked' });
    await drained;
    expect(queue.pending).toBe(0);
  });
});

describe('migrate', () => {
  const tables = (database: DatabaseSync) =>
    database
      .prepare('SELECT name FROM sqlite_schema ORDER BY name')
      .all()
      .map(({ name }) => name);
  const version = (database: DatabaseSync) => database.prepare('PRAGMA user_version').get()?.['user_version'];

  it('takes the steps that are missing, in order', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, ['CREATE TABLE a (x)']);
    expect([tables(database), version(database)]).toEqual([['a'], 1]);
    // The third needs the second, and the first would fail if it were taken again.
    migrate(database, ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'ALTER TABLE b RENAME TO c']);
    expect([tables(database), version(database)]).toEqual([['a', 'c'], 3]);
  });

  it('asks for no lock when no step is missing', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, ['CREATE TABLE a (x)']);
    database.exec('BEGIN');
    expect(() => migrate(database, ['CREATE TABLE a (x)'])).not.toThrow();
  });

  it('leaves nothing of a step that fails, and the steps before it', () => {
    const database = new DatabaseSync(':memory:');
    expect(() => migrate(database, ['CREATE TABLE a (x)', 'CREATE TABLE b (x); CREATE TABLE b (x)'])).toThrow(
      'already',
    );
    expect([tables(database), version(database), database.isTransaction]).toEqual([['a'], 1, false]);
  });

  it('leads to the tables as they are', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    expect(version(database)).toBe(MIGRATIONS.length);
    expect(tables(database)).toEqual(expect.arrayContaining(['audit', 'bans', 'best_scores', 'profiles', 'results']));
  });
});

describe('the step to tallies', () => {
  it('keeps the kills and deaths of what was there before', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, MIGRATIONS.slice(0, 2));
    database.exec(`INSERT INTO results VALUES ('r', 'account:1', 1, 'Ada', 'arena', 50, 3, 2, 60, 9);
      INSERT INTO profiles VALUES ('account:1', 'Ada', 50, 1, 3, 2, 60, 9, 9)`);
    migrate(database);
    const statements = new SqliteStatements(database, 10);
    expect(database.prepare('SELECT tallies FROM results').get()).toEqual({ tallies: '{"kills":3,"deaths":2}' });
    expect(statements.profile('account:1')).toMatchObject({ visits: 1, tallies: { kills: 3, deaths: 2 } });
  });
});

describe('toFault', () => {
  it('tells a path and a remedy, keeps the cause, and survives the way between threads', () => {
    const error = Object.assign(new Error('disk I/O error'), { errcode: 10 | (4 << 8) });
    const fault = toFault(error, '/data/starfray.db');
    expect(fault).toMatchObject({ code: 'failed', cause: error });
    expect(fault.message).toBe('/data/starfray.db: the disk gave an error: look at the system log, and at the backups');
    expect(unpackFault(structuredClone(packFault(fault)))).toMatchObject({
      name: 'StoreFault',
      message: fault.message,
      cause: { message: 'disk I/O error' },
    });
  });
});
