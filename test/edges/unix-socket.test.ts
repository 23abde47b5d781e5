// A server on a UNIX socket: whose address counts there, with and without the PROXY header, and beside a TCP port that a service manager opened.

import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { type Started, startStarfray } from '../support/started.ts';

const trusted = getCACertificates('default');
const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');
const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

let folder: string;
let behindHttp: Started;
let behindTcp: Started;
let secure: Started;
const sockets: Socket[] = [];

const path = (name: string) => join(folder, `${name}.sock`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-unix-'));
  const { cert, key, pem } = makeCertificate(folder, 'unix');
  setDefaultCACertificates([...trusted, pem]);
  const one = { connectionsPerAddress: 1 };
  behindHttp = await startStarfray({ ...one, host: `unix:${path('http')}`, trustProxy: ['loopback'] });
  const withHeader = { ...one, proxyProtocol: ['loopback'] };
  behindTcp = await startStarfray({ ...withHeader, host: `unix:${path('tcp')}` });
  secure = await startStarfray({ ...withHeader, host: `unix:${path('tls')}`, tlsCert: cert, tlsKey: key });
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all([behindHttp, behindTcp, secure].map((server) => server.stop()));
  setDefaultCACertificates(trusted);
  await rm(folder, { recursive: true });
});

const from = (address: string) => `PROXY TCP4 ${address} 192.0.2.1 1234 80\r\n`;

/** The first line that comes back, or nothing when the connection is cut off instead. The connection stays open. */
function firstLine(socket: Socket, ...parts: readonly (string | Buffer)[]): Promise<string> {
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(String(data).split('\r\n')[0] ?? ''));
    socket.on('error', () => undefined).once('close', () => resolve(''));
    for (const part of parts) socket.write(part);
  });
}

function upgrade(headers: readonly string[] = []): string {
  const lines = ['GET /ws?kind=spectator HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
  const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
  return `${[...lines, ...key, 'Sec-WebSocket-Protocol: starfray', ...headers].join('\r\n')}\r\n\r\n`;
}

/** A TLS connection that begins with a PROXY header. */
function secureFrom(address: string): Socket {
  const socket = connect(path('tls'));
  socket.write(from(address));
  return connectTls({ socket, servername: 'localhost' });
}

describe('behind an HTTP proxy', () => {
  it('[P12] the proxy may keep as many connections open as it has visitors', async () => {
    // One address could keep six.
    const answers = Array.from({ length: 12 }, (_, i) =>
      firstLine(connect(path('http')), `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.${i}\r\n\r\n`),
    );
    const lines = await Promise.all(answers);
    expect(lines.filter((line) => line.includes(' 200 ')).length).toBe(12);
  });
});

describe('with --proxy-protocol', () => {
  it('[P40] the address in the header counts', async () => {
    const join = (address: string) => firstLine(connect(path('tcp')), from(address), upgrade());
    expect(await join('203.0.113.1')).toContain(' 101 ');
    expect(await join('203.0.113.1')).toContain(' 429 ');
    expect(await join('203.0.113.2')).toContain(' 101 ');
  });

  it('[P40] the address in the header counts when TLS follows it', async () => {
    const join = (address: string) => firstLine(secureFrom(address), upgrade());
    expect(await join('203.0.113.1')).toContain(' 101 ');
    expect(await join('203.0.113.1')).toContain(' 429 ');
    expect(await join('203.0.113.2')).toContain(' 101 ');
  });

  it('[P40] programs beside it connect with a header that names no other client', async () => {
    expect(await firstLine(connect(path('tcp')), LOCAL, HEALTH)).toContain(' 200 ');
  });

  it('[P40] a connection without the header is cut off, and ends nothing else', async () => {
    expect(await firstLine(connect(path('tcp')), HEALTH)).toBe('');
    expect(await firstLine(connect(path('tcp')), LOCAL, HEALTH)).toContain(' 200 ');
  });
});
