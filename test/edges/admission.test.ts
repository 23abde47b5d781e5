// The door of the real server: the upgrade and /api/play say the same, and tokens made by the command open it.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Host } from '@starfray/server';
import { CLOSE } from '@starfray/shared/protocol';
import { serveStarfray } from '@starfray/starfray/server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { PATIENCE } from '../support/cli-process.ts';
import { COMMAND } from '../support/command.ts';
import { frontEndsForTests } from '../support/front-ends.ts';
import { closed, createClientDir } from '../support/hosted.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const run = promisify(execFile);

let clientDir: string;
let lists: string;
let host: Host;
let botToken: string;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
  lists = await mkdtemp(join(tmpdir(), 'starfray-lists-'));
  await writeFile(join(lists, 'names.txt'), 'scoundrel\n');
  host = await serveStarfray({
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    roomPlayers: 8,
    maxPlayers: 8,
    maxSpectators: 8,
    maxBots: 1,
    connectionsPerAddress: 3,
    allowOrigin: [],
    seed: 5,
    logLevel: 'silent',
    secret: SECRET,
    botsNeedToken: true,
    trustProxy: ['loopback'],
    blockedNames: join(lists, 'names.txt'),
    clientDir,
    // However busy the machine is.
    shedsLoad: false,
    ...frontEndsForTests(),
  });
  botToken = await createToken('--role', 'bot', '--name', 'Marvin', '--expires', '7d', '--secret', SECRET);
});

afterAll(async () => {
  await host.close();
  await rm(clientDir, { recursive: true });
  await rm(lists, { recursive: true });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

async function createToken(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [COMMAND, 'token', 'create', ...args]);
  return stdout.trim();
}

async function play(query: string, token?: string): Promise<{ ok: boolean; code?: number; reason?: string }> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${host.port}/api/play${query}`, { headers });
  return (await answer.json()) as { ok: boolean };
}

function knock(query: string, token?: string, headers: Record<string, string> = {}): WebSocket {
  const protocols = ['starfray', ...(token === undefined ? [] : [`token.${token}`])];
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/ws?snapshots=full&${query}`, protocols, { headers });
  sockets.push(socket);
  return socket;
}

function statusOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('open', () => resolve(101));
    socket.once('error', reject);
  });
}

describe('the door of a server', () => {
  it('[A42] are refused a name by the list of now: SIGHUP reads it again, and a list that is gone stays in force', async () => {
    const refused = { ok: false, code: CLOSE.badName, reason: expect.stringContaining('choose another') };
    expect(await play('?snapshots=full&name=5coundrel')).toMatchObject(refused);
    expect(await play('?snapshots=full&name=Cad')).toMatchObject({ ok: true });
    await writeFile(join(lists, 'names.txt'), '|cad|\n');
    await host.reload();
    expect(await play('?snapshots=full&name=5coundrel')).toMatchObject({ ok: true });
    await rm(join(lists, 'names.txt'));
    await host.reload();
    expect(await play('?snapshots=full&name=Cad')).toMatchObject(refused);
  });

  it('[A18] asks bots for a token, at the page and at the upgrade', async () => {
    expect(await play('?snapshots=full&kind=bot')).toMatchObject({ ok: false, code: CLOSE.needsToken });
    expect(await closed(knock('kind=bot'))).toMatchObject({ code: CLOSE.needsToken });
  });

  it('[A17] takes a bot by the token that the command made, and names it so', async () => {
    expect(await play('?snapshots=full', botToken)).toMatchObject({ ok: true });
    const socket = knock('name=Somebody', botToken);
    await statusOf(socket);
    expect(socket.protocol).toBe('starfray');
    // It has its seat a moment after the handshake.
    await vi.waitFor(async () => {
      const status = (await (await fetch(`http://127.0.0.1:${host.port}/api/status`)).json()) as { bots: number };
      expect(status.bots).toBe(1);
    }, PATIENCE);
    const second = await closed(knock('', botToken));
    expect([second.code, second.reason]).toEqual([CLOSE.full, expect.stringContaining('No more bots')]);
  });

  it('[A19] turns a forged token away before the handshake', async () => {
    const forged = await createToken('--role', 'admin', '--secret', 'another-secret-that-is-also-long-enough');
    expect(await play('?snapshots=full', forged)).toMatchObject({ ok: false, code: 401 });
    expect(await statusOf(knock('', forged))).toBe(401);
    expect(await statusOf(knock('', `${botToken.slice(0, -3)}abc`))).toBe(401);
  });

  it('[A15] counts the connections of each client behind a trusted proxy, not the proxy', async () => {
    const from = (address: string) => statusOf(knock('kind=spectator', undefined, { 'x-forwarded-for': address }));
    expect(await Promise.all([1, 2, 3].map(() => from('192.0.2.1')))).toEqual([101, 101, 101]);
    expect(await from('192.0.2.1')).toBe(429);
    expect(await from('192.0.2.2')).toBe(101);
  });

  it('takes the origin of the host that a trusted proxy was asked for', async () => {
    const headers = { origin: 'https://play.example', 'x-forwarded-host': 'play.example' };
    expect(await statusOf(knock('kind=spectator', undefined, headers))).toBe(101);
    expect(await statusOf(knock('kind=spectator', undefined, { ...headers, 'x-forwarded-host': 'evil.example' }))).toBe(
      403,
    );
  });
});

describe('starfray token create', () => {
  it('tells all that is wrong', async () => {
    const failed = createToken('--role', 'king', '--expires', 'soon', '--account', 'a b');
    await expect(failed).rejects.toMatchObject({
      code: 2,
      stderr: [
        'starfray: a token needs the secret of the server that is to take it: give its --data directory, or its --secret',
        'starfray: --role king: give one of player, bot, spectator, admin',
        'starfray: --account a b: give 1 to 64 visible ASCII characters without a space',
        'starfray: --expires soon: give a time such as 45s, 30m, 12h or 7d, at most 3650d',
        '',
      ].join('\n'),
    });
  });
});
