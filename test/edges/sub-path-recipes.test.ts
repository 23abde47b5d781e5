// What docs/hosting.md shows for Apache and lighttpd below a path, letter by letter but for the port, in the real proxies.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBot, createWanderer } from '@starfray/starfray/bots';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type RunningProxy, startProxy } from '../support/proxy-process.ts';
import { type Started, startStarfray } from '../support/started.ts';

const PAGE = join(import.meta.dirname, '../../docs/hosting.md');
const WAIT = { timeout: 240_000, interval: 50 };

let server: Started;
let page: string;
const folders: string[] = [];
const proxies: RunningProxy[] = [];

beforeAll(async () => {
  page = await readFile(PAGE, 'utf8');
  server = await startStarfray({ trustProxy: ['loopback'] });
});

afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await server.stop();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

const MODULES = ['mpm_event', 'authz_core', 'alias', 'proxy', 'proxy_http', 'headers'];

const AROUND = {
  apache: (recipe: string, port: number, folder: string) =>
    [
      `ServerRoot ${folder}`,
      'PidFile pid',
      `Mutex file:${folder} default`,
      'ErrorLog error.log',
      'User www-data',
      'Group www-data',
      ...MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      `Listen 127.0.0.1:${port}`,
      'ServerName localhost',
      'ProxyPreserveHost On',
      recipe,
    ].join('\n'),
  lighttpd: (recipe: string, port: number, folder: string) =>
    [
      'server.modules = ( "mod_redirect", "mod_proxy", "mod_setenv" )',
      `server.document-root = "${folder}"`,
      'server.bind = "127.0.0.1"',
      `server.port = ${port}`,
      recipe,
    ].join('\n'),
} as const;

it.each(['apache', 'lighttpd'] as const)('[G40] %s passes all of it on below the path', async (name) => {
  const [, shown = ''] = new RegExp(`<!-- example: ${name} below a path -->\n\`\`\`\n([^]*?)\`\`\``).exec(page) ?? [];
  expect(shown).toContain('8080');
  const folder = await mkdtemp(join(tmpdir(), `starfray-below-${name}-`));
  folders.push(folder);
  const recipe = shown.replace('8080', String(server.host.port));
  const proxy = await startProxy(name, { folder, config: (port) => AROUND[name](recipe, port, folder) });
  proxies.push(proxy);
  const origin = `http://localhost:${proxy.port}`;
  const landed = await fetch(`${origin}/game`);
  expect([landed.status, landed.url]).toEqual([200, `${origin}/game/`]);
  expect(await (await fetch(`${origin}/game/api/status`)).json()).toMatchObject({ isReady: true });
  expect((await fetch(`${origin}/api/status`)).status).toBe(404);
  const bot = createBot({ url: `${origin}/game`, name: 'Below', think: createWanderer() });
  await vi.waitFor(() => expect(bot.stats.snapshots).toBeGreaterThan(30), WAIT);
  expect(bot.stats.desyncs).toBe(0);
  await bot.leave();
});
