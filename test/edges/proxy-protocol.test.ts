// Behind TCP proxies, real ones and made ones: who a player is, and that nobody comes past the proxy.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createOwnTokens } from '@starfray/server/identity';
import { createBot, createWanderer } from '@starfray/starfray/bots';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type MadeCertificate, makeCertificate } from '../support/certificate.ts';
import { type ProxyName, type RunningProxy, startProxy } from '../support/proxy-process.ts';
import { type Started, startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const WAIT = { timeout: 240_000, interval: 50 };
const trusted = getCACertificates('default');

let folder: string;
let certificate: MadeCertificate;
let plain: Started;
let secure: Started;
/** What is answered on a connection that asks for nothing behind its header. */
let unasked: Promise<string>;
const proxies: RunningProxy[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-tcp-proxy-'));
  certificate = makeCertificate(folder, 'tcp');
  setDefaultCACertificates([...trusted, certificate.pem]);
  const options = { secret: SECRET, proxyProtocol: ['127.0.0.1'] };
  plain = await startStarfray(options);
  secure = await startStarfray({ ...options, tlsCert: certificate.cert, tlsKey: certificate.key });
  unasked = exchange(plain.host.port, [V1]);
});

afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await Promise.all([plain.stop(), secure.stop()]);
  setDefaultCACertificates(trusted);
  await rm(folder, { recursive: true });
});

async function start(name: ProxyName, place: string, config: (port: number) => string): Promise<number> {
  const own = join(folder, place);
  await mkdir(own);
  const proxy = await startProxy(name, { folder: own, config });
  proxies.push(proxy);
  return proxy.port;
}

const haproxy = (backend: number, words: string) => (port: number) =>
  `
defaults
  mode tcp
  timeout connect 5s
  timeout client 1m
  timeout server 1m
listen game
  bind 127.0.0.1:${port}
  server game 127.0.0.1:${backend} ${words}
`;

/** Joins from an address of this machine; answers the address that an admin sees. */
async function addressSeen(url: string, localAddress: string, options: WebSocket.ClientOptions = {}): Promise<unknown> {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/ws?snapshots=full&name=${localAddress.replaceAll('.', '-')}`,
    ['starfray'],
    {
      localAddress,
      ...options,
    },
  );
  await new Promise((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
  });
  const token = await createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' }).issue(
    { account: 'root', role: 'admin', lifetimeSeconds: 60 },
    Date.now(),
  );
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/admin/overview`, { headers });
  const { rooms } = (await answer.json()) as { rooms: { players: { name: string; address: string }[] }[] };
  const name = localAddress.replaceAll('.', '-');
  socket.close();
  return rooms.flatMap(({ players }) => players).find((player) => player.name === name)?.address;
}

/** What comes back on a connection that sends these parts, one after the other. */
async function exchange(
  port: number,
  parts: readonly (string | Buffer)[],
  localAddress = '127.0.0.1',
): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  return answerOf(socket, parts);
}

async function answerOf(socket: Socket, parts: readonly (string | Buffer)[]): Promise<string> {
  let text = '';
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', (chunk) => (text += String(chunk))).on('error', () => undefined);
  for (const part of parts) {
    socket.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  return text;
}

const REQUEST = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const V1 = 'PROXY TCP4 203.0.113.7 192.0.2.1 1234 80\r\n';
const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

describe.each(['send-proxy', 'send-proxy-v2'])('behind HAProxy with %s', (words) => {
  it('[Q2] each player has an address of their own, in plain and with TLS in this process', async () => {
    const port = await start('haproxy', words, haproxy(plain.host.port, words));
    expect(await addressSeen(`http://127.0.0.1:${port}`, '127.0.0.5')).toBe('127.0.0.5');
    const securePort = await start('haproxy', `${words}-tls`, haproxy(secure.host.port, words));
    expect(await addressSeen(`https://localhost:${securePort}`, '127.0.0.6')).toBe('127.0.0.6');
  });
});

it('[Q2] behind stunnel, which ends TLS, each player has an address of their own', async () => {
  const { cert, key } = certificate;
  const both = join(folder, 'both.pem');
  await writeFile(both, (await readFile(cert, 'utf8')) + (await readFile(key, 'utf8')));
  const config = (port: number) => `foreground = yes
pid = ${folder}/stunnel.pid
[game]
accept = 127.0.0.1:${port}
connect = 127.0.0.1:${plain.host.port}
protocol = proxy
cert = ${both}
`;
  const port = await start('stunnel', 'stunnel', config);
  expect(await addressSeen(`https://localhost:${port}`, '127.0.0.7')).toBe('127.0.0.7');
});

it('[Q2] play goes through, both ways', async () => {
  const port = await start(
    'haproxy',
    'play',
    haproxy(secure.host.port, 'send-proxy-v2 check check-send-proxy inter 200ms'),
  );
  const bot = createBot({ url: `https://localhost:${port}`, name: 'Proxied', think: createWanderer() });
  await vi.waitFor(() => expect(bot.stats.snapshots).toBeGreaterThan(60), WAIT);
  expect([bot.status.state, bot.stats.desyncs]).toEqual(['joined', 0]);
  bot.close();
});

it('[Q2] an IPv6 client behind a proxy that speaks IPv4', async () => {
  const header = Buffer.from(
    `0d0a0d0a000d0a515549540a21210024${'20010db8000000000000000000000007'.repeat(2)}04d20050`,
    'hex',
  );
  const port = await start('haproxy', 'admin', haproxy(plain.host.port, 'send-proxy'));
  const createConnection = () => {
    const socket = connect(plain.host.port, '127.0.0.1');
    socket.write(header);
    return socket;
  };
  const seen = await addressSeen(`http://127.0.0.1:${port}`, '127.0.0.8', {
    createConnection,
  } as WebSocket.ClientOptions);
  expect(seen).toBe('2001:db8::7');
});

describe('a connection with a PROXY header', () => {
  it('[Q2] may bring it in pieces, or together with what follows', async () => {
    for (const parts of [[...V1, REQUEST], [V1 + REQUEST], [V1 + REQUEST.slice(0, 9), REQUEST.slice(9)]]) {
      expect(await exchange(plain.host.port, parts)).toMatch(/^HTTP\/1\.1 200 OK/);
    }
  });

  it('[Q2] may bring it together with the beginning of TLS', async () => {
    const raw = connect(secure.host.port, '127.0.0.1');
    const first = raw.write.bind(raw);
    // The first that TLS writes leaves with the header before it.
    raw.cork();
    first(V1);
    const socket = connectTls({ socket: raw, servername: 'localhost' });
    setImmediate(() => raw.uncork());
    expect(await answerOf(socket, [REQUEST])).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('[Q4] may be the proxy’s own', async () => {
    for (const header of [LOCAL, 'PROXY UNKNOWN\r\n']) {
      expect(await exchange(plain.host.port, [header, REQUEST])).toMatch(/^HTTP\/1\.1 200 OK/);
    }
  });
});

describe('a connection that is cut off without an answer', () => {
  it.each([
    ['has no header', [REQUEST], '127.0.0.1'],
    ['has a broken one', ['PROXY TCP4 nobody 192.0.2.1 1 2\r\n', REQUEST], '127.0.0.1'],
    ['comes past the proxy, whatever it says', [V1, REQUEST], '127.0.0.9'],
    ['comes past the proxy without a header', [REQUEST], '127.0.0.9'],
  ] as const)('[Q3] %s', async (_what, parts, from) => {
    expect(await exchange(plain.host.port, parts, from)).toBe('');
    expect(await exchange(secure.host.port, parts, from)).toBe('');
  });

  it('[Q3] the log says why', () => {
    expect(JSON.stringify(plain.logged)).toMatch(/not from a proxy that --proxy-protocol names|no PROXY header/);
  });

  it('[Q3] does not finish its header', async () => {
    expect(await exchange(plain.host.port, [V1.slice(0, 20)])).toBe('');
  });

  it('[Q6] asks for nothing in time behind it', async () => {
    expect(await unasked).toBe('');
  });
});
