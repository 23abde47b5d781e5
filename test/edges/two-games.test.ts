// Both games on one port, with players in each: what is a game's own stays apart, and what is the server's holds for both.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type RunningBot, runBot } from '@starfray/bots';
import { puckGame } from '@starfray/puck/rules';
import { puckServer } from '@starfray/puck/server';
import { OperatorFault, serveGames } from '@starfray/server';
import { createOwnTokens } from '@starfray/server/identity';
import type { Game, World } from '@starfray/shared/contract';
import { CLOSE, versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { starfrayServer } from '@starfray/starfray/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { frontEndsForTests } from '../support/front-ends.ts';
import { createClientDir } from '../support/hosted.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const PATIENCE_MS = 240_000;
const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });

let clientDir: string;
let data: string;
let url: string;
let host: Awaited<ReturnType<typeof serveGames>>;
const bots: RunningBot[] = [];

function optionsOf(more: object = {}) {
  return {
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    maxPlayers: 4,
    connectionsPerAddress: 6,
    // A busy machine must not refuse anybody.
    shedsLoad: false,
    allowOrigin: ['https://friends.example'],
    seed: 5,
    secret: SECRET,
    metricsToken: 'a-token-for-metrics',
    clientDir,
    data,
    ...frontEndsForTests(),
    ...more,
  };
}

beforeAll(async () => {
  clientDir = await createClientDir();
  data = await mkdtemp(join(tmpdir(), 'starfray-data-'));
  for (const page of ['index', 'room']) {
    await mkdir(join(clientDir, 'puck/assets'), { recursive: true });
    await writeFile(join(clientDir, 'puck', `${page}.html`), `<!doctype html><title>Puck ${page}</title>`);
  }
  await writeFile(join(clientDir, 'puck/assets/main-5678.js'), 'export {};');
  await writeFile(join(clientDir, 'admin.html'), '<!doctype html><title>Admin</title>');
  const options = optionsOf();
  host = await serveGames([starfrayServer.part(options), puckServer.part(options)], options);
  url = `http://127.0.0.1:${host.port}`;
});

afterAll(async () => {
  for (const bot of bots) bot.close();
  await host?.close();
  await rm(clientDir, { recursive: true });
  await rm(data, { recursive: true });
});

async function play<W extends World, A>(game: Game<W, A>, path: string, name: string): Promise<RunningBot> {
  const mind = { decide: () => undefined, inView: 0 };
  const bot = runBot({ game, mind, url: `${url}${path}`, name, leavesOnSignal: false });
  bots.push(bot);
  await vi.waitFor(() => expect(bot.status.state).toBe('joined'), PATIENCE_MS);
  return bot;
}

async function json(path: string, init: RequestInit = {}) {
  return (await (await fetch(`${url}${path}`, init)).json()) as Record<string, unknown>;
}

async function asAdmin(path: string, body?: object) {
  const token = await tokens.issue({ account: 'root', role: 'admin', lifetimeSeconds: 60 }, Date.now());
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  return json(
    `/api/admin${path}`,
    body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) },
  );
}

async function statusOf(path: string, init: RequestInit = {}): Promise<string> {
  const { status, headers } = await fetch(`${url}${path}`, { redirect: 'manual', ...init });
  return `${status} ${headers.get('location') ?? headers.get('cache-control') ?? ''}`.trim();
}

/** The same of a path just as it stands, which fetch would put in order. */
function statusAt(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', port: host.port, path, agent: false }, ({ statusCode, headers }) => {
      resolve(`${statusCode} ${headers.location ?? headers['cache-control']}`);
    });
    asked.once('response', (answer) => answer.resume());
    asked.once('error', reject);
  });
}

/** The subprotocol that an upgrade is answered, or the HTTP status of a refusal. */
function upgrade(path: string, protocol: string): Promise<string | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, [protocol]);
    socket.once('open', () => resolve(socket.protocol));
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.on('error', () => undefined);
    socket.once('upgrade', ({ headers }) => {
      resolve(String(headers['sec-websocket-protocol']));
      socket.terminate();
    });
  });
}

describe('two games on one port', () => {
  it('[TG1] the first is where it always was, and the other one below its name: page, invitation, files', async () => {
    const page = async (path: string) => (await fetch(`${url}${path}`)).text();
    expect(await page('/')).toContain('Starfray');
    expect(await page('/puck/')).toContain('Puck index');
    expect(await page('/puck/r/den')).toContain('Puck room');
    expect(await statusOf('/puck/assets/main-5678.js')).toBe('200 public, max-age=31536000, immutable');
    expect(await statusOf('/puck?x=1')).toBe('302 puck/?x=1');
    expect(await statusOf('/puck/R/den')).toBe('302 ../r/den');
    expect(await statusOf('/puck/nothing')).toBe('404 no-store');
    expect(await statusOf('/puck/ws')).toMatch(/^426/);
    expect(await statusOf('/puck/admin')).toBe('302 ../admin');
  });

  it.each([
    ['/PUCK', '302 puck/'],
    ['/Puck/r/den?x=1', '302 ../../puck/r/den?x=1'],
    ['//puck//r/den', '302 ../../../../puck/r/den'],
    ['/puck//r/den', '302 ../../r/den'],
    ['//r/den', '302 ../../r/den'],
    ['/puck/admin.html', '302 ../admin'],
    ['/puckx/', '404 no-store'],
    ['/puck/%2e%2e/admin', '404 no-store'],
    ['//evil.example/puck', '404 no-store'],
  ])('[TG5] %s is answered %s', async (path, answer) => {
    expect(await statusAt(path)).toBe(answer);
  });

  it('[TG5] the page of admins has the same headers under the name of its file', async () => {
    const headersOf = async (path: string) => {
      const { headers } = await fetch(`${url}${path}`);
      return ['x-robots-tag', 'content-security-policy'].map((name) => headers.get(name));
    };
    expect(await headersOf('/admin')).toContain('noindex');
    expect(await headersOf('/admin.html')).toEqual(await headersOf('/admin'));
  });

  it('[TG1] each answers the upgrades of its own address with its own subprotocol', async () => {
    const join = (game: Game<never, never>) => `?v=${versionHash(game)}&kind=spectator`;
    expect(await upgrade(`/ws${join(starfray as never)}`, 'starfray')).toBe('starfray');
    expect(await upgrade(`/puck/ws${join(puckGame as never)}`, 'puck')).toBe('puck');
    expect(await upgrade(`/other/ws${join(puckGame as never)}`, 'puck')).toBe(404);
    // One game's page does not come into the other's rooms.
    const { code } = await json(`/puck/api/play${join(starfray as never)}`);
    expect(code).toBe(CLOSE.version);
  });

  it.each(['//puck/ws', '//other/ws', '/PUCK/ws', '/puck/../ws', '/puck/%77s'])(
    '[TG6] %s is the address of no WebSocket',
    async (path) => {
      const headers = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      };
      const answer = await new Promise<string>((resolve, reject) => {
        const at = { host: '127.0.0.1', port: host.port, path: `${path}?kind=spectator&snapshots=full`, headers };
        const asked = get(at, async (response) => resolve(`${response.statusCode} ${await text(response)}`));
        asked.once('upgrade', (_response, socket) => {
          socket.destroy();
          resolve('101');
        });
        asked.once('error', reject);
      });
      expect(answer).toMatch(/^404 .*is no address of a WebSocket/);
    },
  );

  it('[TG2] each has players of its own, whom status, metrics and the admin tell apart', async () => {
    const [ada, bob] = await Promise.all([play(starfray, '', 'Ada'), play(puckGame, '/puck', 'Bob')]);
    expect([ada.status, bob.status]).toEqual([
      expect.objectContaining({ state: 'joined', room: 'main' }),
      expect.objectContaining({ state: 'joined', room: 'main' }),
    ]);
    // A status may be half a second old.
    await vi.waitFor(async () => {
      const whole = await json('/api/status');
      expect(whole).toMatchObject({
        bots: 2,
        rooms: [
          { id: 'main', bots: 1 },
          { id: 'puck:main', bots: 1 },
        ],
      });
      expect(whole['games']).toMatchObject([
        { name: 'starfray', path: '/', bots: 1 },
        { name: 'puck', path: '/puck/', bots: 1 },
      ]);
      expect(await json('/puck/api/status')).toMatchObject({ bots: 1, rooms: [{ id: 'main' }] });
    }, PATIENCE_MS);
    const metrics = await (
      await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer a-token-for-metrics' } })
    ).text();
    expect(metrics).toMatch(/^starfray_players\{.*kind="bot".*\} 1$/m);
    expect(metrics).toMatch(/^puck_players\{.*kind="bot".*\} 1$/m);
    expect(metrics.match(/^\w+_memory_bytes\{kind="resident"\}/gm)).toHaveLength(1);
    const { rooms } = await asAdmin('/overview');
    expect(rooms).toMatchObject([
      { id: 'main', players: [{ name: 'Ada' }] },
      { id: 'puck:main', players: [{ name: 'Bob' }] },
    ]);
    for (const bot of [ada, bob]) await bot.leave();
  });

  it('[TG2] limits hold for both together: players, and connections of one address', async () => {
    const some = await Promise.all([
      ...[1, 2].map((n) => play(starfray, '', `Ship ${n}`)),
      ...[1, 2].map((n) => play(puckGame, '/puck', `Disc ${n}`)),
    ]);
    for (const game of ['', '/puck']) {
      const version = game === '' ? versionHash(starfray) : versionHash(puckGame);
      expect(await json(`${game}/api/play?v=${version}&kind=bot`)).toMatchObject({ ok: false, code: CLOSE.full });
    }
    const watch = async (path: string, version: string) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}${path}/ws?v=${version}&kind=spectator`);
      const isOpen = await new Promise<boolean>((resolve) => {
        socket.once('open', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      return { socket, isOpen };
    };
    const spectators = [
      await watch('', versionHash(starfray)),
      await watch('/puck', versionHash(puckGame)),
      await watch('', versionHash(starfray)),
    ];
    expect(spectators.map(({ isOpen }) => isOpen)).toEqual([true, true, false]);
    for (const { socket } of spectators) socket.terminate();
    await Promise.all(some.map((bot) => bot.leave()));
  });

  it('[TG8] requests of an address to the APIs of both count together', async () => {
    const left = async (path: string) => Number((await fetch(`${url}${path}`)).headers.get('x-ratelimit-remaining'));
    // A minute may end in between.
    await vi.waitFor(async () => {
      const counts = [await left('/api/games'), await left('/puck/api/games'), await left('/api/games')];
      expect(counts).toEqual([...new Set(counts)].toSorted((a, b) => b - a));
    }, PATIENCE_MS);
  });

  it('[TG2] an admin shows a player of either game out, and a ban holds in both', async () => {
    const bob = await play(puckGame, '/puck', 'Bob');
    const found = async () => {
      const { rooms } = (await asAdmin('/overview')) as {
        rooms: { id: string; players: { playerId: number; name: string }[] }[];
      };
      return rooms.find(({ id }) => id === 'puck:main')?.players.find(({ name }) => name === 'Bob');
    };
    await vi.waitFor(async () => expect(await found()).toBeDefined(), PATIENCE_MS);
    const target = { room: 'puck:main', playerId: (await found())?.playerId };
    expect(await asAdmin('/kick', { ...target, reason: 'Be kind.' })).toEqual({ ok: true, kicked: 1 });
    await vi.waitFor(() => expect(bob.status).toMatchObject({ refusal: { reason: 'Be kind.' } }), PATIENCE_MS);
    const token = await tokens.issue({ account: 'zoe', role: 'player', lifetimeSeconds: 60 }, Date.now());
    expect(await asAdmin('/ban', { kind: 'account', value: 'zoe', reason: 'aimbot' })).toMatchObject({ ok: true });
    for (const [game, path] of [
      [starfray, ''],
      [puckGame, '/puck'],
    ] as const) {
      const query = `?v=${versionHash(game as never)}&kind=human`;
      const answer = await json(`${path}/api/play${query}`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer).toMatchObject({ ok: false, code: CLOSE.banned });
    }
  });

  it('[TG3] each names both to its menu, by addresses that hold below any path', async () => {
    const hrefs = async (path: string) =>
      ((await json(`${path}/api/games`))['games'] as { name: string; href: string; about: string }[]).map(
        ({ name, href }) => `${name} ${href}`,
      );
    expect(await hrefs('')).toEqual(['starfray ./', 'puck puck/']);
    expect(await hrefs('/puck')).toEqual(['starfray ../', 'puck ./']);
    const allowed = await fetch(`${url}/puck/api/games`, { headers: { origin: 'https://friends.example' } });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://friends.example');
  });
});

describe('a server of one game', () => {
  it('[TG7] has no page of another, though its client holds one', async () => {
    const options = optionsOf({ data: undefined });
    const alone = await serveGames([starfrayServer.part(options)], options);
    const answers = await Promise.all(
      ['/puck', '/puck/', '/puck/index.html', '/puck/assets/main-5678.js', '/index.html'].map(async (path) => {
        const { status, headers } = await fetch(`http://127.0.0.1:${alone.port}${path}`);
        return `${status} ${headers.get('cache-control')}`;
      }),
    );
    await alone.close();
    expect(answers).toEqual([...Array(4).fill('404 no-store'), '200 no-cache']);
  });
});

describe('games that cannot be told apart', () => {
  it.each([
    ['/puck', /--base-path \/puck: Puck is at \/puck/],
    ['/puck/west', /--base-path \/puck\/west/],
  ])('[TG4] below %s: the start is refused, with the way out', async (basePath, words) => {
    const options = optionsOf({ basePath, data: undefined });
    const parts = [starfrayServer.part(options), puckServer.part(options)] as const;
    await expect(serveGames(parts, options)).rejects.toThrow(OperatorFault);
    await expect(serveGames(parts, options)).rejects.toThrow(words);
  });

  it('[TG4] two of one name: the start is refused', async () => {
    const options = optionsOf({ data: undefined });
    const puck = puckServer.part(options);
    await expect(serveGames([starfrayServer.part(options), puck, puck], options)).rejects.toThrow('two games');
  });
});
