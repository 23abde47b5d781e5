// Front ends as real threads: what clients and operators see of a server does not depend on them, and what becomes of it when one fails.

import { copyFile, mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import type { HostedRooms, HostOptions } from '@starfray/server';
import { CLOSE } from '@starfray/shared/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { makeCertificate } from '../support/certificate.ts';
import { type CliProcess, endAll, joinAt, ready, startCli } from '../support/cli-process.ts';
import { FakeFrontSeats } from '../support/fake-front-seats.ts';
import { FakeRooms } from '../support/fake-rooms.ts';
import { freePort } from '../support/free-port.ts';
import { closed, exchange, type Hosted, handshake, startHosted } from '../support/hosted.ts';
import { plainDoor } from '../support/plain-door.ts';
import { runProgram } from '../support/program.ts';

const MODULE = new URL('../support/echo-front-end.ts', import.meta.url);
const PATIENCE = { timeout: 240_000, interval: 20 };
const [THROWS, HANGS_3_S, EXITS, HANGS] = [0xf0, 0xf1, 0xf2, 0xf3];

class ThreadedRooms extends FakeRooms implements HostedRooms {
  readonly frontSeats = new FakeFrontSeats();
}

interface Threaded extends Hosted {
  readonly rooms: ThreadedRooms;
}

async function startThreaded(options: Partial<HostOptions> = {}): Promise<Threaded> {
  const rooms = new ThreadedRooms();
  const hosted = await startHosted({ frontEnds: { module: MODULE, threads: 2 }, ...options }, { rooms });
  return { ...hosted, rooms };
}

/** Sends a message; answers with the front end that sent it back. */
async function echoed(socket: WebSocket, text = 'hello'): Promise<number> {
  const back = new Promise<Buffer>((resolve) => socket.once('message', (data: Buffer) => resolve(data)));
  socket.send(Buffer.from(text));
  const bytes = await back;
  expect(bytes.subarray(1).toString()).toBe(text);
  return bytes[0] ?? -1;
}

/** A client at each of the two front ends: the kernel chooses. */
async function oneAtEach(server: Hosted): Promise<readonly WebSocket[]> {
  const sockets: WebSocket[] = [];
  await vi.waitFor(async () => {
    const socket = await server.connect();
    const at = await echoed(socket);
    if (sockets[at] === undefined) sockets[at] = socket;
    else socket.close();
    expect(sockets.filter(Boolean)).toHaveLength(2);
  }, PATIENCE);
  return sockets;
}

// It takes ten seconds, in which the others run.
const hung = startThreaded({ frontEnds: { module: MODULE, threads: 1 } }).then(async (server) => {
  const socket = await server.connect();
  const end = closed(socket);
  socket.send(Uint8Array.of(HANGS));
  return { server, end };
});

afterAll(async () => (await hung).server.stop());

describe('a server with two front ends', () => {
  let server: Threaded;
  let alone: Hosted;
  /** What is answered on a connection that asks for nothing. */
  let unasked: Promise<string>;

  beforeAll(async () => {
    [server, alone] = await Promise.all([startThreaded(), startHosted()]);
    unasked = exchange(server.host.port, '');
  });

  afterAll(() => Promise.all([server.stop(), alone.stop()]));

  it.each(['/', '/assets/main-1234.js', '/api/status', '/healthz', '/nothing', '/ws', '/assets/../x'])(
    '[TH20] answers %s as a server without them does, header by header',
    async (path) => {
      const ask = async ({ host }: Hosted) => {
        const text = await exchange(
          host.port,
          `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n`,
        );
        return text
          .replace(/^(date|x-ratelimit-\w+|last-modified|etag): .*\r\n/gim, '')
          .replace(/"uptimeSeconds":\d+/, '');
      };
      const [ours, theirs] = await Promise.all([ask(server), ask(alone)]);
      expect(ours).toMatch(/^HTTP\/1\.1 \d+ /);
      expect(ours).toBe(theirs);
    },
  );

  it('[TH20] answers what is no HTTP with 400', async () => {
    expect(await exchange(server.host.port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('[TH20] answers requests that come one behind the other on one connection, and then an upgrade', async () => {
    const socket = connect(server.host.port, '127.0.0.1');
    const { port } = server.host;
    socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\n${handshake(port)}`);
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    await vi.waitFor(() => expect(text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(3), PATIENCE);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 101']);
    socket.destroy();
  });

  it('[TH21] has clients talk to the front end that took their connection, and spreads them', async () => {
    const sockets = await oneAtEach(server);
    expect(await Promise.all(sockets.map((socket) => echoed(socket)))).toEqual([0, 1]);
    expect(sockets.map(({ protocol }) => protocol)).toEqual(['starfray', 'starfray']);
    // Nobody is seated before its handshake is done, and everybody then.
    await vi.waitFor(() => expect(server.rooms.frontSeats.expected.size).toBe(0), PATIENCE);
    for (const socket of sockets) socket.close();
  });

  it('[TH21] loses no frame that a client sends before its handshake is answered', async () => {
    const socket = connect(server.host.port, '127.0.0.1');
    const frame = Buffer.from([0x82, 0x82, 0, 0, 0, 0, 0x61, 0x62]);
    socket.write(Buffer.concat([Buffer.from(handshake(server.host.port)), frame]));
    socket.write(frame);
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
    });
    await vi.waitFor(() => expect(bytes.toString('latin1').split('ab')).toHaveLength(3), PATIENCE);
    socket.destroy();
  });

  it.each([
    ['a path that is none', '/nothing', [], 404],
    ['a page of another site', '/ws', ['Origin: https://elsewhere.example'], 403],
    ['a credential that is no good', '/ws', ['Sec-WebSocket-Protocol: starfray, resume.bad'], 401],
    ['a handshake that is none', '/ws', ['Sec-WebSocket-Version: 7'], 400],
  ])('[TH22] refuses by status %s', async (_what, path, headers, status) => {
    const { port } = server.host;
    const request = handshake(port, headers).replace('GET /ws', `GET ${path}`);
    const asked = status === 400 ? request.replace('Sec-WebSocket-Version: 13\r\n', '') : request;
    expect(await exchange(port, asked)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    await vi.waitFor(() => expect(server.logged).toContainEqual(expect.objectContaining({ code: status })), PATIENCE);
  });

  it('[TH22] closes with code and reason whom the lobby refuses, and whom the rooms refuse', async () => {
    const unknown = await closed(await server.connect('?kind=ghost'));
    expect(unknown.code).toBe(CLOSE.badRequest);
    expect(JSON.parse(unknown.reason)).toMatchObject({ reason: expect.stringContaining('ghost') });
    server.rooms.refusal = { code: CLOSE.full, reason: 'no seat is free', retryMs: 500 };
    const full = await closed(await server.connect());
    server.rooms.refusal = undefined;
    expect(full.code).toBe(CLOSE.full);
    expect(JSON.parse(full.reason)).toEqual({ reason: 'no seat is free', retryMs: 500 });
    for (const code of [CLOSE.badRequest, CLOSE.full])
      expect(server.logged).toContainEqual(expect.objectContaining({ code, message: 'refused' }));
  });

  it('[TH26] plays on after a front end that stood still for three seconds', async () => {
    const [first, second] = await oneAtEach(server);
    const starts = [...server.rooms.frontSeats.starts];
    first?.send(Uint8Array.of(HANGS_3_S));
    // The other one is not held up, whatever that one does.
    if (second !== undefined) expect(await echoed(second)).toBe(1);
    if (first !== undefined) expect(await echoed(first)).toBe(0);
    expect(server.rooms.frontSeats.starts).toEqual(starts);
    first?.close();
    second?.close();
  });

  it('[TH25] closes the clients of a front end that throws with 1011, and starts it again', async () => {
    const [first, second] = await oneAtEach(server);
    const { frontSeats } = server.rooms;
    const [starts = 0] = frontSeats.starts;
    const end = closed(first as WebSocket);
    first?.send(Uint8Array.of(THROWS));
    expect((await end).code).toBe(CLOSE.roomFailed);
    expect(await echoed(second as WebSocket)).toBe(1);
    await vi.waitFor(() => expect(frontSeats.starts[0]).toBe(starts + 1), PATIENCE);
    expect(server.logged).toContainEqual(expect.objectContaining({ message: 'a bug in a front end: it ends' }));
    for (const socket of await oneAtEach(server)) socket.close();
    second?.close();
  });

  it('[TH25] ends the connections of a front end that is gone, and of no other', async () => {
    const [first, second] = await oneAtEach(server);
    const { frontSeats } = server.rooms;
    const { ends } = frontSeats;
    const gone = closed(second as WebSocket);
    second?.send(Uint8Array.of(EXITS));
    expect((await gone).code).toBe(1006);
    await vi.waitFor(() => expect(frontSeats.ends).toBe(ends + 1), PATIENCE);
    expect(await echoed(first as WebSocket)).toBe(0);
    for (const socket of await oneAtEach(server)) socket.close();
    first?.close();
  });

  it('[TH20] ends a connection that asks for nothing in time without a word', async () => {
    expect(await unasked).toBe('');
  });
});

describe('an upgrade that belongs to another node', () => {
  let far: Hosted;
  let server: Threaded;

  beforeAll(async () => {
    [far, server] = await Promise.all([startHosted(), startThreaded()]);
  });

  afterAll(() => Promise.all([far.stop(), server.stop()]));

  it('[TH21] is passed on by the front end', async () => {
    server.rooms.elsewhere = [far.url];
    const socket = await server.connect('?room=den');
    await vi.waitFor(() => expect(far.rooms.seats.map(({ request }) => request.room)).toEqual(['den']), PATIENCE);
    socket.send(Buffer.from('hello'));
    await vi.waitFor(() => expect(far.rooms.seats[0]?.received).toHaveLength(1), PATIENCE);
    socket.close();
    await vi.waitFor(() => expect(far.rooms.seats[0]?.ended).toBeDefined(), PATIENCE);
  });

  it('[TH21] comes in here where that node does not answer, or is refused after three of them', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    server.rooms.elsewhere = [nobody, nobody];
    const socket = await server.connect();
    expect(await echoed(socket)).toBeGreaterThanOrEqual(0);
    socket.close();
    server.rooms.elsewhere = [nobody, nobody, nobody, nobody];
    await expect(server.connect()).rejects.toThrow('503');
  });
});

it('[TH30] ends a front end that hangs, which ends its clients, and a stop does not wait for one', async () => {
  const { server, end } = await hung;
  expect((await end).code).toBe(1006);
  expect(server.logged).toContainEqual(expect.objectContaining({ why: 'it hangs' }));
  await vi.waitFor(async () => expect(await echoed(await server.connect())).toBe(0), PATIENCE);
  // The next one hangs while the server stops, at the end of this file.
  (await server.connect()).send(Uint8Array.of(HANGS));
});

it('[TH22] counts connections by address on all front ends together, and gives back those of one that is gone', async () => {
  const server = await startThreaded({ connectionsPerAddress: 4 });
  try {
    const open = await Promise.all([1, 2, 3, 4].map(() => server.connect()));
    await expect(server.connect()).rejects.toThrow('429');
    for (const socket of open) socket.send(Uint8Array.of(EXITS));
    await vi.waitFor(async () => (await server.connect()).close(), PATIENCE);
  } finally {
    await server.stop();
  }
});

it('[TH23] reads the PROXY header in the front end, and counts by the address that it names', async () => {
  const door = plainDoor();
  const seen = new Set<string | undefined>();
  const server = await startThreaded({
    ...door,
    addressOf: (request) => {
      const from = door.addressOf(request);
      seen.add(from.address);
      return from;
    },
    isTcpProxy: () => true,
    frontEnds: {
      module: MODULE,
      threads: 2,
      tcpProxies: [{ family: 4, bits: 0x7f000000n, prefixLength: 8 }],
    },
  });
  try {
    const { port } = server.host;
    const asked = `GET /ws HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    expect(await exchange(port, `PROXY TCP4 192.0.2.7 192.0.2.1 5000 80\r\n${asked}`)).toMatch(/^HTTP\/1\.1 426 /);
    expect(
      await exchange(port, `PROXY TCP4 192.0.2.8 192.0.2.1 5000 80\r\n${handshake(port, ['Origin: http://a.b'])}`),
    ).toMatch(/^HTTP\/1\.1 403 /);
    expect([...seen]).toContain('192.0.2.8');
    await expect(exchange(port, asked)).rejects.toThrow();
    await vi.waitFor(
      () => expect(server.logged).toContainEqual(expect.objectContaining({ code: 0, reason: 'no PROXY header' })),
      PATIENCE,
    );
  } finally {
    await server.stop();
  }
});

it('[TH24] shows a changed certificate at every front end, and speaks https and wss', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'starfray-th24-'));
  const [first, second] = [makeCertificate(folder, 'first'), makeCertificate(folder, 'second')];
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await Promise.all([copyFile(first.cert, files.cert), copyFile(first.key, files.key)]);
  const server = await startThreaded({ tls: files, tlsLookMs: 20 });
  const insecure = { rejectUnauthorized: false };
  try {
    const socket = await server.connect('', insecure);
    await echoed(socket);
    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const tls = tlsConnect({ port: server.host.port, host: '127.0.0.1', ...insecure }, () => {
          resolve(tls.getPeerCertificate().fingerprint256);
          tls.destroy();
        });
        tls.on('error', reject);
      });
    const before = await shown();
    await Promise.all([copyFile(second.cert, files.cert), copyFile(second.key, files.key)]);
    // So often that both front ends are asked.
    await vi.waitFor(async () => {
      const now = await Promise.all(Array.from({ length: 12 }, shown));
      expect(now).not.toContain(before);
    }, PATIENCE);
    expect(await echoed(socket)).toBeGreaterThanOrEqual(0);
    socket.close();
    // A session that one front end has begun is resumed at the other.
    const session = await new Promise<Buffer>((resolve) => {
      const tls = tlsConnect({ port: server.host.port, host: '127.0.0.1', ...insecure });
      tls.once('session', (ticket) => {
        resolve(ticket);
        tls.destroy();
      });
    });
    const isResumed = () =>
      new Promise<boolean>((resolve) => {
        const tls = tlsConnect({ port: server.host.port, host: '127.0.0.1', ...insecure, session }, () => {
          resolve(tls.isSessionReused());
          tls.destroy();
        });
      });
    expect(new Set(await Promise.all(Array.from({ length: 12 }, isResumed)))).toEqual(new Set([true]));
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
});

it('[TH43] removes what servers of this user left that were killed, and nothing of one that runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'starfray-th43-'));
  const at = (name: string) => join(folder, `starfray-threads-${name}`);
  const left = async () => (await readdir(folder)).flatMap((name) => /^starfray-threads-(.*)/.exec(name)?.[1] ?? []);
  for (const name of ['killed', 'runs', 'starts', 'empty']) await mkdir(at(name));
  const listens = `require('net').createServer().listen(${JSON.stringify(`${at('killed')}/relay`)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await runProgram(process.execPath, ['-e', listens], { cwd: folder });
  const neighbour = createServer().listen(`${at('runs')}/relay`);
  await utimes(at('empty'), 1, 1);
  vi.stubEnv('TMPDIR', folder);
  const server = await startThreaded();
  try {
    await vi.waitFor(async () => {
      // And that of this server itself.
      expect(await left()).toHaveLength(3);
      expect(await left()).toEqual(expect.arrayContaining(['runs', 'starts']));
    }, PATIENCE);
  } finally {
    vi.unstubAllEnvs();
    await server.stop();
    neighbour.close();
  }
  expect((await left()).toSorted()).toEqual(['runs', 'starts']);
  await rm(folder, { recursive: true });
});

describe('a server that cannot have front ends', () => {
  it('[TH27] takes all connections itself where their module is broken, and says so', async () => {
    const broken = new URL('../support/no-such-front-end.ts', import.meta.url);
    const server = await startThreaded({ frontEnds: { module: broken, threads: 2 } });
    expect(await (await fetch(`${server.url}/healthz`)).json()).toMatchObject({ ok: true });
    const socket = await server.connect();
    await vi.waitFor(() => expect(server.rooms.seats).toHaveLength(1), PATIENCE);
    expect(server.logged).toContainEqual(
      expect.objectContaining({ message: 'no front end works: the main thread takes all connections' }),
    );
    socket.close();
    await server.stop();
  });

  it('[TH28] runs without them where the system does not let threads share a port, and says so once', async () => {
    const whyNotShared = async () => 'ENOTSUP';
    const server = await startThreaded({ frontEnds: { module: MODULE, threads: 2, whyNotShared } });
    const socket = await server.connect();
    await vi.waitFor(() => expect(server.rooms.seats).toHaveLength(1), PATIENCE);
    expect(server.logged.filter(({ message }) => message.startsWith('threads cannot share a port'))).toHaveLength(1);
    socket.close();
    await server.stop();
  });

  it('[TH28] runs without them at a UNIX socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'starfray-th28-'));
    const server = await startThreaded({ host: `unix:${folder}/game` });
    expect(server.logged).toContainEqual(
      expect.objectContaining({
        message: 'one socket cannot be shared by threads: all connections run on the main thread',
      }),
    );
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('[TH29] refuses a port that another server of this machine shares among its threads', async () => {
    const server = await startThreaded();
    await expect(startThreaded({ port: server.host.port })).rejects.toThrow(`port ${server.host.port} is in use`);
    await server.stop();
  });
});

describe('the command with two front ends', () => {
  const runs: CliProcess[] = [];
  afterAll(() => endAll(runs));

  async function serve(...more: string[]): Promise<{ readonly run: CliProcess; readonly port: number }> {
    const port = await freePort();
    const run = startCli([
      'serve',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--bots',
      '0',
      '--threads',
      '2',
      ...more,
    ]);
    runs.push(run);
    await ready(port);
    return { run, port };
  }

  it('[TH34] [TH35] shows its threads, lets players read why it stops, and ends', async () => {
    const metricsPort = await freePort();
    const { run, port } = await serve('--metrics-port', String(metricsPort));
    const player = await joinAt(port);
    const { threads } = (await (await fetch(`http://127.0.0.1:${port}/api/status`)).json()) as {
      threads: { name: string; isUp: boolean; connections: number }[];
    };
    expect(threads.map(({ name }) => name)).toEqual(['simulation', 'front end 0', 'front end 1']);
    expect(threads.every(({ isUp }) => isUp)).toBe(true);
    expect(threads.reduce((sum, { connections }) => sum + connections, 0)).toBe(1);
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/^starfray_thread_up\{thread="front end 1"\} 1$/m);
    expect(metrics).toMatch(/^starfray_thread_cpu_seconds_total\{thread="simulation"\} \d/m);
    run.child.kill('SIGTERM');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(0);
  });

  it('[TH34] ends at once at a second signal', async () => {
    const { run, port } = await serve();
    // It never answers the goodbye, for which the stop then waits.
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(handshake(port).replace('/ws', '/ws?snapshots=full'));
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    // Nor is this request ever whole, for which it waits after that.
    const half = connect(port, '127.0.0.1').on('error', () => undefined);
    half.write('POST /api/admin/kick HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{');
    run.child.kill('SIGTERM');
    await vi.waitFor(() => expect(run.said.stderr).toContain('stopping'), PATIENCE);
    // Within half a second two are one wish.
    const again = setInterval(() => run.child.kill('SIGTERM'), 600);
    expect(await run.end).toBe(1);
    clearInterval(again);
    socket.destroy();
    half.destroy();
  });
});
