// Bans of those who are here, behind a proxy that names each one's address: who has to go, and who must not.

import { once } from 'node:events';
import { createOwnTokens, type Role } from '@starfray/server/identity';
import { CLOSE, createCodec } from '@starfray/shared/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Closed, closed } from '../support/hosted.ts';
import { type Started, startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });
const codec = createCodec();
const WAIT = { timeout: 240_000, interval: 20 };

let server: Started;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  server = await startStarfray({ secret: SECRET, trustProxy: ['loopback'], maxPlayers: 10 });
});

afterAll(() => server.stop());

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  const { body } = await ask('/bans');
  for (const { id } of body['bans'] as { id: string }[]) await ask(`/bans/${id}`, undefined, { method: 'DELETE' });
});

const tokenOf = (account: string, role: Role = 'admin') =>
  tokens.issue({ account, role, lifetimeSeconds: 60 }, Date.now());

interface Asking {
  readonly method?: string;
  /** Of an admin; a new one of root's unless given. */
  readonly token?: string;
  readonly from?: string;
  /** Of another server than the file's. */
  readonly port?: number;
}

async function ask(path: string, body?: object, { method, token, from = '198.51.100.254', port }: Asking = {}) {
  const answer = await fetch(`http://127.0.0.1:${port ?? server.host.port}/api/admin${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${token ?? (await tokenOf('root'))}`,
      'x-forwarded-for': from,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

interface Guest {
  readonly socket: WebSocket;
  readonly end: Promise<Closed>;
  /** Of its seat; empty for a spectator. */
  readonly resume: string;
}

/** Comes in from an address; resolves once it was welcomed, or with an empty token once it was closed. */
function come(address: string, query: string, ...protocols: string[]): Promise<Guest> {
  const url = `ws://127.0.0.1:${server.host.port}/ws?snapshots=full&${query}`;
  const socket = new WebSocket(url, ['starfray', ...protocols], { headers: { 'x-forwarded-for': address } });
  sockets.push(socket);
  const end = closed(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('message', (data: Buffer) => resolve({ socket, end, resume: seatIn(data) }));
    void end.then(() => resolve({ socket, end, resume: '' }));
  });
}

// The welcome is the first message, and the token for the seat the only text in it with a dot.
function seatIn(data: Buffer): string {
  const welcome = codec.unpack(data);
  const texts = Array.isArray(welcome) ? welcome.filter((value): value is string => typeof value === 'string') : [];
  return texts.find((text) => text.includes('.')) ?? '';
}

async function playerIdOf(name: string): Promise<number> {
  const { body } = await ask('/overview');
  const { rooms } = body as { rooms: { players: { name: string; playerId: number }[] }[] };
  return rooms.flatMap(({ players }) => players).find((player) => player.name === name)?.playerId ?? 0;
}

describe('a ban of a player who is here', () => {
  it('[A21] hits the address of the current connection, not the one from which the player first joined', async () => {
    const zoe = await come('198.51.100.1', 'name=Zoe1');
    const back = await come('198.51.100.2', 'name=Zoe1', `resume.${zoe.resume}`);
    expect((await zoe.end).code).toBe(CLOSE.replaced);
    const player = { room: 'main', playerId: await playerIdOf('Zoe1') };
    expect((await ask('/ban', { kind: 'address', reason: 'aimbot', player })).body).toMatchObject({
      ban: { value: '198.51.100.2' },
    });
    expect((await back.end).code).toBe(CLOSE.banned);
    expect((await (await come('198.51.100.2', 'name=Zoe1')).end).code).toBe(CLOSE.banned);
    const innocent = await come('198.51.100.1', 'name=Ann');
    expect([innocent.socket.readyState, innocent.resume]).toEqual([WebSocket.OPEN, expect.stringContaining('.')]);
  });

  it('[A21] hits the account of the current connection', async () => {
    const guest = await come('198.51.100.3', 'name=Zoe2');
    const token = await tokenOf('zoe-1', 'player');
    const back = await come('198.51.100.3', 'name=Zoe2', `resume.${guest.resume}`, `token.${token}`);
    await ask('/ban', { kind: 'account', value: 'zoe-1', reason: 'aimbot' });
    expect((await back.end).code).toBe(CLOSE.banned);
  });

  it('[A21] dismisses spectators, too, by address and by account, and nobody else', async () => {
    const token = await tokenOf('eve-1', 'spectator');
    const [byAddress, byAccount, other] = await Promise.all([
      come('198.51.100.4', 'kind=spectator'),
      come('198.51.100.5', 'kind=spectator', `token.${token}`),
      come('198.51.100.6', 'kind=spectator'),
    ]);
    await ask('/ban', { kind: 'address', value: '198.51.100.4', reason: 'told where others are' });
    expect((await byAddress.end).code).toBe(CLOSE.banned);
    await ask('/ban', { kind: 'account', value: 'eve-1', reason: 'told where others are' });
    expect((await byAccount.end).code).toBe(CLOSE.banned);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('[A21] gives up the seat that was kept for a player whose line was lost', async () => {
    const zoe = await come('198.51.100.7', 'name=Zoe4');
    const playerId = await playerIdOf('Zoe4');
    zoe.socket.terminate();
    await vi.waitFor(async () => expect(JSON.stringify((await ask('/overview')).body)).toContain('"lost"'), WAIT);
    await ask('/ban', { kind: 'session', reason: 'aimbot', player: { room: 'main', playerId } });
    expect(await playerIdOf('Zoe4')).toBe(0);
    const again = await come('198.51.100.8', 'name=Zoe4', `resume.${zoe.resume}`);
    expect((await again.end).code).toBe(CLOSE.banned);
  });
});

describe('a ban of one who waits for a seat', () => {
  let crowded: Started;

  // One is seated at once, the next after five seconds.
  beforeAll(async () => {
    crowded = await startStarfray({ secret: SECRET, trustProxy: ['loopback'], joinsPerSecond: 0.2 });
  });

  afterAll(() => crowded.stop());

  it('[A30] ends the wait at once, with the ban’s words', async () => {
    const open = async (address: string): Promise<Guest> => {
      const url = `ws://127.0.0.1:${crowded.host.port}/ws?snapshots=full`;
      const socket = new WebSocket(url, ['starfray'], { headers: { 'x-forwarded-for': address } });
      sockets.push(socket);
      const end = closed(socket);
      await once(socket, 'open');
      return { socket, end, resume: '' };
    };
    await open('198.51.100.20');
    const waiting = await open('198.51.100.21');
    let heard = 0;
    waiting.socket.on('message', () => {
      heard += 1;
    });
    await ask('/ban', { kind: 'address', value: '198.51.100.21', reason: 'flood' }, { port: crowded.host.port });
    const { code, reason } = await waiting.end;
    expect([code, reason, heard]).toEqual([CLOSE.banned, expect.stringContaining('flood'), 0]);
  });
});

describe('a token that was given to the wrong people', () => {
  it.each(['whole', 'by its id'])(
    '[A24] can be banned, %s: players out at once and refused, other tokens of the account not',
    async (how) => {
      const [lost, other] = [await tokenOf('zoe-2', 'player'), await tokenOf('zoe-2', 'player')];
      const inside = await come('198.51.100.10', 'name=Zoe5', `token.${lost}`);
      const friend = await come('198.51.100.11', 'name=Zoe5', `token.${other}`);
      const id = (JSON.parse(Buffer.from(lost.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }).jti;
      const { body } = await ask('/ban', {
        kind: 'token',
        value: how === 'whole' ? lost : id,
        reason: 'it was stolen',
      });
      expect(body).toMatchObject({ ok: true, ban: { kind: 'token', value: id } });
      expect((await inside.end).code).toBe(CLOSE.banned);
      const end = await (await come('198.51.100.12', 'name=Zoe5', `token.${lost}`)).end;
      expect([end.code, end.reason]).toEqual([CLOSE.banned, expect.stringContaining('it was stolen')]);
      expect(friend.socket.readyState).toBe(WebSocket.OPEN);
    },
  );

  it('[A24] can be banned as that of a player who is here', async () => {
    const zoe = await come('198.51.100.13', 'name=Zoe6', `token.${await tokenOf('zoe-3', 'player')}`);
    const player = { room: 'main', playerId: await playerIdOf('Zoe6') };
    expect((await ask('/ban', { kind: 'token', reason: 'shared', player })).body).toMatchObject({ ok: true });
    expect((await zoe.end).code).toBe(CLOSE.banned);
  });

  it('[A24] what is neither a token nor an id is refused', async () => {
    expect((await ask('/ban', { kind: 'token', value: 'two words', reason: 'x' })).body).toMatchObject({
      ok: false,
      faults: [expect.stringContaining('token "two words"')],
    });
  });
});

describe('an admin who is banned', () => {
  it.each([
    ['account', async () => 'boss'],
    ['token', async (token: string) => token],
    ['address', async () => '203.0.113.7'],
  ] as const)('[A25] by %s has no say any more, and reads why', async (kind, value) => {
    const token = await tokenOf('boss');
    const asking = { token, from: '203.0.113.7' };
    expect((await ask('/overview', undefined, asking)).status).toBe(200);
    await ask('/ban', { kind, value: await value(token), reason: 'left the team' });
    const refused = await ask('/announce', { text: 'I am still here' }, asking);
    expect([refused.status, refused.body['faults']]).toEqual([401, [`this ${kind} is banned: left the team`]]);
    expect((await ask('/overview')).status).toBe(200);
  });
});

describe('a ban that would hit others', () => {
  const order = (value: string) => ({ kind: 'address', value, reason: 'flood' });

  it.each([
    ['a trusted proxy', '127.0.0.1', '--trust-proxy'],
    ['a network with a trusted proxy in it', '127.0.0.0/8', '--trust-proxy'],
    ['the address of the admin who asks', '198.51.100.254', 'your own address'],
    ['a network with that address in it', '198.51.100.128/25', 'your own address'],
  ])('[A26] %s is refused, with what to do instead, and is no deed', async (_what, value, words) => {
    const { body } = await ask('/ban', order(value));
    expect(body).toMatchObject({ ok: false, faults: [expect.stringContaining(words)] });
    expect((body['faults'] as string[])[0]).toContain('Ban the account, the session or the token.');
    expect((await ask('/bans')).body).toEqual({ bans: [] });
    expect(JSON.stringify((await ask('/audit')).body)).not.toContain(`address ${value}`);
  });

  it('[A26] of the admin’s own account is refused', async () => {
    const { body } = await ask('/ban', { kind: 'account', value: 'root', reason: 'a slip' });
    expect(body).toEqual({ ok: false, faults: ['root is your own account: another admin may ban it.'] });
  });

  it('[A26] is refused for a player who shows up with the address of the proxy, too', async () => {
    const zoe = await come('127.0.0.1', 'name=Zoe11');
    const player = { room: 'main', playerId: await playerIdOf('Zoe11') };
    expect((await ask('/ban', { kind: 'address', reason: 'flood', player })).body).toMatchObject({
      ok: false,
      faults: [expect.stringContaining('X-Forwarded-For')],
    });
    expect(zoe.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('a token for a seat', () => {
  it('[C12] with further parts behind it, or given twice, opens no seat: neither at the upgrade nor in what /api/play answers', async () => {
    const { resume } = await come('198.51.100.9', 'name=Zoe12');
    for (const given of [[`resume.${resume}.more`], [`resume.${resume}`, 'resume.a.b']]) {
      await expect(come('198.51.100.9', 'name=Zoe12', ...given)).rejects.toThrow('401');
    }
    for (const query of [`resume=${resume}.more`, `resume=${resume}&resume=a.b`]) {
      const answer = await fetch(`http://127.0.0.1:${server.host.port}/api/play?snapshots=full&${query}`);
      expect(await answer.json()).toMatchObject({ ok: false, code: 401 });
    }
  });
});
