// Bans of those who are here, behind a proxy that names each one's address: who has to go, and who must not.

import { createOwnTokens } from '@starfray/server/identity';
import { CLOSE, createCodec } from '@starfray/shared/net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Closed, closed } from '../support/hosted.ts';
import { type Started, startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });
const codec = createCodec();
const WAIT = { timeout: 10_000, interval: 20 };

let server: Started;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  server = await startStarfray({ secret: SECRET, trustProxy: ['loopback'], maxPlayers: 10 });
});

afterAll(() => server.stop());

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  const { body } = await ask('/bans');
  for (const { id } of body['bans'] as { id: string }[]) await ask(`/bans/${id}`, undefined, 'DELETE');
});

async function ask(path: string, body?: object, method = body === undefined ? 'GET' : 'POST') {
  const token = await tokens.issue({ account: 'root', role: 'admin', lifetimeSeconds: 60 }, Date.now());
  const answer = await fetch(`http://127.0.0.1:${server.host.port}/api/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
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
    const zoe = await come('192.0.2.1', 'name=Zoe');
    const back = await come('192.0.2.2', 'name=Zoe', `resume.${zoe.resume}`);
    expect((await zoe.end).code).toBe(CLOSE.replaced);
    const player = { room: 'main', playerId: await playerIdOf('Zoe') };
    expect((await ask('/ban', { kind: 'address', reason: 'aimbot', player })).body).toMatchObject({
      ban: { value: '192.0.2.2' },
    });
    expect((await back.end).code).toBe(CLOSE.banned);
    expect((await (await come('192.0.2.2', 'name=Zoe')).end).code).toBe(CLOSE.banned);
    const innocent = await come('192.0.2.1', 'name=Ann');
    expect([innocent.socket.readyState, innocent.resume]).toEqual([WebSocket.OPEN, expect.stringContaining('.')]);
  });

  it('[A21] hits the account of the current connection', async () => {
    const guest = await come('192.0.2.3', 'name=Zoe');
    const token = await tokens.issue({ account: 'zoe-1', role: 'player', lifetimeSeconds: 60 }, Date.now());
    const back = await come('192.0.2.3', 'name=Zoe', `resume.${guest.resume}`, `token.${token}`);
    await ask('/ban', { kind: 'account', value: 'zoe-1', reason: 'aimbot' });
    expect((await back.end).code).toBe(CLOSE.banned);
  });

  it('[A21] dismisses spectators, too, by address and by account, and nobody else', async () => {
    const token = await tokens.issue({ account: 'eve-1', role: 'spectator', lifetimeSeconds: 60 }, Date.now());
    const [byAddress, byAccount, other] = await Promise.all([
      come('192.0.2.4', 'kind=spectator'),
      come('192.0.2.5', 'kind=spectator', `token.${token}`),
      come('192.0.2.6', 'kind=spectator'),
    ]);
    await ask('/ban', { kind: 'address', value: '192.0.2.4', reason: 'told where others are' });
    expect((await byAddress.end).code).toBe(CLOSE.banned);
    await ask('/ban', { kind: 'account', value: 'eve-1', reason: 'told where others are' });
    expect((await byAccount.end).code).toBe(CLOSE.banned);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('[A21] gives up the seat that was kept for a player whose line was lost', async () => {
    const zoe = await come('192.0.2.7', 'name=Zoe');
    const playerId = await playerIdOf('Zoe');
    zoe.socket.terminate();
    await vi.waitFor(async () => expect(JSON.stringify((await ask('/overview')).body)).toContain('"lost"'), WAIT);
    await ask('/ban', { kind: 'session', reason: 'aimbot', player: { room: 'main', playerId } });
    expect(await playerIdOf('Zoe')).toBe(0);
    const again = await come('192.0.2.8', 'name=Zoe', `resume.${zoe.resume}`);
    expect((await again.end).code).toBe(CLOSE.banned);
  });
});

describe('a token for a seat', () => {
  it('[C12] with further parts behind it, or given twice, opens no seat: neither at the upgrade nor in what /api/play answers', async () => {
    const { resume } = await come('192.0.2.9', 'name=Zoe');
    for (const given of [[`resume.${resume}.more`], [`resume.${resume}`, 'resume.a.b']]) {
      await expect(come('192.0.2.9', 'name=Zoe', ...given)).rejects.toThrow('401');
    }
    for (const query of [`resume=${resume}.more`, `resume=${resume}&resume=a.b`]) {
      const answer = await fetch(`http://127.0.0.1:${server.host.port}/api/play?snapshots=full&${query}`);
      expect(await answer.json()).toMatchObject({ ok: false, code: 401 });
    }
  });
});
