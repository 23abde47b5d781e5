// Every refusal there is, asked of /api/play and met at the upgrade: both answer the same, and the log says what would mend it.

import { once } from 'node:events';
import { connect } from 'node:net';
import type { ServeOptions } from '@starfray/server';
import { createOwnTokens } from '@starfray/server/identity';
import { createRandom, nextUint32 } from '@starfray/shared/core';
import { CLOSE, UPGRADE_BURST_RATIO } from '@starfray/shared/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { handshake } from '../support/hosted.ts';
import { type Started, startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const CONNECTIONS = 4;
const issuer = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });
const tokenOf = (role: 'player' | 'bot' | 'admin', account: string) =>
  issuer.issue({ account, role, lifetimeSeconds: 600 }, Date.now());

/** What somebody asks for, however they ask. */
interface Visit {
  readonly query?: string;
  /** Of the page. */
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
  readonly resume?: string;
  readonly joinCode?: string;
}

/** `isIn`, or why not. Times are spread at random: whether there is one is all that can be compared. */
interface Answer {
  readonly isIn: boolean;
  readonly code: number;
  readonly reason: string;
  readonly mayRetry: boolean;
}

const IN: Answer = { isIn: true, code: 0, reason: '', mayRetry: false };

const servers: Started[] = [];
const sockets: WebSocket[] = [];
let open: Started;
let strict: Started;

async function start(options: Partial<ServeOptions>): Promise<Started> {
  const server = await startStarfray({ secret: SECRET, trustProxy: ['loopback'], ...options });
  servers.push(server);
  return server;
}

beforeAll(async () => {
  open = await start({ maxSpectators: 50, maxPlayers: 50, roomPlayers: 50, connectionsPerAddress: CONNECTIONS });
  strict = await start({
    maxSpectators: 1,
    maxPlayers: 4,
    roomPlayers: 1,
    maxBots: 1,
    guests: false,
    botsNeedToken: true,
    joinCode: 'sesame',
    connectionsPerAddress: 50,
    // Port 9 answers nobody.
    authJwks: 'http://127.0.0.1:9/keys',
    authIssuer: 'https://id.example',
    authAudience: 'starfray',
  });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

afterAll(async () => {
  for (const server of servers) await server.stop();
});

/** As a page asks: its origin goes by a parameter, since the browser sends none to its own server. */
async function asked(
  { host }: Started,
  { query = '', origin, headers, token, resume, joinCode }: Visit,
): Promise<Answer> {
  const said = origin === undefined ? '' : `&origin=${encodeURIComponent(origin)}`;
  const answer = await fetch(`http://127.0.0.1:${host.port}/api/play?snapshots=full&${query}${said}`, {
    headers: {
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(resume !== undefined && { 'x-starfray-resume': resume }),
      ...(joinCode !== undefined && { 'x-starfray-join-code': joinCode }),
    },
  });
  const body = (await answer.json()) as { ok: boolean; code: number; reason: string; retryMs?: number };
  if (body.ok) return IN;
  return { isIn: false, code: body.code, reason: body.reason, mayRetry: body.retryMs !== undefined };
}

function entered({ host }: Started, { query = '', origin, headers, token, resume, joinCode }: Visit): Promise<Answer> {
  const protocols = [
    'starfray',
    ...(token === undefined ? [] : [`token.${token}`]),
    ...(resume === undefined ? [] : [`resume.${resume}`]),
    ...(joinCode === undefined ? [] : [`code.${joinCode}`]),
  ];
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/ws?snapshots=full&${query}`, protocols, {
    ...(headers !== undefined && { headers }),
    ...(origin !== undefined && { origin }),
  });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      const mayRetry = response.headers['retry-after'] !== undefined;
      let reason = '';
      response.on('data', (chunk) => (reason += String(chunk)));
      response.once('end', () => resolve({ isIn: false, code: response.statusCode ?? 0, reason, mayRetry }));
    });
    socket.once('message', () => resolve(IN));
    socket.once('close', (code, said) => {
      if (said.length === 0) return;
      const { reason, retryMs } = JSON.parse(String(said)) as { reason: string; retryMs?: number };
      resolve({ isIn: false, code, reason, mayRetry: retryMs !== undefined });
    });
  });
}

/** Asks, tries, and compares; the reason in a close frame may be cut. */
async function both(server: Started, visit: Visit): Promise<Answer> {
  const told = await asked(server, visit);
  const met = await entered(server, visit);
  const isCut = met.reason !== '' && told.reason.startsWith(met.reason);
  expect({ ...told, reason: isCut ? met.reason : told.reason }, JSON.stringify(visit)).toEqual(met);
  return met;
}

const codes = new Set<number>();

async function refusedBoth(server: Started, visit: Visit, code: number, reason: RegExp): Promise<void> {
  const answer = await both(server, visit);
  expect([answer.code, answer.reason]).toEqual([code, expect.stringMatching(reason)]);
  codes.add(code);
}

const from = (address: string) => ({ 'x-forwarded-for': address });

describe('/api/play and the upgrade', () => {
  it('[J6] take the same visitors', async () => {
    const { port } = open.host;
    const headers = { ...from('192.0.2.1'), 'x-forwarded-host': 'play.example' };
    expect(await both(open, {})).toEqual(IN);
    expect(await both(open, { origin: `http://127.0.0.1:${port}` })).toEqual(IN);
    expect(await both(open, { origin: 'https://play.example', headers })).toEqual(IN);
  });

  it('[J6] refuse the pages of another site alike', async () => {
    const headers = { 'x-forwarded-host': 'other.example' };
    await refusedBoth(
      open,
      { origin: 'https://play.example', headers },
      403,
      /from pages of https:\/\/play\.example\./,
    );
    await refusedBoth(open, { origin: 'null' }, 403, /pages of null/);
  });

  it('[G1] have what they compared in the log, and what mends it', () => {
    expect(open.logged).toContainEqual({
      message: 'refused',
      code: 403,
      reason: 'This server takes no connections from pages of https://play.example.',
      origin: 'https://play.example',
      host: 'other.example',
      forwardedHost: 'other.example',
      // The proxy is trusted already.
      remedy:
        'if that page is yours: let the proxy write into X-Forwarded-Host what the visitor asked for, with its port, or give --allow-origin https://play.example',
    });
  });

  it('[J6] say when an address holds too many connections, and when it tried too often', async () => {
    const headers = from('192.0.2.7');
    for (let i = 0; i < CONNECTIONS; i += 1) expect(await both(open, { query: 'kind=spectator', headers })).toEqual(IN);
    await refusedBoth(open, { headers }, 429, /^Too many connections from your network address\.$/);
    for (let i = CONNECTIONS + 1; i < CONNECTIONS * UPGRADE_BURST_RATIO; i += 1) await entered(open, { headers });
    await vi.waitFor(async () => {
      await entered(open, { headers });
      await refusedBoth(open, { headers }, 429, /^Too many attempts to connect from your network address\.$/);
    }, 240_000);
  });

  it('[G1] name the option that mends a limit, and nobody’s address', () => {
    const remedy = expect.stringContaining(`--connections-per-address is ${CONNECTIONS}`);
    expect(open.logged).toContainEqual(expect.objectContaining({ code: 429, remedy }));
    expect(JSON.stringify(open.logged)).not.toContain('192.0.2');
  });

  it('[J7] asking takes nothing from the connections of an address', async () => {
    const headers = from('192.0.2.9');
    for (let i = 0; i < 2 * CONNECTIONS * UPGRADE_BURST_RATIO; i += 1)
      expect(await asked(open, { headers })).toEqual(IN);
    for (let i = 0; i < CONNECTIONS; i += 1) expect(await both(open, { query: 'kind=spectator', headers })).toEqual(IN);
  });

  it('[J6] name the same fault in a request', async () => {
    await refusedBoth(open, { query: 'kind=admin' }, CLOSE.badRequest, /kind must be/);
    await refusedBoth(open, { query: 'room=A%20B' }, CLOSE.badRequest, /a room is/);
    await refusedBoth(open, { query: `name=${'x'.repeat(300)}` }, CLOSE.badName, /./);
    await refusedBoth(open, { query: 'v=00000000' }, CLOSE.version, /Another version/);
  });

  it('[J6] refuse the same credentials', async () => {
    const [player, bot] = await Promise.all([tokenOf('player', 'ada'), tokenOf('bot', 'marvin')]);
    await refusedBoth(strict, { token: `${player.slice(0, -4)}AAAA` }, 401, /./);
    await refusedBoth(strict, { resume: 'not.fromhere' }, 401, /resume token/);
    await refusedBoth(strict, { query: 'code=sesame' }, CLOSE.needsToken, /sign in/);
    await refusedBoth(strict, { query: 'code=sesame&kind=bot' }, CLOSE.needsToken, /Bots need a token/);
    await refusedBoth(strict, { token: player }, CLOSE.joinCode, /asks for a join code/);
    await refusedBoth(strict, { query: 'code=x', token: bot }, CLOSE.joinCode, /wrong/);
    const parts = [
      { alg: 'RS256', kid: 'k' },
      { iss: 'https://id.example', sub: 'a', aud: 'starfray', exp: 4e9 },
    ];
    const foreign = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    await refusedBoth(strict, { query: 'code=sesame', token: `${foreign}.c2lnbmVk` }, 503, /./);
  });

  it('[J30] take a join code beside the address, and in it only where there is none beside', async () => {
    const token = await tokenOf('player', 'ada');
    const isKnown = { token, query: 'room=den&v=00000000' };
    await refusedBoth(strict, { ...isKnown, joinCode: 'sesame' }, CLOSE.version, /Another version/);
    await refusedBoth(strict, { ...isKnown, query: `${isKnown.query}&code=sesame` }, CLOSE.version, /Another version/);
    await refusedBoth(strict, { token, joinCode: 'x' }, CLOSE.joinCode, /wrong/);
    await refusedBoth(strict, { token, query: 'code=sesame', joinCode: 'x' }, CLOSE.joinCode, /wrong/);
  });

  it('[J6] find the same places taken', async () => {
    const [ada, eve, bot] = await Promise.all([
      tokenOf('player', 'ada'),
      tokenOf('player', 'eve'),
      tokenOf('bot', 'marvin'),
    ]);
    const query = 'code=sesame';
    expect(await both(strict, { query: `${query}&room=den`, token: ada })).toEqual(IN);
    await refusedBoth(strict, { query: `${query}&room=den`, token: eve }, CLOSE.full, /That room is full/);
    expect(await both(strict, { query, token: bot })).toEqual(IN);
    await refusedBoth(strict, { query, token: bot }, CLOSE.full, /No more bots/);
    expect(await both(strict, { query: `${query}&kind=spectator` })).toEqual(IN);
    await refusedBoth(strict, { query: `${query}&kind=spectator` }, CLOSE.full, /No spectator seat/);
    for (const room of ['pit', 'sun'])
      expect(await both(strict, { query: `${query}&room=${room}`, token: ada })).toEqual(IN);
    await refusedBoth(strict, { query, token: eve }, CLOSE.full, /This server is full/);
  });

  it('[J6] tell a crowd to come again', async () => {
    const busy = await start({ joinsPerSecond: 0.01 });
    await vi.waitFor(async () => {
      await entered(busy, { query: 'kind=spectator' });
      await refusedBoth(busy, { query: 'kind=spectator' }, CLOSE.overloaded, /Too many join at once/);
    }, 240_000);
  });

  it('[J6] name the same ban', async () => {
    const banned = await start({});
    const answer = await fetch(`http://127.0.0.1:${banned.host.port}/api/admin/ban`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf('admin', 'root')}` },
      body: JSON.stringify({ kind: 'address', value: '192.0.2.66', reason: `aim${'bot'.repeat(25)}`, seconds: 3600 }),
    });
    expect(answer.status).toBe(200);
    const until = /^You are banned here until \d{4}-\d\d-\d\d \d\d:\d\d UTC: aimbotbot/;
    await refusedBoth(banned, { headers: from('192.0.2.66') }, CLOSE.banned, until);
    expect(await both(banned, { headers: from('192.0.2.67') })).toEqual(IN);
  });

  it('[J6] say that the server is about to stop', async () => {
    const ending = await startStarfray();
    // Never answers a close, and so keeps the server in its goodbyes.
    const silent = connect(ending.host.port, '127.0.0.1');
    silent.write(handshake(ending.host.port).replace('/ws', '/ws?snapshots=full&kind=spectator'));
    await once(silent, 'data');
    const stopped = ending.stop();
    await refusedBoth(ending, {}, CLOSE.draining, /about to stop/);
    silent.destroy();
    await stopped;
  });

  it('[J6] agree on whatever is put together by chance', async () => {
    const random = createRandom(7);
    const pick = <T>(choices: readonly T[]): T => choices[nextUint32(random) % choices.length] as T;
    const [player, bot] = await Promise.all([tokenOf('player', 'ada'), tokenOf('bot', 'marvin')]);
    const seen = new Set<number>();
    for (let i = 0; i < 80; i += 1) {
      const parts = [
        pick(['', 'kind=bot', 'kind=spectator', 'kind=king']),
        pick(['', 'room=den', 'room=Den', 'room=']),
        pick(['', 'name=Ada', `name=${'y'.repeat(300)}`, 'name=%00']),
        pick(['', 'code=sesame', 'code=sesame', 'code=x']),
        pick(['', '', 'v=00000000']),
      ];
      const answer = await both(strict, {
        query: parts.filter((part) => part !== '').join('&'),
        origin: pick(['https://play.example', 'https://play.example', 'http://evil.example', 'null']),
        headers: { ...from(`198.51.100.${i}`), 'x-forwarded-host': pick(['play.example', 'play.example:443']) },
        token: pick([undefined, player, bot, `${bot}x`]),
      });
      seen.add(answer.code);
      for (const socket of sockets.splice(0)) socket.terminate();
    }
    expect(seen.size).toBeGreaterThan(5);
  });

  it('[J6] were compared for every refusal there is', () => {
    const { badRequest, badName, version, needsToken, joinCode, full, overloaded, banned, draining } = CLOSE;
    const known = [badRequest, badName, version, needsToken, joinCode, full, overloaded, banned, draining];
    expect(codes).toEqual(new Set([401, 403, 429, 503, ...known]));
  });
});
