// The doctor beside a running server, behind a proxy that forgets things, and on a machine where nothing is right.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@starfray/server';
import { serveStarfray } from '@starfray/server/starfray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDescriptors, checkDisk } from '../../packages/server/src/doctor/machine.ts';
import { checkForwarding } from '../../packages/server/src/doctor/proxy.ts';
import { checkClock } from '../../packages/server/src/doctor/redis.ts';
import { createClientDir } from '../support/hosted.ts';
import { runProgram } from '../support/program.ts';

const CLI = join(import.meta.dirname, '../../packages/server/src/cli.ts');

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
async function startProxy(port: number): Promise<Server> {
  const headersOf = (headers: object) => ({ ...headers, host: 'backend', 'x-forwarded-for': '203.0.113.7' });
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
  const args = [CLI, 'doctor', '--json', '--client', clientDir, ...flags];
  const { code, stdout, stderr } = await runProgram(process.execPath, args, { cwd: data });
  if (stdout === '') throw new Error(stderr);
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  const ill = findings.filter(({ state }) => state !== 'well');
  return { code, ok, findings, ill };
}

describe('[H17] the doctor', () => {
  it('finds nothing wrong where nothing is, and the server by its directory', async () => {
    const { code, ok, findings, ill } = await examine('--host', '127.0.0.1', '--data', data);
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
      expect.arrayContaining(['files wrong', 'data doubtful', 'port wrong', 'redis wrong']),
    );
    expect(ill.every(({ remedy }) => remedy !== undefined && remedy !== '')).toBe(true);
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
  });
});
