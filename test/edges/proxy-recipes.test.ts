// The proxy configurations that are shipped, each in the real proxy before a real server; only ports, names and files are changed.

import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createOwnTokens } from '@starfray/server/identity';
import { createBot, createWanderer } from '@starfray/starfray/bots';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificate } from '../support/certificate.ts';
import { type ProxyName, type RunningProxy, startProxy } from '../support/proxy-process.ts';
import { RELOADS } from '../support/proxy-reload.ts';
import { type Started, startStarfray } from '../support/started.ts';

const DEPLOY = join(import.meta.dirname, '../../deploy');
const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const WAIT = { timeout: 240_000, interval: 50 };
const trusted = getCACertificates('default');

let folder: string;
let server: Started;
let files: { readonly cert: string; readonly key: string; readonly both: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-recipes-'));
  // Varnish reads its file as a user of its own.
  await chmod(folder, 0o755);
  const { cert, key, pem } = makeCertificate(folder, 'recipes');
  const both = join(folder, 'both.pem');
  await writeFile(both, pem + (await readFile(key, 'utf8')));
  files = { cert, key, both };
  setDefaultCACertificates([...trusted, pem]);
  server = await startStarfray({ secret: SECRET, trustProxy: ['loopback'] });
});

afterAll(async () => {
  await server.stop();
  setDefaultCACertificates(trusted);
  await rm(folder, { recursive: true });
});

interface Recipe {
  readonly file: string;
  readonly scheme: 'http' | 'https';
  /** What stands before it in a whole configuration. */
  readonly head: (own: string) => string;
  /** What is changed for the test: text, and what takes its place. */
  readonly changes: (port: number) => readonly (readonly [string, string])[];
}

const apacheModules = ['mpm_event', 'authz_core', 'ssl', 'socache_shmcb', 'proxy', 'proxy_http', 'headers'].map(
  (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
);

const RECIPES: Readonly<Partial<Record<ProxyName, Recipe>>> = {
  haproxy: {
    file: 'haproxy.cfg',
    scheme: 'https',
    head: () => '',
    changes: (port) => [
      ['bind :443 ', `bind 127.0.0.1:${port} `],
      ['/etc/haproxy/play.example.org.pem', files.both],
      ['127.0.0.1:8080\n', `127.0.0.1:${server.host.port}\n`],
    ],
  },
  apache: {
    file: 'apache.conf',
    scheme: 'https',
    head: (own) =>
      [
        `ServerRoot ${own}`,
        'PidFile pid',
        `Mutex file:${own} default`,
        'ErrorLog error.log',
        'LogLevel notice',
        'User www-data',
        'Group www-data',
        ...apacheModules,
        '',
      ].join('\n'),
    changes: (port) => [
      ['Listen 443', `Listen 127.0.0.1:${port}`],
      ['*:443', `127.0.0.1:${port}`],
      ['ServerName play.example.org', 'ServerName localhost'],
      ['/etc/letsencrypt/live/play.example.org/fullchain.pem', files.cert],
      ['/etc/letsencrypt/live/play.example.org/privkey.pem', files.key],
      ['http://127.0.0.1:8080/', `http://127.0.0.1:${server.host.port}/`],
    ],
  },
  lighttpd: {
    file: 'lighttpd.conf',
    scheme: 'https',
    head: () => 'server.bind = "127.0.0.1"\n',
    changes: (port) => [
      ['server.port = 443', `server.port = ${port}`],
      ['/etc/lighttpd/play.example.org.pem', files.both],
      ['"port" => 8080', `"port" => ${server.host.port}`],
      ['/var/www/html', folder],
    ],
  },
  varnish: {
    file: 'varnish.vcl',
    scheme: 'http',
    head: () => '',
    changes: () => [['"8080"', `"${server.host.port}"`]],
  },
};

describe.each(Object.entries(RECIPES))('deploy/ in %s', (name, recipe) => {
  let proxy: RunningProxy;
  let url: string;

  beforeAll(async () => {
    const own = join(folder, name);
    await mkdir(own);
    const shipped = await readFile(join(DEPLOY, recipe.file), 'utf8');
    const config = (port: number) =>
      recipe.changes(port).reduce((text, [from, to]) => {
        if (text.split(from).length !== 2) throw new Error(`deploy/${recipe.file} does not have "${from}" once`);
        return text.replace(from, to);
      }, shipped);
    proxy = await startProxy(name as ProxyName, { folder: own, config: (port) => recipe.head(own) + config(port) });
    url = `${recipe.scheme}://localhost:${proxy.port}`;
  });

  afterAll(() => proxy.stop());

  it('passes the page and the API on, and shows the metrics to nobody', async () => {
    expect(await (await fetch(`${url}/r/den`)).text()).toContain('<title>Starfray</title>');
    expect(await (await fetch(`${url}/api/status`)).json()).toMatchObject({ isReady: true });
    expect([403, 404]).toContain((await fetch(`${url}/metrics`)).status);
  });

  it('lets the page of its own host connect, and no other, and tells where a player is, whatever the player says', async () => {
    const open = (origin: string, query = 'kind=spectator') =>
      new Promise<{ readonly status: number; readonly socket: WebSocket }>((resolve, reject) => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?snapshots=full&${query}`, ['starfray'], {
          origin,
          // Not the proxy's own.
          localAddress: '127.0.0.9',
          headers: { 'x-forwarded-for': '203.0.113.66' },
        });
        socket.once('open', () => resolve({ status: 101, socket }));
        socket.once('unexpected-response', (_request, response) =>
          resolve({ status: response.statusCode ?? 0, socket }),
        );
        socket.on('error', reject);
      });
    const evil = await open('https://evil.example');
    expect(evil.status).toBe(403);
    const { status, socket } = await open(url, `name=By-${name}`);
    expect(status).toBe(101);
    const token = await createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' }).issue(
      { account: 'root', role: 'admin', lifetimeSeconds: 60 },
      Date.now(),
    );
    const seen = await vi.waitFor(async () => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`http://127.0.0.1:${server.host.port}/api/admin/overview`, { headers });
      const { rooms } = (await answer.json()) as { rooms: { players: { name: string; address: string }[] }[] };
      const player = rooms.flatMap(({ players }) => players).find((one) => one.name === `By-${name}`);
      expect(player).toBeDefined();
      return player?.address;
    }, WAIT);
    expect(seen).toBe('127.0.0.9');
    socket.terminate();
    evil.socket.terminate();
  });

  it('[G20] passes play on, both ways, and through a reload where that is promised', async () => {
    const states: string[] = [];
    const onStatus = ({ state }: { readonly state: string }) => states.push(state);
    const bot = createBot({ url, name: 'Proxied', think: createWanderer(), onStatus });
    const plays = async (): Promise<void> => {
      const { snapshots } = bot.stats;
      await vi.waitFor(() => expect(bot.stats.snapshots).toBeGreaterThan(snapshots + 60), WAIT);
    };
    await plays();
    await RELOADS[name as ProxyName]?.({ proxy, folder: join(folder, name) });
    await plays();
    expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ ok: true });
    expect([states, bot.stats.desyncs]).toEqual([['connecting', 'joined'], 0]);
    await bot.leave();
  });
});
