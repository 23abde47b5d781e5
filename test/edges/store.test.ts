// One contract for the three stores: in memory, in a file, and in a real Redis.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemoryStore,
  MAX_AUDIT_LOG,
  MAX_LEADERBOARD,
  openRedisStore,
  openSqliteStore,
  type Store,
  type StoreFault,
} from '@starfray/server/store';
import type { Ban } from '@starfray/shared/admin';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { NOON_MS, visitOf } from '../support/visits.ts';

const DAY_MS = 86_400_000;
const ALL = { mode: 'ffa', period: 'all', limit: 10, nowMs: NOON_MS } as const;

let redis: RedisServer;
let directory: string;
let count = 0;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'starfray-store-'));
  count += 1;
});

afterEach(() => rm(directory, { recursive: true }));

const now = () => NOON_MS;
const FEW_BANS = 20;
const OPEN: Readonly<Record<string, () => Promise<Store>>> = {
  memory: async () => createMemoryStore(now, FEW_BANS),
  SQLite: () => openSqliteStore(join(directory, 'starfray.db'), { now, maxBans: FEW_BANS }),
  Redis: () => openRedisStore({ url: redis.url, keyPrefix: 'starfray', name: `test-${count}`, now, maxBans: FEW_BANS }),
};

function ban(id: string, fields: Partial<Ban> = {}): Ban {
  return { id, kind: 'address', value: '10.0.0.0/8', reason: 'flood', createdAtMs: NOON_MS, by: 'ada', ...fields };
}

function entry(number: number) {
  return { atMs: NOON_MS + number, by: 'ada', action: 'kick', subject: `guest:${number}`, detail: 'said "é"' };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const fault = await work.then(
    () => undefined,
    (error: StoreFault) => error,
  );
  return fault?.name === 'StoreFault' ? fault.code : `no fault: ${fault}`;
}

describe.each(Object.keys(OPEN))('a store in %s', (name) => {
  let store: Store;

  const pilots = async (query: Partial<typeof ALL> | object = {}) =>
    (await store.leaderboard({ ...ALL, ...query })).map(({ pilot }) => pilot);

  beforeEach(async () => {
    store = await (OPEN[name] ?? createMemoryStore)();
  });

  afterEach(() => store.close());

  it('[W1] a result added twice counts once', async () => {
    await Promise.all([store.addResult(visitOf('1')), store.addResult(visitOf('1'))]);
    await store.addResult(visitOf('1', { score: 900 }));
    expect(await store.profile('account:1')).toMatchObject({ visits: 1, bestScore: 100 });
    expect(await store.leaderboard(ALL)).toEqual([
      { pilot: 'account:1', isIdentified: true, name: 'Pilot 1', score: 100, endedAtMs: NOON_MS },
    ]);
  });

  it('[W2] a leaderboard has the best stay of each pilot, best first', async () => {
    const guest = { pilot: 'guest:a', isIdentified: false };
    await store.addResult(visitOf('1', { ...guest, score: 50, name: 'Old' }));
    await store.addResult(visitOf('2', { ...guest, score: 300, name: 'Best' }));
    await store.addResult(visitOf('3', { ...guest, score: 20, name: 'New' }));
    await store.addResult(visitOf('4', { score: 200 }));
    await store.addResult(visitOf('5', { score: -7 }));
    await store.addResult(visitOf('6', { score: 0 }));
    await store.addResult(visitOf('7', { score: 9_007_199_254_740_991 }));
    const entries = await store.leaderboard(ALL);
    expect(entries.map(({ name: shown, score }) => [shown, score])).toEqual([
      ['Pilot 7', 9_007_199_254_740_991],
      ['Best', 300],
      ['Pilot 4', 200],
      ['Pilot 6', 0],
      ['Pilot 5', -7],
    ]);
    expect(entries[1]?.isIdentified).toBe(false);
  });

  it('[W2] of equal scores the earlier is first, then the order of pilots decides', async () => {
    await store.addResult(visitOf('late', { endedAtMs: NOON_MS + 5 }));
    await store.addResult(visitOf('b'));
    await store.addResult(visitOf('a'));
    await store.addResult(visitOf('early', { endedAtMs: 9 }));
    expect(await pilots()).toEqual(['account:early', 'account:a', 'account:b', 'account:late']);
    // The same score, told later, but from before: the earlier one is what counts.
    await store.addResult(visitOf('late-2', { pilot: 'account:late', endedAtMs: 8 }));
    await store.addResult(visitOf('early-2', { pilot: 'account:early', endedAtMs: NOON_MS }));
    expect(await pilots()).toEqual(['account:late', 'account:early', 'account:a', 'account:b']);
  });

  it('[W2] modes have leaderboards of their own, and a leaderboard no more entries than asked for', async () => {
    const many = Array.from({ length: MAX_LEADERBOARD + 20 }, (_, i) => visitOf(`p${i}`, { score: i }));
    await Promise.all(many.map((result) => store.addResult(result)));
    await store.addResult(visitOf('other', { mode: 'teams', score: 1e6 }));
    expect(await pilots({ limit: 2 })).toEqual(['account:p119', 'account:p118']);
    expect(await pilots({ limit: 0 })).toEqual([]);
    expect(await pilots({ limit: -1 })).toEqual([]);
    expect((await pilots({ limit: 1000 })).length).toBe(MAX_LEADERBOARD);
    expect(await pilots({ mode: 'teams' })).toEqual(['account:other']);
    expect(await pilots({ mode: 'none' })).toEqual([]);
  });

  it('[W2] ranks hold when a leaderboard has more pilots than it keeps places', async () => {
    const scores = Array.from({ length: 1100 }, (_, i) => ((i * 7919) % 1100) + 1);
    await Promise.all(scores.map((score) => store.addResult(visitOf(`s${score}`, { score }))));
    // From the very end to the front, and once more to the same place.
    await store.addResult(visitOf('again', { pilot: 'account:s1', score: 2000 }));
    await store.addResult(visitOf('still', { pilot: 'account:s2', score: 3 }));
    expect(await pilots({ limit: 3 })).toEqual(['account:s1', 'account:s1100', 'account:s1099']);
  });

  it('[W3] a week is an ISO week in UTC', async () => {
    const monday = Date.UTC(2026, 6, 13);
    await store.addResult(visitOf('sunday', { endedAtMs: monday - 1, score: 900 }));
    await store.addResult(visitOf('monday', { endedAtMs: monday, score: 1 }));
    await store.addResult(visitOf('end', { endedAtMs: monday + 7 * DAY_MS - 1, score: 2 }));
    expect(await pilots({ period: 'week' })).toEqual(['account:end', 'account:monday']);
    expect(await pilots({ period: 'week', nowMs: monday - 1 })).toEqual(['account:sunday']);
    expect(await pilots({ period: 'week', nowMs: monday + 7 * DAY_MS })).toEqual([]);
    expect(await pilots()).toEqual(['account:sunday', 'account:end', 'account:monday']);
  });

  it('[W3] a day is one of UTC, and is kept for a week', async () => {
    const midnight = Date.UTC(2026, 6, 14);
    await store.addResult(visitOf('evening', { endedAtMs: midnight - 1, score: 900 }));
    await store.addResult(visitOf('night', { endedAtMs: midnight, score: 1 }));
    expect(await pilots({ period: 'day', nowMs: midnight })).toEqual(['account:night']);
    expect(await pilots({ period: 'day', nowMs: midnight - 1 })).toEqual(['account:evening']);
    expect(await pilots({ period: 'day', nowMs: midnight + DAY_MS })).toEqual([]);
    await store.addResult(visitOf('later', { endedAtMs: midnight + 7 * DAY_MS, score: 2 }));
    expect(await pilots({ period: 'day', nowMs: midnight })).toEqual(['account:night']);
    expect(await pilots({ nowMs: midnight })).toEqual(['account:evening', 'account:later', 'account:night']);
  });

  it('[W4] a profile sums up the visits of a pilot with an account, whatever their order', async () => {
    const pilot = 'account:ada';
    await store.addResult(visitOf('2', { pilot, name: 'Second', score: 500, endedAtMs: NOON_MS }));
    await store.addResult(visitOf('3', { pilot, name: 'Third', score: -20, seconds: 10, endedAtMs: NOON_MS + 9 }));
    await store.addResult(visitOf('1', { pilot, name: 'First', score: 40, tallies: { goals: 4 }, endedAtMs: 9 }));
    expect(await store.profile(pilot)).toEqual({
      pilot,
      name: 'Third',
      bestScore: 500,
      visits: 3,
      tallies: { kills: 6, deaths: 4, goals: 4 },
      seconds: 130,
      firstSeenMs: 9,
      lastSeenMs: NOON_MS + 9,
    });
  });

  it('[W4] a guest has no profile, nor who was never seen', async () => {
    await store.addResult(visitOf('1', { pilot: 'guest:1', isIdentified: false }));
    expect(await store.profile('guest:1')).toBeUndefined();
    expect(await store.profile('account:nobody')).toBeUndefined();
  });

  it('[W20] one ban more than may last is refused before it is written, as too-many', async () => {
    const some = Array.from({ length: FEW_BANS }, (_, i) => ban(`ban-${i}`));
    await Promise.all(some.map((one) => store.addBan(one)));
    expect(await codeOf(store.addBan(ban('one-more')))).toBe('too-many');
    expect(await store.bans(NOON_MS)).toHaveLength(FEW_BANS);
    // The place of one that is there can be taken, and that of one that was lifted.
    await store.addBan(ban('ban-7', { reason: 'other' }));
    expect(await store.removeBan('ban-8')).toBe(true);
    await store.addBan(ban('one-more'));
    expect(await store.bans(NOON_MS)).toHaveLength(FEW_BANS);
  });

  it('[W5] a ban lasts until it expires or is removed', async () => {
    await store.addBan(ban('b', { expiresAtMs: NOON_MS + 100 }));
    await store.addBan(ban('a', { kind: 'account', value: 'account:7' }));
    await store.addBan(ban('first', { kind: 'session', value: 'x', createdAtMs: 5 }));
    expect((await store.bans(NOON_MS + 99)).map(({ id }) => id)).toEqual(['first', 'a', 'b']);
    expect(await store.bans(NOON_MS + 100)).toEqual([
      ban('first', { kind: 'session', value: 'x', createdAtMs: 5 }),
      ban('a', { kind: 'account', value: 'account:7' }),
    ]);
    expect(await store.removeBan('a')).toBe(true);
    expect(await store.removeBan('a')).toBe(false);
    expect((await store.bans(NOON_MS)).map(({ id }) => id)).toEqual(['first', 'b']);
  });

  it('[W5] a ban takes the place of the one with its id, and those that had expired are forgotten', async () => {
    await store.addBan(ban('a', { expiresAtMs: NOON_MS + 10 }));
    await store.addBan(ban('b', { expiresAtMs: NOON_MS + 20 }));
    await store.addBan(ban('b', { reason: 'worse', createdAtMs: NOON_MS + 10 }));
    expect(await store.bans(NOON_MS)).toEqual([ban('b', { reason: 'worse', createdAtMs: NOON_MS + 10 })]);
  });

  it('[W6] the audit log answers newest first', async () => {
    await Promise.all([1, 2, 3].map((number) => store.audit(entry(number))));
    expect(await store.auditLog(2)).toEqual([entry(3), entry(2)]);
    expect(await store.auditLog(0)).toEqual([]);
    await Promise.all(Array.from({ length: MAX_AUDIT_LOG }, (_, i) => store.audit(entry(4 + i))));
    const log = await store.auditLog(1e6);
    expect([log.length, log[0]]).toEqual([MAX_AUDIT_LOG, entry(3 + MAX_AUDIT_LOG)]);
  });

  it('[W7] what cannot be kept is refused alone, and leaves no trace', async () => {
    const bad = [
      visitOf('1', { score: Number.NaN }),
      visitOf('2', { seconds: 1.5 }),
      visitOf('3', { tallies: { kills: -1 } }),
      visitOf('4', { pilot: 'account: 4' }),
      visitOf('5', { name: 'x'.repeat(65) }),
      visitOf('6', { name: '\ud800' }),
      visitOf('7', { mode: '' }),
    ];
    const good = ['8', '9'].map((id) => visitOf(id));
    const outcomes = await Promise.all([...bad, ...good].map((result) => codeOf(store.addResult(result))));
    expect(outcomes).toEqual([...bad.map(() => 'failed'), ...good.map(() => 'no fault: undefined')]);
    expect(await pilots()).toEqual(['account:8', 'account:9']);
    await expect(store.addResult(visitOf('1', { score: Number.NaN }))).rejects.toThrow(
      'result 1: its score cannot be kept',
    );
    expect(await codeOf(store.addBan(ban('x', { value: '' })))).toBe('failed');
    expect(await codeOf(store.audit({ ...entry(1), atMs: -1 }))).toBe('failed');
    expect([await store.bans(0), await store.auditLog(9)]).toEqual([[], []]);
  });

  it('[W8] its health tells the last commit, and that nothing waits', async () => {
    expect(store.health()).toMatchObject({ pending: 0, lastCommitMs: 0 });
    await store.addResult(visitOf('1'));
    expect(store.health()).toEqual({ pending: 0, lastCommitMs: NOON_MS, lastFault: undefined });
  });

  it('[W9] when it is closed, what was taken is kept, and all else refused', async () => {
    const taken = Promise.all(Array.from({ length: 100 }, (_, i) => store.addResult(visitOf(`${i}`))));
    const closing = store.close();
    await expect(taken).resolves.toHaveLength(100);
    await closing;
    await store.close();
    const asked = [
      store.addResult(visitOf('late')),
      store.leaderboard(ALL),
      store.profile('account:1'),
      store.addBan(ban('b')),
      store.removeBan('b'),
      store.bans(0),
      store.audit(entry(1)),
      store.auditLog(1),
    ];
    expect(new Set(await Promise.all(asked.map(codeOf)))).toEqual(new Set(['closed']));
  });
});
