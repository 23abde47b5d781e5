// What an admin may do to a running server, over HTTP, with the players there to feel it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningBot } from '@starfray/bots';
import type { Host, ServeOptions } from '@starfray/server';
import { createOwnTokens } from '@starfray/server/identity';
import { createRandom } from '@starfray/shared/core';
import { CLOSE } from '@starfray/shared/protocol';
import { createBot, createBrain } from '@starfray/starfray/bots';
import { serveStarfray } from '@starfray/starfray/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frontEndsForTests } from '../support/front-ends.ts';
import { createClientDir } from '../support/hosted.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });

/** In the middle of the game: why, and until when. */
const ZOE_READS = /^You are banned here( until [\d -]+:\d\d UTC)?: aimbot$/;

let clientDir: string;
let data: string;
let host: Host;
let drains = 0;
let bots: RunningBot[] = [];

async function start(): Promise<Host> {
  const options: ServeOptions = {
    port: 0,
    host: '127.0.0.1',
    bots: 2,
    roomPlayers: 8,
    maxPlayers: 8,
    maxSpectators: 8,
    connectionsPerAddress: 0,
    allowOrigin: [],
    seed: 5,
    logLevel: 'silent',
    secret: SECRET,
    data,
    clientDir,
    ...frontEndsForTests(),
    onDrain: () => {
      drains += 1;
    },
  };
  return serveStarfray(options);
}

beforeEach(async () => {
  clientDir = await createClientDir();
  data = await mkdtemp(join(tmpdir(), 'starfray-data-'));
  host = await start();
});

afterEach(async () => {
  for (const bot of bots) bot.close();
  bots = [];
  await host.close();
  await rm(clientDir, { recursive: true });
  await rm(data, { recursive: true });
});

function tokenOf(role: 'admin' | 'player' | 'bot', account: string): Promise<string> {
  return tokens.issue({ account, role, lifetimeSeconds: 60 }, Date.now());
}

async function ask(
  path: string,
  body?: object,
  method = body === undefined ? 'GET' : 'POST',
  role: 'admin' | 'player' = 'admin',
) {
  const answer = await fetch(`http://127.0.0.1:${host.port}/api/admin${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(role, 'root')}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

interface Player {
  readonly playerId: number;
  readonly name: string;
  readonly isFill: boolean;
  readonly account?: string;
}

async function playersOf(): Promise<readonly Player[]> {
  const { body } = await ask('/overview');
  return (body as { rooms: { players: Player[] }[] }).rooms.flatMap(({ players }) => players);
}

async function fly(name: string, token?: string): Promise<RunningBot> {
  const bot = createBot({
    url: `http://127.0.0.1:${host.port}`,
    name,
    think: () => undefined,
    ...(token === undefined ? {} : { token }),
  });
  bots.push(bot);
  await vi.waitFor(() => expect(bot.status.state).toBe('joined'), 240_000);
  return bot;
}

function endOf({ status }: RunningBot): unknown {
  return status.state === 'closed' ? status.refusal : status.state;
}

describe('an admin', () => {
  it('[Y1] needs a token of that role', async () => {
    expect((await ask('/overview')).status).toBe(200);
    expect((await ask('/overview', undefined, 'GET', 'player')).status).toBe(401);
    const bare = await fetch(`http://127.0.0.1:${host.port}/api/admin/overview`);
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    for (const path of ['/kick', '/ban', '/announce', '/drain']) {
      expect((await ask(path, {}, 'POST', 'player')).status).toBe(401);
    }
    expect(drains).toBe(0);
  });

  it('[Y2] sees who is where, without what lets anybody back into a seat', async () => {
    await fly('Zoe');
    const { body } = await ask('/overview');
    expect(body).toMatchObject({
      rooms: [
        {
          id: 'main',
          bots: 1,
          players: expect.arrayContaining([
            expect.objectContaining({ name: 'Zoe', isFill: false, address: '127.0.0.1' }),
          ]),
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('"key"');
  });

  it('[Y3] shows a player out, who reads why and does not come back by itself', async () => {
    const zoe = await fly('Zoe');
    const player = (await playersOf()).find(({ name }) => name === 'Zoe');
    const kicked = await ask('/kick', { room: 'main', playerId: player?.playerId, reason: 'Be kind.' });
    expect(kicked.body).toEqual({ ok: true, kicked: 1 });
    await vi.waitFor(() => expect(endOf(zoe)).toEqual({ code: CLOSE.kicked, reason: 'Be kind.' }), 240_000);
    expect((await ask('/kick', { room: 'main', playerId: 999, reason: 'x' })).body).toEqual({ ok: true, kicked: 0 });
  });

  it('[Y4] bans a player by account: out at once, refused from then on, after a restart too, until it is lifted', async () => {
    const token = await tokenOf('bot', 'zoe-1');
    const zoe = await fly('Zoe', token);
    const other = await fly('Ada', await tokenOf('bot', 'ada-1'));
    const player = (await playersOf()).find(({ name }) => name === 'Zoe');
    const order = {
      kind: 'account',
      player: { room: 'main', playerId: player?.playerId },
      reason: 'aimbot',
      seconds: 600,
    };
    const { body } = await ask('/ban', order);
    expect(body).toMatchObject({ ok: true, ban: { kind: 'account', value: 'zoe-1', reason: 'aimbot', by: 'root' } });
    await vi.waitFor(() => expect(endOf(zoe)).toMatchObject({ code: CLOSE.banned }), 240_000);
    expect(endOf(zoe)).toMatchObject({ reason: expect.stringMatching(ZOE_READS) });
    expect(endOf(other)).toBe('joined');
    await host.close();
    host = await start();
    const again = createBot({ url: `http://127.0.0.1:${host.port}`, name: 'Zoe', think: () => undefined, token });
    bots.push(again);
    await vi.waitFor(
      () => expect(endOf(again)).toMatchObject({ code: CLOSE.banned, reason: expect.stringContaining('aimbot') }),
      5000,
    );
    const [ban] = (await ask('/bans')).body['bans'] as { id: string }[];
    expect((await ask(`/bans/${ban?.id}`, undefined, 'DELETE')).body).toEqual({ ok: true });
    await fly('Zoe', token);
  });

  it('[Y5] bans networks, and hears what is wrong with one', async () => {
    expect((await ask('/ban', { kind: 'address', value: '0.0.0.0/0', reason: 'all' })).body).toMatchObject({
      ok: false,
    });
    expect((await ask('/ban', { kind: 'address', value: '127.0.0.0/8', reason: '' })).status).toBe(400);
    expect((await ask('/ban', { kind: 'address', value: '203.0.113.9', reason: 'flood' })).body).toMatchObject({
      ok: true,
      ban: { value: '203.0.113.9' },
    });
  });

  it('[Y6] has every deed written down, the newest first', async () => {
    await ask('/announce', { text: 'Hello all' });
    await ask('/ban', { kind: 'account', value: 'eve', reason: 'spam' });
    await ask('/drain', {});
    const { body } = await ask('/audit');
    expect((body['entries'] as object[]).map((entry) => ({ ...entry, atMs: 0 }))).toEqual([
      { atMs: 0, by: 'root', action: 'drain', subject: 'this server', detail: '' },
      { atMs: 0, by: 'root', action: 'ban', subject: 'account eve', detail: 'spam' },
      { atMs: 0, by: 'root', action: 'announce', subject: 'all', detail: 'Hello all' },
    ]);
    expect(drains).toBe(1);
  });
});

describe('what lasts', () => {
  it('[Y7] is on the leaderboard after a stay, and after a restart', async () => {
    const token = await tokenOf('bot', 'zoe-1');
    const bot = createBot({
      url: `http://127.0.0.1:${host.port}`,
      name: 'Zoe',
      token,
      think: createBrain('hunter', createRandom(1)),
    });
    bots.push(bot);
    await vi.waitFor(async () => {
      const zoe = (await playersOf()).find(({ name }) => name === 'Zoe') as { score?: number } | undefined;
      expect(zoe?.score ?? 0).toBeGreaterThan(0);
    }, 240_000);
    bot.close();
    const read = async (): Promise<unknown> =>
      ((await (await fetch(`http://127.0.0.1:${host.port}/api/leaderboard?mode=bots`)).json()) as { entries: unknown })
        .entries;
    const line = { name: 'Zoe', isIdentified: true, score: expect.any(Number), endedAtMs: expect.any(Number) };
    await vi.waitFor(async () => expect(await read()).toEqual([line]), 240_000);
    await host.close();
    host = await start();
    expect(await read()).toEqual([line]);
  });
});
