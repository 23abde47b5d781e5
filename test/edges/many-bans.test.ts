// A server whose stored bans are too many, or no bans at all: it starts, keeps out whom it can, and says what is wrong.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createOwnTokens } from '@starfray/server/identity';
import { openSqliteStore } from '@starfray/server/store';
import { CLOSE, MAX_BANS } from '@starfray/shared/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Started, startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });

let data: string;
let started: Started;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'starfray-bans-'));
  const file = join(data, 'starfray.db');
  await (await openSqliteStore(file)).close();
  const database = new DatabaseSync(file);
  const add = database.prepare('INSERT INTO bans VALUES (?, ?, ?, ?, ?, NULL, ?)');
  database.exec('BEGIN');
  add.run('planet', 'planet', 'mars', 'of no kind', 1, 'an editor');
  add.run('everybody', 'address', '0.0.0.0/0', 'far too wide', 2, 'an editor');
  for (let i = 0; i < MAX_BANS + 1; i += 1) add.run(`ban-${i}`, 'account', `eve-${i}`, 'spam', 3 + i, 'root');
  database.exec('COMMIT');
  database.close();
  started = await startStarfray({ data, secret: SECRET });
});

afterAll(async () => {
  await started?.stop();
  await rm(data, { recursive: true });
});

async function askAdmin(path: string, body?: object, method = body === undefined ? 'GET' : 'POST') {
  const token = await tokens.issue({ account: 'root', role: 'admin', lifetimeSeconds: 60 }, Date.now());
  const answer = await fetch(`http://127.0.0.1:${started.host.port}/api/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

async function codeFor(account: string): Promise<unknown> {
  const token = await tokens.issue({ account, role: 'player', lifetimeSeconds: 60 }, Date.now());
  const answer = await fetch(`http://127.0.0.1:${started.host.port}/api/play?snapshots=full`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { code?: number }).code;
}

describe('a server with bans that cannot all be used', () => {
  it('[W20] starts, and those that can be used hold', async () => {
    expect([await codeFor('eve-0'), await codeFor(`eve-${MAX_BANS - 1}`), await codeFor('ann')]).toEqual([
      CLOSE.banned,
      CLOSE.banned,
      undefined,
    ]);
  });

  it('[W20] says once which do not hold', () => {
    const said = started.logged.filter(({ message }) => message.startsWith('bans that cannot be used'));
    expect(said).toEqual([
      expect.objectContaining({
        count: 3,
        faults: [
          expect.stringMatching(/^ban everybody: /),
          `${MAX_BANS + 1} bans: the first ${MAX_BANS} hold, lift some`,
          expect.stringMatching(/^ban planet: /),
        ],
      }),
    ]);
  });

  it('[W20] refuses one more in words, writes nothing of it, and takes it after one was lifted', async () => {
    const order = { kind: 'account', value: 'mallory', reason: 'spam' };
    expect(await askAdmin('/ban', order)).toEqual({ ok: false, faults: [expect.stringContaining('lift some')] });
    expect((await askAdmin('/audit'))['entries']).toEqual([]);
    expect(await codeFor('mallory')).toBeUndefined();
    for (const id of ['ban-1', 'ban-2', 'ban-3', 'planet', 'everybody'])
      await askAdmin(`/bans/${id}`, undefined, 'DELETE');
    expect(await askAdmin('/ban', order)).toMatchObject({ ok: true });
    expect([await codeFor('mallory'), await codeFor('eve-1'), await codeFor('eve-0')]).toEqual([
      CLOSE.banned,
      undefined,
      CLOSE.banned,
    ]);
  });
});
