import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { INVALID } from '@starfray/shared/contract';
import { createCodec, createProtocol } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { ACKNOWLEDGEMENT_BYTES, INPUT_BYTES, LeanInputs, prebuiltInputs } from './lean-inputs.ts';
import { FRAME_HEAD_BYTES, LeanSocket, leanFrame } from './lean-socket.ts';
import { Search } from './scale.ts';
import { threadsBetween, threadsOf } from './thread-cpu.ts';

const HEAD_BYTES = 9;

async function searched(sizes: readonly number[], most: number, tries = Number.POSITIVE_INFINITY): Promise<number[]> {
  const tried: number[] = [];
  const search = new Search(sizes, async (players) => {
    if (tried.length >= tries) return undefined;
    tried.push(players);
    return players <= most;
  });
  while (!search.isOver) await search.advance();
  return tried;
}

describe('the search for the largest room', () => {
  it('goes up until a size does not hold, then halves what is between down to 50', async () => {
    expect(await searched([500, 1000, 2000, 3000], 1340)).toEqual([500, 1000, 2000, 1500, 1250, 1400, 1350, 1300]);
  });

  it('ends with the last size when all hold, and when time is up', async () => {
    expect(await searched([500, 1000], 5000)).toEqual([500, 1000]);
    expect(await searched([500, 1000, 2000], 1200, 3)).toEqual([500, 1000, 2000]);
  });
});

describe('lean inputs', () => {
  /** What a server reads of a message. */
  function read(bytes: Uint8Array) {
    return createProtocol(starfray).decodeClient(createCodec().unpack(bytes));
  }

  it('name the newest snapshot and ticks that only go up, and stop 20 ticks ahead, from where on they acknowledge', () => {
    const inputs = new LeanInputs(prebuiltInputs(), 3);
    expect(inputs.pass() || inputs.isOverdue).toBe(false);
    inputs.tick = 100;
    const bytes = Buffer.alloc(INPUT_BYTES);
    const ticks: number[] = [];
    for (let frame = 0; frame < 60; frame += 1) {
      if (!inputs.pass()) continue;
      inputs.write(bytes, 0);
      const message = read(bytes);
      expect(message).toMatchObject({ name: 'input', acknowledged: 100 });
      if (message !== INVALID && message.name === 'input') ticks.push(message.tick);
    }
    expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
    expect(ticks.length).toBeGreaterThan(1);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(124);

    expect(inputs.isOverdue).toBe(true);
    const own = Buffer.alloc(ACKNOWLEDGEMENT_BYTES);
    inputs.acknowledge(own, 0);
    expect(read(own)).toMatchObject({ name: 'acknowledge', acknowledged: 100 });
    expect(inputs.isOverdue).toBe(false);
  });
});

describe('a lean socket', () => {
  const endings: (() => void)[] = [];
  afterEach(() => {
    for (const end of endings.splice(0)) end();
  });

  /** A client of a server; what it got is noted as lengths and first bytes. */
  function connectTo(port: number, readBytes = 1024) {
    const got: { length: number; first: number }[] = [];
    const arrived = new EventTarget();
    const ended = Promise.withResolvers<{ why: string; retryMs: number | undefined }>();
    const opened = Promise.withResolvers<void>();
    const socket = new LeanSocket(
      {
        port,
        path: '/ws?v=1',
        subprotocol: 'starfray',
        from: undefined,
        headBytes: HEAD_BYTES,
        buffer: Buffer.alloc(readBytes),
      },
      {
        opened: opened.resolve,
        message: (bytes, at, length) => {
          got.push({ length, first: bytes[at] ?? -1 });
          arrived.dispatchEvent(new Event('message'));
        },
        ended: (why, retryMs) => ended.resolve({ why, retryMs }),
      },
    );
    const until = async (count: number): Promise<void> => {
      while (got.length < count) await once(arrived, 'message');
    };
    return { socket, got, until, ended: ended.promise, opened: opened.promise };
  }

  async function listening(server: { address(): unknown; once(event: 'listening', run: () => void): unknown }) {
    await new Promise<void>((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('counts messages of any length, answers pings, is understood, and says why it was closed', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    endings.push(() => server.close());
    const port = await listening(server);
    const joined = once(server, 'connection');
    const client = connectTo(port);
    const [peer] = await joined;
    await client.opened;
    const lengths = [1, 125, 126, 5000, 60_000, 2];
    for (const [i, length] of lengths.entries()) peer.send(Buffer.alloc(length, i + 1));
    await client.until(lengths.length);
    expect(client.got).toEqual(lengths.map((length, i) => ({ length, first: i + 1 })));

    const pong = once(peer, 'pong');
    peer.ping('still there?');
    expect(String((await pong)[0])).toBe('still there?');

    const heard = once(peer, 'message');
    const frame = leanFrame(3);
    frame.set([7, 8, 9], FRAME_HEAD_BYTES);
    client.socket.send(frame);
    expect(Buffer.from((await heard)[0])).toEqual(Buffer.from([7, 8, 9]));

    peer.close(4003, JSON.stringify({ reason: 'full', retryMs: 700 }));
    expect(await client.ended).toEqual({ why: 'closed with 4003 {"reason":"full","retryMs":700}', retryMs: 700 });
  });

  it('loses nothing when each byte is read by itself', async () => {
    const accepted = Promise.withResolvers<Socket>();
    const server = createServer((socket) => accepted.resolve(socket)).listen(0, '127.0.0.1');
    const client = connectTo(await listening(server), 1);
    const peer = await accepted.promise;
    endings.push(() => {
      peer.destroy();
      server.close();
    });
    const long = Buffer.concat([Buffer.from([0x82, 126, 0, 200]), Buffer.alloc(200, 5)]);
    const bytes = Buffer.concat([
      Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'),
      Buffer.from([0x82, 3, 4, 4, 4]),
      long,
      Buffer.from([0x82, 0]),
      Buffer.from([0x82, 1, 6]),
    ]);
    peer.write(bytes);
    await client.until(4);
    expect(client.got.map(({ length }) => length)).toEqual([3, 200, 0, 1]);
    expect(client.got.map(({ first }) => first)).toEqual(
      [4, 5, 6, 6].map((first, i) => (i === 2 ? expect.anything() : first)),
    );
  });

  it('says that it was refused, and when to come again', async () => {
    const server = createServer((socket) => {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 4\r\nConnection: close\r\n\r\nfull');
    }).listen(0, '127.0.0.1');
    endings.push(() => server.close());
    const client = connectTo(await listening(server));
    expect(await client.ended).toEqual({ why: 'HTTP 503', retryMs: 4000 });
  });
});

describe.skipIf(process.platform !== 'linux')('CPU by thread', () => {
  it('lists the main thread first, and what all did between two looks', () => {
    const before = threadsOf(process.pid);
    const cpuBefore = process.cpuUsage();
    while (process.cpuUsage(cpuBefore).user < 100_000);
    const threads = threadsBetween(before, threadsOf(process.pid));
    expect(threads[0]?.id).toBe(process.pid);
    // The kernel counts in hundredths of a second, for each thread by itself.
    expect(threads.reduce((sum, { ms }) => sum + ms, 0)).toBeGreaterThanOrEqual(50);
  });
});
