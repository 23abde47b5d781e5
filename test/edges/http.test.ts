// Pages, health and API on the same port.

import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { CLOSE } from '@starfray/shared/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClientDir, exchange, type Hosted, startHosted } from '../support/hosted.ts';

let hosted: Hosted;

beforeAll(async () => {
  hosted = await startHosted({ allowedOrigins: ['https://friends.example'] });
});

afterAll(() => hosted.stop());

beforeEach(() => {
  hosted.rooms.refusal = undefined;
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(hosted.url + path, { headers });
}

describe('the page', () => {
  it('is asked for again each time, and answered 304 while it is the same', async () => {
    const first = await get('/');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    // By hand, because fetch adds a Cache-Control of its own to a conditional request.
    const condition = `If-None-Match: ${first.headers.get('etag')}`;
    const again = `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${condition}\r\n\r\n`;
    expect(await exchange(hosted.host.port, again)).toMatch(/^HTTP\/1\.1 304 /);
  });

  it('may lie at a path from the working directory on', async () => {
    const clientDir = relative(process.cwd(), await createClientDir());
    const other = await startHosted({ clientDir });
    expect(await (await fetch(other.url)).text()).toContain('<title>Starfray</title>');
    await other.stop();
    await rm(clientDir, { recursive: true });
  });

  it('is served for an invitation to a room', async () => {
    expect(await (await get('/r/den')).text()).toContain('<title>Starfray</title>');
  });

  it('has assets that are cached for ever and sent compressed', async () => {
    const response = await get('/assets/main-1234.js', { 'accept-encoding': 'gzip' });
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-type')).toMatch('javascript');
    expect(await response.text()).toBe('export {};');
  });

  it('allows no inline script and no eval, and asks for nothing that plain http cannot give', async () => {
    const { headers } = await get('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|upgrade-insecure-requests/);
    for (const name of ['strict-transport-security', 'cross-origin-opener-policy', 'origin-agent-cluster']) {
      expect(headers.get(name)).toBeNull();
    }
  });

  it.each(['/admin', '/nothing', '/assets/nothing.js', '/..%2f..%2fpackage.json', '/r/a/b'])(
    'answers shortly at %s',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBeGreaterThanOrEqual(403);
      expect(response.status).toBeLessThanOrEqual(404);
      expect((await response.text()).length).toBeLessThan(200);
    },
  );
});

describe('health', () => {
  it('is alive and ready', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ ok: true });
    expect((await get('/readyz')).status).toBe(200);
  });

  it('stays alive but is not ready while it drains', async () => {
    const draining = await startHosted();
    await draining.connect();
    draining.rooms.close = () => undefined;
    const stopping = draining.stop();
    const [alive, ready] = await Promise.all([fetch(`${draining.url}/healthz`), fetch(`${draining.url}/readyz`)]);
    expect([alive.status, ready.status]).toEqual([200, 503]);
    await stopping;
  });
});

describe('the API', () => {
  it('says yes, with version and room', async () => {
    expect(await (await get('/api/play?room=den')).json()).toEqual({ ok: true, version: 'abcd1234', room: 'den' });
  });

  it('says no as the upgrade would', async () => {
    hosted.rooms.refusal = { code: CLOSE.full, reason: 'full', retryMs: 5000 };
    expect(await (await get('/api/play')).json()).toEqual({
      ok: false,
      code: CLOSE.full,
      reason: 'full',
      retryMs: 5000,
    });
  });

  it('[C12] tells a page whether its resume token is from here', async () => {
    expect(await (await get('/api/play?resume=good-one')).json()).toMatchObject({ ok: true });
    expect(await (await get('/api/play?resume=bad')).json()).toMatchObject({ ok: false, code: 401 });
  });

  it('[J8] takes the resume token by a header, which no proxy logs; the one in the query counts only without it', async () => {
    const bad = { 'x-starfray-resume': 'bad' };
    expect(await (await get('/api/play', bad)).json()).toMatchObject({ ok: false, code: 401 });
    expect(await (await get('/api/play?resume=good-one', bad)).json()).toMatchObject({ ok: false, code: 401 });
    const good = { 'x-starfray-resume': 'good-one' };
    expect(await (await get('/api/play?resume=bad', good)).json()).toMatchObject({ ok: true });
    expect(await (await get('/api/play?resume=bad')).json()).toMatchObject({ ok: false, code: 401 });
    const origin = { origin: 'https://friends.example' };
    const leave = await fetch(`${hosted.url}/api/play`, { method: 'OPTIONS', headers: origin });
    expect(leave.headers.get('access-control-allow-headers')).toBe(
      'authorization, x-starfray-resume, x-starfray-join-code',
    );
  });

  it('says what is wrong with a request', async () => {
    expect(await (await get('/api/play?snapshots=half')).json()).toMatchObject({ ok: false, code: CLOSE.badRequest });
  });

  it('is never cached', async () => {
    expect((await get('/api/status')).headers.get('cache-control')).toBe('no-store');
  });

  it('shows how the rooms fare', async () => {
    expect(await (await get('/api/status')).json()).toEqual({
      version: 'abcd1234',
      uptimeSeconds: expect.any(Number),
      isReady: true,
      rooms: [],
    });
  });

  it('may be read by pages that are allowed, and by no others', async () => {
    const friend = await get('/api/play', { origin: 'https://friends.example' });
    expect(friend.headers.get('access-control-allow-origin')).toBe('https://friends.example');
    const stranger = await get('/api/play', { origin: 'https://evil.example' });
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('bounds how often an address may ask', async () => {
    const limited = await startHosted();
    const statuses = new Set<number>();
    for (let i = 0; i < 601; i += 1) {
      const response = await fetch(`${limited.url}/api/play`);
      await response.arrayBuffer();
      statuses.add(response.status);
    }
    expect([...statuses]).toEqual([200, 429]);
    await limited.stop();
  });

  it('tells where WebSockets are to be opened', async () => {
    expect((await get('/ws')).status).toBe(426);
  });
});

describe('a connection that asks for nothing in time', () => {
  // Both wait for the server's own clock, so they wait together.
  it.concurrent.each([
    ['has ended without a word, as browsers keep some for later', '', ''],
    ['gets a 408 where it had begun', 'GET / HTTP/1.1\r\nHost: x\r\n', 'HTTP/1.1 408 Request Timeout'],
  ])('%s', async (_what, sent, head) => {
    expect((await exchange(hosted.host.port, sent)).split('\r\n')[0]).toBe(head);
  });
});
