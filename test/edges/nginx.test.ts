// The proxy configuration that is shipped, in a real nginx before a real server.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createBot, createWanderer } from '@starfray/starfray/bots';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificate } from '../support/certificate.ts';
import { startNginx } from '../support/nginx.ts';
import type { RunningProxy } from '../support/proxy-process.ts';
import { RELOADS } from '../support/proxy-reload.ts';
import { type Started, startStarfray } from '../support/started.ts';

const WAIT = { timeout: 240_000, interval: 50 };
const trusted = getCACertificates('default');

let folder: string;
let server: Started;
let nginx: RunningProxy;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-nginx-'));
  const certificate = makeCertificate(folder, 'nginx');
  setDefaultCACertificates([...trusted, certificate.pem]);
  server = await startStarfray({ bots: 3 });
  nginx = await startNginx({ folder, backend: server.host.port, ...certificate });
  url = `https://localhost:${nginx.port}`;
});

afterAll(async () => {
  await nginx.stop();
  await server.stop();
  setDefaultCACertificates(trusted);
  await rm(folder, { recursive: true });
});

/** Opens a spectator's WebSocket as the page of an origin; answers the status of what was said instead, if anything was. */
function openFrom(origin: string): Promise<number> {
  const address = `wss://localhost:${nginx.port}/ws?kind=spectator&snapshots=full`;
  const socket = new WebSocket(address, ['starfray'], { origin });
  return new Promise<number>((resolve, reject) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  }).finally(() => socket.terminate());
}

it('passes the page on, and asks for https only', async () => {
  const response = await fetch(`${url}/r/den`);
  expect(await response.text()).toContain('<title>Starfray</title>');
  expect(response.headers.get('strict-transport-security')).toBe('max-age=15552000');
});

it('[G20] passes play on, both ways and at once, and keeps its players when it reloads', async () => {
  const states: string[] = [];
  const onStatus = ({ state }: { readonly state: string }) => states.push(state);
  const bot = createBot({ url, name: 'Proxied', think: createWanderer(), onStatus });
  await vi.waitFor(() => expect(bot.stats.snapshots).toBeGreaterThan(60), WAIT);
  await vi.waitFor(async () => {
    const status: unknown = await (await fetch(`${url}/api/status`)).json();
    expect(status).toMatchObject({ bots: 1, rooms: [{ inputs: expect.any(Number) }] });
    expect(JSON.stringify(status)).toMatch(/"inputs":[1-9]\d/);
  }, WAIT);
  await RELOADS.nginx?.({ proxy: nginx, folder });
  const { snapshots } = bot.stats;
  await vi.waitFor(() => expect(bot.stats.snapshots).toBeGreaterThan(snapshots + 60), WAIT);
  expect([states, bot.stats.desyncs]).toEqual([['connecting', 'joined'], 0]);
  bot.close();
});

it('passes on which host was asked for, so that the page may connect and others may not', async () => {
  expect(await openFrom(url)).toBe(101);
  expect(await openFrom('https://evil.example')).toBe(403);
});

it('shows the metrics to nobody', async () => {
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
});

it('complains of nothing', () => {
  expect(nginx.output()).not.toMatch(/\[(warn|error|crit|alert|emerg)\]/);
});
