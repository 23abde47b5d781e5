// One visitor against all players: what HTTP may cost is counted in periods of a clock that stands still until it is moved on.

import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { WireMeter } from '@starfray/server';
import {
  CLOSE,
  HTTP_ANSWERS_PER_PERIOD,
  HTTP_ANSWERS_PER_UPGRADE,
  HTTP_BURST_RATIO,
  HTTP_CONNECTIONS_RATIO,
  HTTP_PERIOD_MS,
  HTTP_REFILL_RATIO,
  HTTP_REQUESTS_PER_ADDRESS,
  MAX_CLOSING_BYTES,
  MAX_OVERDRAWN_REQUESTS,
  MAX_REQUEST_BODY_BYTES,
} from '@starfray/shared/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { type Hosted, handshake, startHosted } from '../support/hosted.ts';
import { plainDoor } from '../support/plain-door.ts';

const CONNECTIONS = 3;
const ASK = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
const PATIENCE = { timeout: 240_000, interval: 5 };

let hosted: Hosted;
let clock = { nowMs: 1_000_000 };
const sockets: Socket[] = [];

/** A visitor's line, and all that came back on it. */
class Visit {
  readonly socket: Socket;
  text = '';
  isClosed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    sockets.push(socket);
    socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
    });
  }

  get answers(): number {
    return this.text.split('HTTP/1.1 200').length - 1;
  }
}

function visit(address = '127.0.0.2', port = hosted.host.port): Visit {
  return new Visit(connect({ port, host: '127.0.0.1', localAddress: address }));
}

function visits(count: number, address: string): Visit[] {
  return Array.from({ length: count }, () => visit(address));
}

function answersOf(all: readonly Visit[]): number {
  return all.reduce((sum, { answers }) => sum + answers, 0);
}

function nextPeriod(): void {
  clock.nowMs += HTTP_PERIOD_MS;
}

/** Long enough for all that is let through to be answered: another address asks, and is answered, three times over. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setTimeout(resolve, 2 * HTTP_PERIOD_MS));
}

beforeEach(async () => {
  clock = { nowMs: 1_000_000 };
  hosted = await startHosted({ connectionsPerAddress: CONNECTIONS }, { now: () => clock.nowMs });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await hosted.stop();
});

describe('one visitor against all players', () => {
  it('[U1] answers so many requests of an address in a period, though one packet brings hundreds', async () => {
    const one = visit();
    one.socket.write(ASK.repeat(200));
    await vi.waitFor(() => expect(one.answers).toBe(HTTP_REQUESTS_PER_ADDRESS), PATIENCE);
    await settled();
    expect(one.answers).toBe(HTTP_REQUESTS_PER_ADDRESS);
    nextPeriod();
    await vi.waitFor(() => expect(one.answers).toBe(2 * HTTP_REQUESTS_PER_ADDRESS), PATIENCE);
  });

  it('[U1] answers so many in all, in turn by address, and connections of one address share its turn', async () => {
    const many = visits(10, '127.0.0.2');
    for (const { socket } of many) socket.write(ASK.repeat(3));
    const others = ['127.0.0.3', '127.0.0.4'].flatMap((address) => visits(4, address));
    for (const { socket } of others) socket.write(ASK.repeat(3));
    await vi.waitFor(() => expect(answersOf([...many, ...others])).toBe(HTTP_ANSWERS_PER_PERIOD), PATIENCE);
    const late = visit('127.0.0.5');
    late.socket.write(ASK);
    await settled();
    expect(answersOf([...many, ...others, late])).toBe(HTTP_ANSWERS_PER_PERIOD);
    nextPeriod();
    await vi.waitFor(() => expect(late.answers).toBe(1), PATIENCE);
  });

  it('[U1] takes a third as many upgrades up, from however many addresses they come', async () => {
    const crowd = ['2', '3', '4', '5', '6'].flatMap((last) => visits(CONNECTIONS, `127.0.0.${last}`));
    for (const { socket } of crowd) socket.write(handshake(hosted.host.port));
    const upgraded = () => crowd.filter(({ text }) => text.includes('HTTP/1.1 101')).length;
    const inOnePeriod = Math.ceil(HTTP_ANSWERS_PER_PERIOD / HTTP_ANSWERS_PER_UPGRADE);
    await vi.waitFor(() => expect(upgraded()).toBe(inOnePeriod), PATIENCE);
    await settled();
    expect(upgraded()).toBe(inOnePeriod);
    nextPeriod();
    await vi.waitFor(() => expect(upgraded()).toBe(2 * inOnePeriod), PATIENCE);
  });

  it('[U1] begins a period with its first request: two of them never follow each other at once', async () => {
    clock.nowMs += 0.9 * HTTP_PERIOD_MS;
    const one = visit();
    one.socket.write(ASK.repeat(200));
    await vi.waitFor(() => expect(one.answers).toBe(HTTP_REQUESTS_PER_ADDRESS), PATIENCE);
    clock.nowMs += 0.9 * HTTP_PERIOD_MS;
    await settled();
    expect(one.answers).toBe(HTTP_REQUESTS_PER_ADDRESS);
  });

  it('[U1] holds behind TLS, too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'starfray-visitor-'));
    const secure = await startHosted({ tls: makeCertificate(folder, 'visitor') }, { now: () => clock.nowMs });
    const socket = connectTls({ port: secure.host.port, host: '127.0.0.1', rejectUnauthorized: false });
    const one = new Visit(socket);
    socket.write(ASK.repeat(200));
    await vi.waitFor(() => expect(one.answers).toBe(HTTP_REQUESTS_PER_ADDRESS), PATIENCE);
    await settled();
    expect(one.answers).toBe(HTTP_REQUESTS_PER_ADDRESS);
    socket.destroy();
    await secure.stop();
    await rm(folder, { recursive: true });
  });

  it('[U1] leaves the rooms their turns between', async () => {
    const real = await startHosted({ connectionsPerAddress: 100 });
    const one = visit('127.0.0.2', real.host.port);
    const before = real.rooms.updates;
    one.socket.write(ASK.repeat(400));
    await vi.waitFor(() => expect(one.answers).toBe(400), PATIENCE);
    // The rooms ask to be called every 10 ms. Of two periods one may be short.
    expect(real.rooms.updates - before).toBeGreaterThanOrEqual(400 / HTTP_REQUESTS_PER_ADDRESS / 2 - 1);
    await real.stop();
  });

  it('[U2] lets an address that used up its share wait, and ends a connection that goes on', async () => {
    const one = visit();
    const sent = CONNECTIONS * HTTP_BURST_RATIO + MAX_OVERDRAWN_REQUESTS + 2;
    one.socket.write(ASK.repeat(sent));
    await vi.waitFor(() => {
      nextPeriod();
      expect(one.answers).toBeGreaterThanOrEqual(CONNECTIONS * HTTP_BURST_RATIO);
    }, PATIENCE);
    while (!one.isClosed) {
      // The share grows by one request.
      clock.nowMs += 1001 / (CONNECTIONS * HTTP_REFILL_RATIO);
      const before = one.text.length;
      await vi.waitFor(() => expect(one.isClosed || one.text.length > before).toBe(true), PATIENCE);
    }
    expect(one.answers).toBeLessThan(sent);
    expect(one.text).toMatch(/HTTP\/1\.1 429 Too Many Requests\r\nConnection: close\r\nRetry-After: 10\r\n/);
  });

  it('[U2] knows visitors behind a trusted proxy apart, and answers 429 to the one alone', async () => {
    const proxied = await startHosted(
      { connectionsPerAddress: CONNECTIONS, ...plainDoor(['loopback']) },
      { now: () => clock.nowMs },
    );
    const proxy = visit('127.0.0.2', proxied.host.port);
    const asked = (address: string) => ASK.replace('Host: x', `Host: x\r\nX-Forwarded-For: ${address}`);
    proxy.socket.write(asked('10.1.1.1').repeat(CONNECTIONS * HTTP_BURST_RATIO + 1) + asked('10.1.1.2'));
    const statuses = () => [...proxy.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    await vi.waitFor(() => {
      // Less than what fills the share again.
      clock.nowMs += HTTP_PERIOD_MS / 4;
      expect(statuses()).toHaveLength(CONNECTIONS * HTTP_BURST_RATIO + 2);
    }, PATIENCE);
    expect(statuses().slice(-2)).toEqual(['429', '200']);
    await proxied.stop();
  });

  it('[U3] bounds the HTTP connections of an address, and refuses the next without an answer', async () => {
    const most = CONNECTIONS * HTTP_CONNECTIONS_RATIO;
    const all = visits(most, '127.0.0.2');
    await Promise.all(all.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
    // Later, when so many new ones may come again: what counts is how many are open.
    clock.nowMs += 60_000;
    const next = visit('127.0.0.2');
    next.socket.write(ASK);
    await vi.waitFor(() => expect(next.isClosed).toBe(true), PATIENCE);
    expect(next.text).toBe('');
    const other = visit('127.0.0.3');
    other.socket.write(ASK);
    await vi.waitFor(() => expect(other.answers).toBe(1), PATIENCE);
    expect(all.filter(({ isClosed }) => isClosed)).toEqual([]);
    expect(hosted.logged).toContainEqual(expect.objectContaining({ message: 'refused', code: 429 }));
  });

  it('[U3] counts a connection that became a WebSocket with those alone', async () => {
    for (let i = 0; i < CONNECTIONS; i += 1) await hosted.connect();
    const all = visits(CONNECTIONS * HTTP_CONNECTIONS_RATIO, '127.0.0.1');
    for (const { socket } of all) socket.write(ASK);
    await vi.waitFor(() => {
      nextPeriod();
      expect(answersOf(all)).toBe(all.length);
    }, PATIENCE);
  });

  it('[U4] opens a WebSocket only when all that was asked before is answered', async () => {
    const one = visit();
    one.socket.write(ASK + handshake(hosted.host.port));
    await vi.waitFor(() => expect(one.text).toContain('HTTP/1.1 101'), PATIENCE);
    expect(one.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\{"ok":true\}HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(one.text.split('HTTP/1.1 ')).toHaveLength(3);
  });

  it('[U4] passes on what came behind the handshake', async () => {
    const one = visit();
    const frame = Buffer.from([0x82, 0x81, 0, 0, 0, 0, 7]);
    one.socket.write(Buffer.concat([Buffer.from(ASK + handshake(hosted.host.port)), frame]));
    await vi.waitFor(() => expect(hosted.rooms.seats[0]?.received).toEqual([Buffer.of(7)]), PATIENCE);
  });

  it.each([
    ['a handshake with a body', `${handshake(0, ['Content-Length: 4'])}abcd`, /^$/],
    [
      'a body without a length',
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n`,
      / 411 /,
    ],
    [
      'a body too long',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${MAX_REQUEST_BODY_BYTES + 1}\r\n\r\nab`,
      / 413 /,
    ],
  ])('[U5] ends the connection at %s', async (_what, sent, answer) => {
    const one = visit();
    one.socket.write(sent + ASK);
    await vi.waitFor(() => expect(one.isClosed).toBe(true), PATIENCE);
    expect(one.text).toMatch(answer);
    expect([one.answers, hosted.rooms.seats]).toEqual([0, []]);
  });

  it('[U5] takes a request in pieces, its end cut in two, and the next behind its body', async () => {
    const one = visit();
    const body = '{"a":"\r\n\r\n"}';
    const post = `POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`;
    one.socket.setNoDelay(true);
    for (const piece of [ASK.slice(0, 10), ASK.slice(10, -1), `\n${post}`, body.slice(0, 8), body.slice(8) + ASK]) {
      one.socket.write(piece);
      await settled();
    }
    await vi.waitFor(() => expect(one.answers).toBe(2), PATIENCE);
    expect(one.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  });

  it('[U6] reads no more of a connection that it closes, however much comes', async () => {
    const meter = new WireMeter();
    const metered = await startHosted({}, { meter });
    const one = visit('127.0.0.2', metered.host.port);
    one.socket.write(handshake(metered.host.port));
    await vi.waitFor(() => expect(metered.rooms.seats).toHaveLength(1), PATIENCE);
    metered.rooms.seats[0]?.link.close(CLOSE.flood, 'enough');
    const frames = Buffer.concat(Array.from({ length: 4096 }, () => Buffer.from([0x82, 0x81, 0, 0, 0, 0, 7])));
    const most = 300 * frames.length;
    for (let sent = 0; sent < most; sent += frames.length) one.socket.write(frames);
    await vi.waitFor(() => expect(one.isClosed).toBe(true), PATIENCE);
    expect(metered.rooms.seats[0]?.received).toEqual([]);
    // A read of a socket is at most 64 KiB.
    expect(meter.read().receivedBytes).toBeLessThan(MAX_CLOSING_BYTES + 3 * 64 * 1024);
    await metered.stop();
  });
});
