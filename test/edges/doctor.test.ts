// The doctor beside a running server, behind a proxy that forgets things, and on a machine where nothing is right.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@starfray/server';
import { createOwnTokens, DEFAULT_AUDIENCE } from '@starfray/server/identity';
import { starfray } from '@starfray/starfray/rules';
import { serveStarfray } from '@starfray/starfray/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkData, checkDescriptors, checkDisk } from '../../packages/server/src/doctor/machine.ts';
import { checkForwarding, checkProxy } from '../../packages/server/src/doctor/proxy.ts';
import { checkClock } from '../../packages/server/src/doctor/redis.ts';
import { checkThreads } from '../../packages/server/src/doctor/threads.ts';
import { makeCertificate } from '../support/certificate.ts';
import { COMMAND } from '../support/command.ts';
import { createClientDir } from '../support/hosted.ts';
import { runProgram } from '../support/program.ts';
import { startStarfray } from '../support/started.ts';

interface Finding {
  readonly state: string;
  readonly about: string;
  readonly text: string;
  readonly remedy?: string;
}

let clientDir: string;
let data: string;
let host: Host;
let proxy: Server;

beforeAll(async () => {
  clientDir = await createClientDir();
  data = mkdtempSync(join(tmpdir(), 'starfray-doctor-'));
  host = await serveStarfray({
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    roomPlayers: 8,
    maxPlayers: 8,
    maxSpectators: 8,
    connectionsPerAddress: 0,
    allowOrigin: [],
    logLevel: 'silent',
    data,
    clientDir,
    drainSeconds: 0,
  });
  proxy = await startProxy(host.port);
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await host.close();
  for (const path of [clientDir, data]) rmSync(path, { recursive: true });
});

/** A proxy as careless ones are: it changes Host, tells the visitor's address, and passes upgrades on. */
async function startProxy(port: number, visitor = '203.0.113.7'): Promise<Server> {
  const headersOf = (headers: object) => ({ ...headers, host: 'backend', 'x-forwarded-for': visitor });
  const server = createServer((incoming, outgoing) => {
    const target = {
      host: '127.0.0.1',
      port,
      path: incoming.url,
      method: incoming.method,
      headers: headersOf(incoming.headers),
    };
    incoming.pipe(
      request(target, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  server.on('upgrade', (incoming, socket) => {
    const lines = Object.entries(headersOf(incoming.headers)).map(([name, value]) => `${name}: ${value}`);
    const behind = connect(port, '127.0.0.1');
    behind.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    behind.pipe(socket).pipe(behind);
    for (const end of [behind, socket]) end.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

async function examine(...flags: string[]) {
  const args = [COMMAND, 'doctor', '--json', '--client', clientDir, ...flags];
  const { code, stdout, stderr } = await runProgram(process.execPath, args, { cwd: data });
  if (stdout === '') throw new Error(stderr);
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  const ill = findings.filter(({ state }) => state !== 'well');
  return { code, ok, findings, ill };
}

describe('[H17] the doctor', () => {
  it('finds nothing wrong where nothing is, and the server by its directory', async () => {
    const { code, ok, findings, ill } = await examine('--data', data);
    expect([code, ok, ill]).toEqual([0, true, []]);
    expect(findings.map(({ about }) => about)).toEqual(
      expect.arrayContaining(['options', 'files', 'data', 'disk', 'port', 'descriptors', 'addresses']),
    );
    expect(findings.find(({ about }) => about === 'port')?.text).toBe(
      `a server answers at http://127.0.0.1:${host.port}`,
    );
    expect(findings.find(({ about }) => about === 'data')?.text).toContain(`process ${process.pid} on `);
  });

  it('tells what a careless proxy does, each with its remedy', async () => {
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const { code, ill } = await examine('--host', '127.0.0.1', '--data', data, '--url', url);
    expect(code).toBe(1);
    expect(ill).toEqual([
      {
        state: 'wrong',
        about: 'proxy',
        text: 'x-forwarded-for arrive from 127.0.0.1 and are not believed: all players count as one address',
        remedy: 'give --trust-proxy loopback',
      },
      {
        state: 'wrong',
        about: 'proxy',
        text: 'a WebSocket is answered with HTTP 403',
        remedy: 'let the proxy keep the Host header with its port, or name the site with --allow-origin',
      },
    ]);
  });

  it('lists everything that is wrong with a machine', async () => {
    writeFileSync(join(data, 'broken.json'), '{');
    const other = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const taken = (other.address() as AddressInfo).port;
    const { code, ill } = await examine(
      '--host',
      '127.0.0.1',
      '--port',
      String(taken),
      '--max-players',
      '100000',
      '--client',
      '/nowhere',
      '--redis',
      'redis://127.0.0.1:1',
      '--secret',
      'a-secret-of-this-test-that-is-long-enough',
      '--advertise',
      'http://127.0.0.1:1',
    );
    other.close();
    expect(code).toBe(1);
    expect(ill.map(({ about, state }) => `${about} ${state}`)).toEqual(
      expect.arrayContaining(['files wrong', 'port wrong', 'redis wrong']),
    );
    expect(ill.every(({ remedy }) => remedy !== undefined && remedy !== '')).toBe(true);
    // A node keeps nothing in a directory.
    expect(ill.map(({ about }) => about)).not.toContain('data');
  });

  it('makes no directory, and says what it was not shown', async () => {
    const missing = join(data, 'dta');
    const { ill } = await examine('--host', '127.0.0.1', '--port', '0', '--data', missing);
    expect(ill.map(({ about, text }) => [about, text])).toEqual([
      ['data', `${missing} is not there; a server would make it`],
    ]);
    expect(existsSync(missing)).toBe(false);
    const redis = 'redis://127.0.0.1:1';
    const texts = async (options: object) =>
      (await checkData({ data: undefined, redis: undefined, secret: undefined, ...options })).map(({ text }) => text);
    expect(await texts({})).toEqual([
      expect.stringMatching(/^no --data was given, so no data directory was looked at/),
    ]);
    expect(await texts({ redis })).toEqual([
      expect.stringMatching(/^results and bans are kept in Redis/),
      'no --secret was given, so it was not looked at',
    ]);
  });

  it('believes the server about a proxy on the machine that asks, and names what browsers will not take', async () => {
    const made = makeCertificate(data, 'doctor');
    const secret = 'a-secret-of-this-test-that-is-long-enough';
    const tls = { tlsCert: made.cert, tlsKey: made.key };
    const secure = await startStarfray({ secret, trustProxy: ['loopback'], ...tls });
    const plain = await startStarfray({ secret, trustProxy: ['loopback'] });
    const before = await startProxy(plain.host.port, '127.0.0.1');
    const tokens = createOwnTokens(Buffer.from(secret), { audience: DEFAULT_AUDIENCE });
    const token = await tokens.issue({ account: 'doctor', role: 'admin', lifetimeSeconds: 60 }, Date.now());
    const ask = async (url: string) =>
      (await checkProxy(starfray.identity, url, token, Date.now)).map(({ state, text }) => `${state}: ${text}`);
    expect(await ask(`http://127.0.0.1:${(before.address() as AddressInfo).port}`)).toContain(
      'well: x-forwarded-for arrive from 127.0.0.1 and are believed',
    );
    const [first, ...others] = await ask(`https://localhost:${secure.host.port}`);
    expect(first).toMatch(
      /^doubtful: browsers do not take the certificate of localhost:\d+ \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
    );
    expect(others).toContain('well: WebSockets get through');
    expect(others.filter((line) => line.startsWith('wrong'))).toEqual([]);
    before.closeAllConnections();
    before.close();
    await Promise.all([secure.stop(), plain.stop()]);
  });

  it('takes options that are no good for findings', async () => {
    const { code, ill } = await examine('--port', 'x', '--config', join(data, 'broken.json'));
    expect([code, ill.map(({ about }) => about)]).toEqual([1, ['options']]);
  });
});

describe('[H17] of what cannot be had in a test, the doctor judges', () => {
  it('a disk by its space and by its files', () => {
    const disk = (bavail: number, ffree: number) =>
      checkDisk({ data: '/data' }, (() => ({ bavail, bsize: 1024, files: 100_000, ffree })) as never).map(
        ({ state }) => state,
      );
    expect([disk(1e7, 1e5), disk(5e5, 1e5), disk(5e4, 1e5), disk(1e7, 10)]).toEqual([
      ['well'],
      ['doubtful'],
      ['wrong'],
      ['wrong'],
    ]);
  });

  it('a clock by five seconds', () => {
    expect([4000, -4000, 6000, -6000].map((ms) => checkClock('Redis', ms).state)).toEqual([
      'well',
      'well',
      'wrong',
      'wrong',
    ]);
  });

  it('[TH37] threads by the cores, and by whether they can share a port', async () => {
    const judge = async (threads: 'auto' | number, cores: number, fault?: string) => {
      const [finding] = await checkThreads({ threads, host: '::' }, { cores, whyNotShared: async () => fault });
      return [finding?.state, finding?.text.match(/\d+ threads/)?.[0], finding?.remedy];
    };
    expect(await judge('auto', 2)).toEqual(['well', undefined, undefined]);
    expect(await judge('auto', 6)).toEqual(['well', '5 threads', undefined]);
    expect(await judge(4, 4)).toEqual(['doubtful', '4 threads', 'give --threads auto']);
    expect(await judge(2, 8, 'ENOTSUP')).toEqual(['doubtful', '2 threads', 'give --threads 0; on Linux they can']);
  });

  it('descriptors by the players', () => {
    const limits = (soft: string) => () =>
      `Max open files            ${soft}                 524288               files\n`;
    const states = ['1024', '1400', 'unlimited'].map(
      (soft) => checkDescriptors({ maxPlayers: 1000, maxSpectators: 200 }, limits(soft))[0]?.state,
    );
    expect(states).toEqual(['wrong', 'well', 'well']);
  });

  it.each([
    ['straight from the internet', '198.51.100.4', '198.51.100.4', {}, 'well'],
    ['from a network address without a header', '10.0.0.9', '10.0.0.9', {}, 'doubtful'],
    ['through a proxy that is believed', '10.0.0.9', '203.0.113.7', { 'x-forwarded-for': '203.0.113.7' }, 'well'],
    ['through one that is not', '::ffff:10.0.0.9', '::ffff:10.0.0.9', { 'x-forwarded-for': '203.0.113.7' }, 'wrong'],
  ])('who comes %s', (_what, peer, address, forwarded, state) => {
    const [finding] = checkForwarding({ peer, address, forwarded });
    expect(finding?.state).toBe(state);
    if (state === 'wrong') expect(finding?.remedy).toBe('give --trust-proxy private');
    expect(finding?.text).not.toContain('::ffff:');
  });
});
