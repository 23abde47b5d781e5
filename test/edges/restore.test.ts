// What lasts, taken into a file and put back by the command, of a server by itself and of a cluster; and what is refused.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  backupRedis,
  openRedisStore,
  openSqliteStore,
  restoreRedis,
  restoreSqlite,
  type Store,
} from '@starfray/server/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND } from '../support/command.ts';
import { runProgram } from '../support/program.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { NOON_MS, visitOf } from '../support/visits.ts';

const BOARD = { mode: 'ffa', period: 'all', limit: 10, nowMs: NOON_MS } as const;

let directory: string;
let redis: RedisServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'starfray-restore-'));
  redis = await startRedis();
});

afterAll(async () => {
  await redis.stop();
  await rm(directory, { recursive: true });
});

async function run(...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const { code, stdout, stderr } = await runProgram(process.execPath, [COMMAND, 'store', ...args], { cwd: directory });
  return { code, said: stdout + stderr };
}

async function fill(store: Store, id: string): Promise<void> {
  await store.addResult(visitOf(id));
  await store.addBan({ id, kind: 'account', value: `eve-${id}`, reason: 'spam', createdAtMs: NOON_MS, by: 'root' });
  await store.audit({ atMs: NOON_MS, by: 'root', action: 'ban', subject: id, detail: '' });
}

async function contents(store: Store): Promise<object> {
  const [board, bans, audit] = await Promise.all([store.leaderboard(BOARD), store.bans(NOON_MS), store.auditLog(10)]);
  return {
    board: board.map(({ pilot }) => pilot),
    bans: bans.map(({ id }) => id),
    audit: audit.map(({ subject }) => subject),
    visits: (await store.profile('account:a'))?.visits,
  };
}

const OF_A = { board: ['account:a'], bans: ['a'], audit: ['a'], visits: 1 };

describe('a server by itself', () => {
  it.runIf(process.getuid?.() === 0)('[W25] keeps its owner, though root puts the backup back', async () => {
    const [data, copy] = [join(directory, 'owned'), join(directory, 'owned-copy.db')];
    execFileSync('mkdir', [data]);
    const store = await openSqliteStore(join(data, 'starfray.db'));
    await fill(store, 'a');
    await store.close();
    expect(await run('backup', copy, '--data', data)).toMatchObject({ code: 0 });
    execFileSync('chown', ['-R', '65534:65533', data]);
    expect(await run('restore', copy, '--data', data)).toMatchObject({ code: 0 });
    const owners = readdirSync(data).map((name) => [statSync(join(data, name)).uid, statSync(join(data, name)).gid]);
    expect(owners).toEqual(owners.map(() => [65534, 65533]));
    expect(owners.length).toBe(2);
  });

  it('[W25] gets back what a backup holds, and keeps what was there beside it', async () => {
    const [data, copy] = [join(directory, 'data'), join(directory, 'copy.db')];
    execFileSync('mkdir', [data]);
    const file = join(data, 'starfray.db');
    const before = await openSqliteStore(file);
    await fill(before, 'a');
    expect(await run('backup', copy, '--data', data)).toMatchObject({ code: 0 });
    await fill(before, 'b');
    const refused = await run('restore', copy, '--data', data);
    expect(refused).toEqual({
      code: 2,
      said: expect.stringMatching(/has it open: stop that first; nothing was changed/),
    });
    await before.close();
    expect(await run('restore', copy, '--data', data)).toEqual({ code: 0, said: expect.stringContaining('.before-') });
    const after = await openSqliteStore(file);
    expect(await contents(after)).toEqual(OF_A);
    await after.close();
    const kept = readdirSync(data).find((name) => name.includes('.before-')) ?? '';
    const old = await openSqliteStore(join(data, kept));
    expect((await old.bans(NOON_MS)).map(({ id }) => id)).toEqual(['a', 'b']);
    await old.close();
    // A database that is damaged is why somebody restores.
    writeFileSync(file, 'no database any more, but some text that is long enough to be read as one'.repeat(20));
    expect(await run('restore', copy, '--data', data)).toMatchObject({ code: 0 });
    const mended = await openSqliteStore(file);
    expect(await contents(mended)).toEqual(OF_A);
    await mended.close();
  });

  it.each([
    ['is not there', () => undefined, /there is no such file/],
    ['is no database', (path: string) => writeFileSync(path, 'x'.repeat(5000)), /is no database/],
    ['is empty', (path: string) => writeFileSync(path, ''), /there is nothing in it/],
    [
      'is of a newer server',
      (path: string) => new DatabaseSync(path).exec('PRAGMA application_id = 1397117529; PRAGMA user_version = 1000'),
      /has schema 1000/,
    ],
  ])('[W25] takes no backup that %s, and changes nothing', async (what, make, fault) => {
    const [to, path] = [join(directory, 'other.db'), join(directory, `${what.replaceAll(' ', '-')}.db`)];
    make(path);
    expect(() => restoreSqlite(path, to, NOON_MS)).toThrow(fault);
    expect(readdirSync(directory).filter((name) => name.startsWith('other'))).toEqual([]);
  });
});

describe('a cluster', () => {
  const place = (name: string) => ({ url: redis.url, keyPrefix: 'starfray', name });

  it('[W25] gets back what a backup holds, with the lives of its keys, and never half of it', async () => {
    const copy = join(directory, 'copy.jsonl');
    const before = await openRedisStore(place('one'));
    await fill(before, 'a');
    await backupRedis(place('one'), copy);
    await expect(backupRedis(place('one'), copy)).rejects.toThrow('is there already');
    await fill(before, 'b');
    await before.close();
    await expect(restoreRedis(copy, place('one'))).rejects.toThrow('--replace');
    for (const [name, replaces] of [
      ['two', false],
      ['one', true],
    ] as const) {
      await restoreRedis(copy, place(name), { replaces, isNew: name === 'two' });
      const after = await openRedisStore(place(name));
      expect(await contents(after)).toEqual(OF_A);
      await after.addResult(visitOf('a'));
      expect(await after.profile('account:a')).toMatchObject({ visits: 1 });
      await after.close();
      expect(Number(cli('TTL', `starfray:{${name}}:result:a`))).toBeGreaterThan(34 * 86_400);
      expect(cli('TTL', `starfray:{${name}}:bans`)).toBe('-1');
      expect(cli('KEYS', '*restoring*')).toBe('');
    }
    const cut = join(directory, 'cut.jsonl');
    const lines = readFileSync(copy, 'utf8').split('\n');
    writeFileSync(cut, [...lines.slice(0, 3), ...lines.slice(4)].join('\n'));
    await expect(restoreRedis(cut, place('three'))).rejects.toThrow('is not whole');
    expect(cli('KEYS', '*{three}*')).toBe('');
  });

  it('[W25] with nodes that run, or of a newer make, is left as it is; and files of another kind are refused', async () => {
    const copy = join(directory, 'copy.jsonl');
    cli('HSET', 'starfray:{busy}:nodes', 'na', 'x');
    await expect(restoreRedis(copy, place('busy'), { replaces: true })).rejects.toThrow('stop them');
    cli('SET', 'starfray:{newer}:schema', '7');
    await expect(restoreRedis(copy, place('newer'), { replaces: true })).rejects.toThrow('is 7');
    await expect(restoreRedis(join(directory, 'copy.db'), place('four'), { replaces: true })).rejects.toThrow(
      '--data instead',
    );
  });

  it('[W25] is named on the command line, and a mistake there is an error', async () => {
    const more = ['--redis', redis.url, '--cluster', 'five'];
    expect(await run('restore', join(directory, 'copy.jsonl'), '--new', ...more)).toEqual({
      code: 0,
      said: expect.stringMatching(/^Restored the cluster five from /),
    });
    expect(await run('backup', 'x', '--data', '.', ...more)).toEqual({
      code: 2,
      said: 'starfray: give --data or --redis: a server by itself, or a cluster\n',
    });
  });
});

describe('a cluster that is not there', () => {
  const emptyDatabase = () => `${redis.url.replace(/\/$/, '')}/7`;

  it('[W26] has nothing to back up: its name, or the address of Redis, is wrong', async () => {
    const copy = join(directory, 'nothing.jsonl');
    const answers = [
      await run('backup', copy, '--redis', redis.url, '--cluster', 'onne'),
      await run('backup', copy, '--redis', emptyDatabase()),
    ];
    expect(answers).toEqual([
      {
        code: 2,
        said: expect.stringMatching(/^starfray: there is no cluster onne in .*: give --cluster .*\bone\b.*\n$/),
      },
      {
        code: 2,
        said: expect.stringMatching(/^starfray: there is no cluster main in .*: it has none at all: give --redis /),
      },
    ]);
    expect(existsSync(copy)).toBe(false);
  });

  it('[W26] is looked for under its game, where its nodes serve that alone', async () => {
    cli('SET', 'puck:{six}:schema', cli('GET', 'starfray:{one}:schema'));
    const [copy, more] = [join(directory, 'puck.jsonl'), ['--redis', redis.url, '--cluster', 'six']];
    expect(await run('backup', copy, ...more)).toMatchObject({
      code: 2,
      said: expect.stringContaining('no cluster six'),
    });
    expect(await run('backup', copy, '--game', 'puck', ...more)).toMatchObject({ code: 0 });
    expect(await run('backup', 'x', '--game', 'chess', ...more)).toMatchObject({
      code: 2,
      said: expect.stringContaining('--game chess: give one of'),
    });
  });

  it('[W26] gets a backup of its own name alone, unless it is to be made of another', async () => {
    const copy = join(directory, 'copy.jsonl');
    expect(await run('restore', copy, '--redis', redis.url, '--cluster', 'onne')).toEqual({
      code: 2,
      said: expect.stringMatching(
        /the backup is of the cluster one, and there is no cluster onne .*one.*: give --cluster one, or --new/,
      ),
    });
    expect(cli('KEYS', '*{onne}*')).toBe('');
    expect(await run('restore', copy, '--redis', emptyDatabase(), '--cluster', 'one')).toMatchObject({ code: 0 });
  });
});

function cli(...command: readonly string[]): string {
  return execFileSync('redis-cli', ['-p', String(redis.port), ...command], { encoding: 'utf8' }).trim();
}
