// Every way in, and every way of being turned away, on real sockets.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { CLOSE, MAX_INBOUND_BYTES } from '@starfray/shared/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closed, exchange, type Hosted, handshake, startHosted } from '../support/hosted.ts';

let hosted: Hosted;

beforeEach(async () => {
  hosted = await startHosted({ allowedOrigins: ['https://friends.example'], connectionsPerAddress: 3 });
});

afterEach(() => hosted.stop());

function refuseBy(code: number, reason: string, retryMs?: number): void {
  hosted.rooms.refusal = { code, reason, retryMs };
}

describe('the upgrade', () => {
  it('carries the join', async () => {
    await hosted.connect('?v=abcd1234&room=den&kind=bot&name=Zo%C3%AB&snapshots=full&code=secret');
    expect(hosted.rooms.seats[0]?.request).toEqual({
      stage: 'placed',
      version: 'abcd1234',
      room: 'den',
      kind: 'bot',
      name: 'Zoë',
      snapshots: 'full',
      joinCode: 'secret',
    });
  });

  it('[J21] waits for a tick that is due', async () => {
    hosted.rooms.dueTicks.push(true);
    const deferred = vi.spyOn(globalThis, 'setImmediate');
    try {
      const socket = connect({ port: hosted.host.port, host: '127.0.0.1' });
      const answer = new Promise((resolve) => socket.once('data', (chunk) => resolve(chunk.toString('latin1', 0, 12))));
      socket.write(handshake(hosted.host.port));
      expect(await answer).toBe('HTTP/1.1 101');
      expect([hosted.rooms.dueTicks.length, hosted.rooms.seats.length]).toEqual([0, 1]);
      expect(deferred).toHaveBeenCalled();
      socket.destroy();
    } finally {
      deferred.mockRestore();
    }
  });

  it('answers the subprotocol starfray, never a credential offered before it', async () => {
    const socket = await hosted.connect('', { protocols: ['token.abc', 'starfray'] });
    expect(socket.protocol).toBe('starfray');
  });

  it('asks for no subprotocol', async () => {
    const socket = await hosted.connect('', { protocols: [] });
    expect(socket.protocol).toBe('');
  });

  it('compresses nothing, whatever is offered', async () => {
    const socket = await hosted.connect('', { perMessageDeflate: true });
    expect(socket.extensions).toBe('');
  });

  it('[C11] carries the key of the seat to come back to', async () => {
    const socket = await hosted.connect('', { protocols: ['starfray', 'resume.good-key.proof'] });
    expect([hosted.rooms.seats[0]?.request.resume, socket.protocol]).toEqual(['good-key.proof', 'starfray']);
  });

  it('passes binary messages both ways', async () => {
    const socket = await hosted.connect();
    const received = new Promise((resolve) => socket.once('message', resolve));
    socket.send(Uint8Array.of(1, 2, 3));
    await vi.waitFor(() => expect(hosted.rooms.seats[0]?.received).toEqual([Buffer.of(1, 2, 3)]), 240_000);
    hosted.rooms.seats[0]?.link.send(Uint8Array.of(4, 5));
    expect(await received).toEqual(Buffer.of(4, 5));
  });
});

describe('refusals by HTTP status', () => {
  it('[C12] 401 with a resume token that is not from here, and nobody is seated', async () => {
    const answer = await exchange(
      hosted.host.port,
      handshake(hosted.host.port, ['Sec-WebSocket-Protocol: starfray, resume.bad.token']),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(hosted.rooms.seats).toEqual([]);
  });

  it('404 at any other path', async () => {
    const answer = await exchange(hosted.host.port, handshake(hosted.host.port).replace('/ws', '/elsewhere'));
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  });

  it('403 for the page of another site', async () => {
    await expect(hosted.connect('', { origin: 'https://evil.example' })).rejects.toThrow('HTTP 403');
  });

  it('no refusal for its own page, nor for one that is allowed', async () => {
    await hosted.connect('', { origin: hosted.url });
    await hosted.connect('', { origin: 'https://friends.example' });
    expect(hosted.rooms.seats).toHaveLength(2);
  });

  it('429 for an address that holds too many connections, until one has gone', async () => {
    const first = await hosted.connect();
    await hosted.connect();
    await hosted.connect();
    await expect(hosted.connect()).rejects.toThrow('HTTP 429');
    first.close();
    await closed(first);
    await vi.waitFor(() => hosted.connect(), 240_000);
  });

  it('429 for an address that tries too often', async () => {
    const refused: string[] = [];
    for (let i = 0; i < 15; i += 1) {
      await hosted.connect().then(
        (socket) => socket.terminate(),
        (error: Error) => refused.push(error.message),
      );
    }
    expect(refused).toContain('HTTP 429');
    expect(hosted.logged).toContainEqual({
      message: 'refused',
      code: 429,
      reason: 'Too many attempts to connect from your network address.',
      remedy: expect.stringContaining('--connections-per-address is 3'),
    });
  });

  it('400 for what is no handshake', async () => {
    const answer = await exchange(hosted.host.port, handshake(hosted.host.port).replace('Version: 13', 'Version: 1'));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('400 for what is not HTTP', async () => {
    expect(await exchange(hosted.host.port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('no upgrade for a client that offers HTTP/2: it gets its page', async () => {
    const request = `GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`;
    expect(await exchange(hosted.host.port, request)).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

describe('refusals that a person can read', () => {
  it.each([
    ['another version', CLOSE.version],
    ['no free seat', CLOSE.full],
    ['overload', CLOSE.overloaded],
    ['a server about to stop', CLOSE.draining],
    ['a missing join code', CLOSE.joinCode],
  ])('%s: the handshake is completed, then closed with code and JSON', async (_what, code) => {
    refuseBy(code, 'not now', 2000);
    expect(await closed(await hosted.connect())).toEqual({ code, reason: '{"reason":"not now","retryMs":2000}' });
    expect(hosted.logged).toContainEqual({ message: 'refused', code, reason: 'not now' });
  });

  it('an unknown kind, room or option is a bad request', async () => {
    const { code, reason } = await closed(await hosted.connect('?kind=admin'));
    expect(code).toBe(CLOSE.badRequest);
    expect(JSON.parse(reason)).toEqual({ reason: 'kind must be human, bot or spectator, not "admin"' });
  });

  it('a name that cannot be shown', async () => {
    expect((await closed(await hosted.connect(`?name=${'x'.repeat(300)}`))).code).toBe(CLOSE.badName);
  });

  it('a long reason is cut to what a close frame holds', async () => {
    refuseBy(CLOSE.full, 'ä'.repeat(200));
    const { reason } = await closed(await hosted.connect());
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    expect(JSON.parse(reason)).toEqual({ reason: expect.stringMatching(/^ä{40,}$/) });
  });
});

describe('a seated connection', () => {
  it('is closed for text', async () => {
    const socket = await hosted.connect();
    socket.send('hello');
    expect((await closed(socket)).code).toBe(CLOSE.notBinary);
    expect(hosted.rooms.seats[0]?.ended?.code).toBe(CLOSE.notBinary);
  });

  it('[C13] may send frames up to the bound, and is closed for one byte more, which is no broken line', async () => {
    const socket = await hosted.connect();
    socket.send(randomBytes(MAX_INBOUND_BYTES));
    socket.send(randomBytes(MAX_INBOUND_BYTES + 1));
    expect((await closed(socket)).code).toBe(CLOSE.tooBig);
    expect(hosted.rooms.seats[0]?.received).toHaveLength(1);
    expect(hosted.rooms.seats[0]?.ended?.code).toBe(CLOSE.tooBig);
  });

  it('[C13] is closed for a message in too many parts, which is no broken line', async () => {
    const socket = await hosted.connect();
    for (let i = 0; i < 100; i += 1) socket.send(Uint8Array.of(1), { fin: false });
    expect((await closed(socket)).code).toBe(CLOSE.tooManyParts);
    expect(hosted.rooms.seats[0]?.ended?.code).toBe(CLOSE.tooManyParts);
  });

  it('[C13] is closed for bytes that are no WebSocket frame, and nobody else is', async () => {
    const other = await hosted.connect();
    const raw = connect(hosted.host.port, '127.0.0.1');
    raw.write(handshake(hosted.host.port));
    raw.once('data', () => raw.write(Buffer.alloc(64, 0xff)));
    raw.on('error', () => undefined);
    await vi.waitFor(() => expect(hosted.rooms.seats[1]?.ended?.code).toBe(CLOSE.badFrame), 240_000);
    expect(other.readyState).toBe(other.OPEN);
    raw.destroy();
  });

  it('that resets without a word is gone', async () => {
    const raw = connect(hosted.host.port, '127.0.0.1');
    raw.write(handshake(hosted.host.port));
    raw.once('data', () => raw.resetAndDestroy());
    await vi.waitFor(() => expect(hosted.rooms.seats[0]?.ended?.code).toBe(1006), 240_000);
  });

  it('costs itself, and no other, a bug of ours', async () => {
    const other = await hosted.connect();
    const socket = await hosted.connect();
    hosted.rooms.bug = new Error('planted');
    socket.send(Uint8Array.of(1));
    expect((await closed(socket)).code).toBe(CLOSE.roomFailed);
    expect(other.readyState).toBe(other.OPEN);
    expect(hosted.logged).toContainEqual(expect.objectContaining({ message: 'a message could not be handled' }));
  });

  it('ends with the reason when the server stops', async () => {
    const socket = await hosted.connect();
    const [end] = await Promise.all([closed(socket), hosted.host.close()]);
    expect(end).toEqual({ code: CLOSE.shutdown, reason: 'the server is stopping' });
  });
});
