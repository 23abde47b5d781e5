// A Redis that loses what it was given: emptied by a restart, or putting keys out to make room. What nodes know they give back.

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRedisStore, type RedisStoreView } from '@starfray/server/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

const NOW_MS = 1_800_000_000_000;

let directory: string;
let redis: RedisServer;
let stores: RedisStoreView[] = [];
let givenBack: number[] = [];
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'starfray-redis-'));
  redis = await startRedis(undefined, ['--dir', directory]);
});

beforeEach(() => {
  count += 1;
  givenBack = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  stores = [];
});

afterAll(async () => {
  await redis.stop();
  await rm(directory, { recursive: true });
});

async function open(): Promise<RedisStoreView> {
  const onGivenBack = (bans: number) => givenBack.push(bans);
  const store = await openRedisStore({
    url: redis.url,
    keyPrefix: 'starfray',
    name: `loss-${count}`,
    now: () => NOW_MS,
    onGivenBack,
  });
  stores.push(store);
  return store;
}

function cli(...command: readonly string[]): string {
  return execFileSync('redis-cli', ['-p', String(redis.port), ...command], { encoding: 'utf8' }).trim();
}

function ban(id: string, expiresAtMs?: number) {
  const common = { id, kind: 'account', value: `eve-${id}`, reason: 'spam', createdAtMs: NOW_MS, by: 'root' } as const;
  return expiresAtMs === undefined ? common : { ...common, expiresAtMs };
}

async function idsAt(store: RedisStoreView): Promise<string[]> {
  return (await store.bans(NOW_MS)).map(({ id }) => id);
}

describe('bans that Redis has lost', () => {
  it.each([
    ['is emptied by a restart', () => cli('FLUSHALL')],
    ['puts the bans out to make room', () => cli('DEL', `starfray:{loss-${count}}:bans`)],
  ])('[W22] are given back by a node that read them, once, when Redis %s', async (_how, lose) => {
    const [first, second] = [await open(), await open()];
    await first.addBan(ban('a'));
    await first.addBan(ban('b', NOW_MS - 1));
    expect([await idsAt(first), await idsAt(second)]).toEqual([['a'], ['a']]);
    lose();
    expect([await idsAt(second), await idsAt(first)]).toEqual([['a'], ['a']]);
    expect(givenBack).toEqual([1]);
    expect(await idsAt(await open())).toEqual(['a']);
  });

  it('[W22] that were all lifted are not lost', async () => {
    const [first, second] = [await open(), await open()];
    await first.addBan(ban('a'));
    expect(await idsAt(second)).toEqual(['a']);
    expect(await first.removeBan('a')).toBe(true);
    expect([await idsAt(second), await idsAt(first), givenBack]).toEqual([[], [], []]);
  });

  it('[W22] do not come back by a node that has not heard that they were lifted since', async () => {
    const [first, second] = [await open(), await open()];
    await first.addBan(ban('a'));
    await first.addBan(ban('b'));
    expect([await idsAt(first), await idsAt(second)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    cli('FLUSHALL');
    expect(await idsAt(first)).toEqual(['a', 'b']);
    await first.removeBan('a');
    expect(await idsAt(second)).toEqual(['b']);
  });

  it('[W22] are merged where nodes know different ones', async () => {
    const [first, second] = [await open(), await open()];
    await idsAt(first);
    await second.addBan(ban('b'));
    await idsAt(second);
    cli('FLUSHALL');
    await first.addBan(ban('c'));
    expect(await idsAt(first)).toEqual(['c']);
    expect(await idsAt(second)).toEqual(['b', 'c']);
  });
});

describe('the settings of a Redis', () => {
  it('[W23] that evict keys, or keep nothing on the disk, are reported with their remedy', async () => {
    const store = await open();
    const nothingKept = expect.stringMatching(/appendonly yes/);
    expect(await store.concerns()).toEqual([nothingKept]);
    cli('CONFIG', 'SET', 'maxmemory', '100mb');
    cli('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await store.concerns()).toEqual([expect.stringMatching(/allkeys-lru.*set noeviction/), nothingKept]);
    cli('CONFIG', 'SET', 'appendonly', 'yes');
    cli('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await vi.waitFor(async () => expect(await store.concerns()).toEqual([]), 5000);
  });

  it('[W23] that may not be asked for are no concern', async () => {
    cli('ACL', 'SETUSER', 'node', 'on', '>pw', '~*', '&*', '+@all', '-config');
    const url = redis.url.replace('redis://', 'redis://node:pw@');
    const store = await openRedisStore({ url, keyPrefix: 'starfray', name: `loss-${count}` });
    stores.push(store);
    expect(await store.concerns()).toEqual([]);
  });
});
