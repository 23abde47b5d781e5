// A secret that is exchanged for another, step by step as the documents say: what the old one signed counts until it is taken away.

import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnTokens } from '@starfray/server/identity';
import { createCodec } from '@starfray/shared/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startStarfray } from '../support/started.ts';

const OLD = 'the-secret-of-before-that-somebody-knows';
const NEW = 'the-secret-from-now-on-that-nobody-knows';
const codec = createCodec();

let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'starfray-secrets-'));
});

afterAll(() => rm(data, { recursive: true }));

const adminUnder = (secret: string) =>
  createOwnTokens(Buffer.from(secret), { audience: 'starfray' }).issue(
    { account: 'root', role: 'admin', lifetimeSeconds: 60 },
    Date.now(),
  );

async function adminStatus(port: number, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`http://127.0.0.1:${port}/api/admin/overview`, { headers })).status;
}

/** The token for the seat that a new player gets, who is gone again when it resolves. */
async function seatAt(port: number): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?snapshots=full`, ['starfray']);
  const welcome = await new Promise<unknown>((resolve, reject) => {
    socket.once('message', (bytes: Buffer) => resolve(codec.unpack(bytes)));
    socket.once('error', reject);
  });
  socket.terminate();
  const texts = Array.isArray(welcome) ? welcome.filter((value) => typeof value === 'string') : [];
  return texts.find((text) => text.includes('.')) ?? '';
}

/** The status that an upgrade with this token for a seat gets. */
function resumeStatus(port: number, seat: string): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?snapshots=full`, ['starfray', `resume.${seat}`]);
  return new Promise<number>((resolve, reject) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  }).finally(() => socket.terminate());
}

describe('an exchange of secrets', () => {
  it('[A23] the old one’s tokens count beside the new one’s, and no longer once it is taken away', async () => {
    const before = await startStarfray({ secret: OLD });
    const seat = await seatAt(before.host.port);
    const [old, fresh] = [await adminUnder(OLD), await adminUnder(NEW)];
    expect([await adminStatus(before.host.port, old), await adminStatus(before.host.port, fresh)]).toEqual([200, 401]);
    await before.stop();
    const meanwhile = await startStarfray({ secret: NEW, secondSecret: OLD });
    const { port } = meanwhile.host;
    expect([await adminStatus(port, old), await adminStatus(port, fresh)]).toEqual([200, 200]);
    const next = await seatAt(port);
    expect([await resumeStatus(port, seat), await resumeStatus(port, next)]).toEqual([101, 101]);
    await meanwhile.stop();
    const after = await startStarfray({ secret: NEW });
    expect([await adminStatus(after.host.port, old), await adminStatus(after.host.port, fresh)]).toEqual([401, 200]);
    // What the new server signs, it signs with the new secret.
    expect([await resumeStatus(after.host.port, seat), await resumeStatus(after.host.port, next)]).toEqual([401, 101]);
    await after.stop();
  });

  it('[A23] in the data directory it is a file that is renamed', async () => {
    const before = await startStarfray({ data });
    const seat = await seatAt(before.host.port);
    await before.stop();
    await rename(join(data, 'resume-secret'), join(data, 'second-secret'));
    const meanwhile = await startStarfray({ data });
    const next = await seatAt(meanwhile.host.port);
    expect(await resumeStatus(meanwhile.host.port, seat)).toBe(101);
    await meanwhile.stop();
    await rm(join(data, 'second-secret'));
    const after = await startStarfray({ data });
    expect([await resumeStatus(after.host.port, seat), await resumeStatus(after.host.port, next)]).toEqual([401, 101]);
    await after.stop();
  });
});
