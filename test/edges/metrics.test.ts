// What monitoring and lists of servers read of a server with people in it.

import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { RunningBot } from '@starfray/bots';
import { CLOSE } from '@starfray/shared/protocol';
import { createBot, createWanderer } from '@starfray/starfray/bots';
import { MODE_FACTS } from '@starfray/starfray/rules';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type MetricFamily, parseExposition } from '../support/exposition.ts';
import { closed, exchange } from '../support/hosted.ts';
import { type Started, startStarfray } from '../support/started.ts';

const WAIT = { timeout: 240_000, interval: 50 };
const TOKEN = 'a-token-that-nobody-will-ever-guess';
const OPTIONS = { bots: 6, joinCode: 'let-me-in', heartbeatMs: 200, heartbeatTimeoutMs: 5000 };

async function read(port: number, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return response.text();
}

async function scrape(port: number): Promise<Map<string, MetricFamily>> {
  return parseExposition(await read(port));
}

function sample(families: Map<string, MetricFamily>, name: string, labels = ''): number | undefined {
  return families.get(`starfray_${name}`)?.samples.get(labels);
}

describe('the parser of these tests', () => {
  it.each([
    ['a sample without a metric', 'a_total 1\n'],
    ['a metric without a type', '# HELP a b\na 1\n'],
    ['a metric of another type', '# HELP a b\n# TYPE a histogram\na 1\n'],
    ['a value that is none', '# HELP a b\n# TYPE a gauge\na NaN\n'],
    ['a label without quotes', '# HELP a b\n# TYPE a gauge\na{b=c} 1\n'],
    ['a label that is open', '# HELP a b\n# TYPE a gauge\na{b="c"d"} 1\n'],
    ['a label that is there twice', '# HELP a b\n# TYPE a gauge\na{b="c",b="d"} 1\n'],
    ['a sample that is there twice', '# HELP a b\n# TYPE a gauge\na{b="c"} 1\na{b="c"} 1\n'],
    ['a metric that is there twice', '# HELP a b\n# TYPE a gauge\n# HELP a b\n# TYPE a gauge\n'],
    ['a line that is cut off', '# HELP a b\n# TYPE a gauge\na 1'],
  ])('rejects %s', (_what, text) => {
    expect(() => parseExposition(text)).toThrow();
  });
});

describe('the metrics of a server', () => {
  let server: Started;
  let port: number;
  let metricsPort: number;
  let empty: Map<string, MetricFamily>;
  const bots: RunningBot[] = [];

  beforeAll(async () => {
    server = await startStarfray({ ...OPTIONS, metricsPort: 0 });
    ({ port, metricsPort = 0 } = server.host);
    empty = await scrape(metricsPort);
    for (const name of ['Secret Ann', 'Secret Bob', 'Secret Cem']) {
      const url = `http://127.0.0.1:${port}`;
      bots.push(createBot({ url, name, think: createWanderer(), room: 'hideout', joinCode: 'let-me-in' }));
    }
    await vi.waitFor(() => expect(bots.every(({ stats }) => stats.snapshots > 30)).toBe(true), WAIT);
  });

  afterAll(async () => {
    for (const bot of bots) bot.close();
    await server.stop();
  });

  it('[W1] move as bots join and play', async () => {
    const bot = '{kind="bot",room="hideout"}';
    expect(sample(empty, 'players', bot)).toBeUndefined();
    expect(sample(empty, 'snapshots_sent_total')).toBe(0);
    const families = await vi.waitFor(async () => {
      const now = await scrape(metricsPort);
      expect(sample(now, 'round_trip_seconds', '{quantile="0.5"}')).toBeGreaterThan(0);
      expect(sample(now, 'players', bot)).toBe(3);
      expect(sample(now, 'players', '{kind="fill_bot",room="hideout"}')).toBe(3);
      return now;
    }, WAIT);
    expect(sample(families, 'rooms')).toBe(2);
    expect(sample(families, 'connections')).toBe(3);
    expect(sample(families, 'desyncs_total')).toBe(0);
    for (const name of ['ticks_total', 'snapshots_sent_total', 'inputs_received_total', 'snapshot_sent_bytes_total']) {
      expect(sample(families, name), name).toBeGreaterThan(60);
    }
    expect(sample(families, 'websocket_sent_bytes_total')).toBeGreaterThan(2000);
    expect(sample(families, 'websocket_received_bytes_total')).toBeGreaterThan(500);
    expect(sample(families, 'tick_duration_seconds', '{room="hideout",quantile="0.99"}')).toBeGreaterThan(0);
    expect(sample(families, 'tick_stage_seconds', '{stage="simulation"}')).toBeGreaterThan(0);
    expect(sample(families, 'memory_bytes', '{kind="resident"}')).toBeGreaterThan(1e7);
  });

  it('[W1] have a unit in every name that needs one, and counters end in _total', async () => {
    for (const [name, { type, help }] of await scrape(metricsPort)) {
      expect(name).toMatch(/^starfray_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(help).toMatch(/\.$/);
    }
  });

  it('[W1] are the ones that docs/hosting.md lists', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/hosting.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(starfray_\w+)` \| (.*?) \|/gm)];
    const listed = new Map(
      rows.map(([, name = '', labels = '']) => [name, labels.replaceAll(/[`\s]/g, '').split(',')]),
    );
    const families = await scrape(metricsPort);
    expect([...listed.keys()].toSorted()).toEqual([...families.keys()].toSorted());
    for (const [name, { samples }] of families) {
      const labels = [...samples.keys()].flatMap((key) => [...key.matchAll(/(\w+)="/g)].map(([, label]) => label));
      expect(
        labels.filter((label) => listed.get(name)?.includes(label ?? '') !== true),
        name,
      ).toEqual([]);
    }
  });

  it('[W2] tell nobody’s name, address, token or code', async () => {
    const text = await read(metricsPort);
    expect(text).not.toMatch(/Secret|Ann|127\.0\.0\.1|let-me-in/);
    const allowed = new Set([
      'version',
      'thread',
      'rules',
      'node',
      'room',
      'kind',
      'quantile',
      'stage',
      'code',
      'mode',
    ]);
    const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label));
    expect([...labels].filter((label) => !allowed.has(label ?? ''))).toEqual([]);
  });

  it('[W1] count who is refused, by why', async () => {
    const before = sample(await scrape(metricsPort), 'refusals_total', `{code="${CLOSE.joinCode}"}`) ?? 0;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?snapshots=full`, ['starfray']);
    expect((await closed(socket)).code).toBe(CLOSE.joinCode);
    await exchange(port, 'GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const families = await scrape(metricsPort);
    expect(sample(families, 'refusals_total', `{code="${CLOSE.joinCode}"}`)).toBe(before + 1);
    expect(sample(families, 'refusals_total', '{code="404"}')).toBe(1);
  });
});

describe('the metrics of a server with more rooms than are named', () => {
  it('[W3] tell of all rooms together, in as many lines as ever', async () => {
    const server = await startStarfray({ roomPlayers: 2, maxPlayers: 120, joinsPerSecond: 1000, metricsPort: 0 });
    const { port, metricsPort = 0 } = server.host;
    const seated = (socket: WebSocket) =>
      new Promise((resolve, reject) => {
        socket.once('message', resolve);
        socket.once('close', (code, reason) => reject(new Error(`${code} ${reason}`)));
      });
    const sockets: WebSocket[] = [];
    // One after the other: each opens a room, and a line of them would be too long for a busy machine.
    while (sockets.length < 60) {
      const url = `ws://127.0.0.1:${port}/ws?kind=bot&snapshots=full&room=room-${sockets.length}`;
      const socket = new WebSocket(url, ['starfray']);
      sockets.push(socket);
      await seated(socket);
    }
    const text = await vi.waitFor(async () => {
      const now = await read(metricsPort);
      expect(sample(parseExposition(now), 'rooms')).toBe(61);
      return now;
    }, WAIT);
    expect(sample(parseExposition(text), 'players', '{kind="bot",room="*"}')).toBe(60);
    expect(text).not.toContain('room-');
    expect(text.split('\n').length).toBeLessThan(250);
    for (const socket of sockets) socket.terminate();
    await server.stop();
  });
});

describe('the right to read the metrics', () => {
  const ask = (port: number | undefined, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  // What a proxy on this machine sends: one that says whom it speaks for, one that does not, and one that passes TCP on.
  const proxied = [{ 'x-forwarded-for': '203.0.113.9' }, { via: '1.1 proxy' }, {}];

  describe.each([{ trustProxy: [] }, { trustProxy: ['loopback'] }])('of a server with %o', (options) => {
    it('[W4] without a token: nobody on the port of the game, everybody on a port of their own, which is on loopback', async () => {
      const server = await startStarfray({ ...options, metricsPort: 0 });
      const { port, metricsPort } = server.host;
      for (const headers of proxied) {
        const response = await ask(port, headers);
        expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('--metrics-port')]);
      }
      const families = parseExposition(await (await ask(metricsPort)).text());
      expect(families.has('starfray_info')).toBe(true);
      expect((await fetch(`http://127.0.0.1:${metricsPort}/api/status`)).status).toBe(404);
      const elsewhere = Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .find(({ internal, family }) => !internal && family === 'IPv4');
      if (elsewhere !== undefined) {
        await expect(fetch(`http://${elsewhere.address}:${metricsPort}/metrics`)).rejects.toThrow();
      }
      await server.stop();
    });
  });

  it('[W4] with a token: everybody who shows it, on both ports, and this machine no longer without', async () => {
    const server = await startStarfray({ metricsPort: 0, metricsToken: TOKEN });
    for (const port of [server.host.port, server.host.metricsPort]) {
      const statusOf = async (authorization: string) => (await ask(port, { authorization })).status;
      expect((await ask(port)).status).toBe(401);
      expect(await statusOf(`Bearer ${TOKEN}`)).toBe(200);
      expect(await statusOf(`bearer ${TOKEN}`)).toBe(200);
      for (const wrong of [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, 'Bearer ', TOKEN, `Basic ${TOKEN}`]) {
        expect(await statusOf(wrong), wrong).toBe(401);
      }
    }
    await server.stop();
  });

  it('[W4] nobody, unless it is asked for', async () => {
    const server = await startStarfray();
    expect([server.host.metricsPort, (await ask(server.host.port)).status]).toEqual([undefined, 403]);
    await server.stop();
  });

  it('says which port is taken', async () => {
    const server = await startStarfray({ metricsPort: 0 });
    const { metricsPort = 0 } = server.host;
    await expect(startStarfray({ metricsPort })).rejects.toThrow(
      `metrics cannot be served on 127.0.0.1:${metricsPort} (EADDRINUSE): choose another with --metrics-port`,
    );
    await server.stop();
  });
});

describe('/.well-known/starfray.json', () => {
  it('[W5] tells any page who plays here', async () => {
    const server = await startStarfray({ bots: 2, region: 'eu', node: 'den' });
    const url = `http://127.0.0.1:${server.host.port}`;
    const bot = createBot({ url, name: 'Ann', think: createWanderer() });
    const card = await vi.waitFor(async () => {
      const response = await fetch(`${url}/.well-known/starfray.json`, { headers: { origin: 'https://list.example' } });
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('cache-control')).toBe('public, max-age=5');
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      const now: unknown = await response.json();
      expect(now).toMatchObject({ humans: 0, bots: 2, spectators: 0 });
      return now;
    }, WAIT);
    expect(card).toEqual({
      name: 'den',
      version: expect.stringMatching(/^[0-9a-f]+$/),
      release: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      region: 'eu',
      modes: MODE_FACTS.map(({ name }) => name),
      humans: 0,
      bots: 2,
      spectators: 0,
      maxPlayers: 20,
      tickP99Ms: expect.any(Number),
    });
    bot.close();
    await server.stop();
  });
});
