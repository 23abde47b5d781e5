// The package as its users get it: packed, installed in an empty folder without a network, and played.

import { globSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { puckGame } from '@starfray/puck/rules';
import type { Game } from '@starfray/shared/contract';
import { versionHash } from '@starfray/shared/protocol';
import { starfray as rules } from '@starfray/starfray/rules';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import manifest from '../../packages/server/package.json' with { type: 'json' };
import { filesOf, readBlocks } from '../../packages/server/src/commands/guide-files.ts';
import { type Ended, runProgram, startProgram } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Only what hangs is a fault: a busy machine takes ten times as long. */
const BUILD_MS = 280_000;

let folder: string;
let app: string;
let installed: string;
let files: readonly string[];

beforeAll(async () => {
  // What a test run keeps for itself would stand in for what the package keeps.
  vi.stubEnv('NODE_COMPILE_CACHE', undefined);
  folder = await mkdtemp(join(tmpdir(), 'starfray-package-'));
  app = join(folder, 'app');
  installed = join(app, 'node_modules/starfray');
  await mkdir(app);
  // With a cache of its own npm knows nothing but the file.
  const env = { npm_config_cache: join(folder, 'cache'), npm_config_update_notifier: 'false' };
  well(await runProgram(process.execPath, ['scripts/build-package.ts'], { cwd: ROOT, timeoutMs: BUILD_MS }));
  const packed = await runProgram('npm', ['pack', '--json', join(ROOT, 'dist/package')], { cwd: folder, env });
  const tarball = join(folder, `starfray-${manifest.version}.tgz`);
  well(packed);
  await writeFile(join(app, 'package.json'), '{ "private": true }');
  const install = ['install', '--offline', '--no-audit', '--no-fund', tarball];
  well(await runProgram('npm', install, { cwd: app, env }));
  files = globSync('**/*.*', { cwd: installed });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function well({ code, stdout, stderr }: Ended): void {
  if (code !== 0) throw new Error(`ended with ${code}:\n${stdout}${stderr}`);
}

function starfray(...args: string[]): Promise<Ended> {
  return runProgram(join(app, 'node_modules/.bin/starfray'), args, { cwd: app });
}

async function textsOf(pattern: RegExp): Promise<ReadonlyMap<string, string>> {
  const paths = files.filter((path) => pattern.test(path));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(installed, path), 'utf8')] as const)),
  );
}

describe('the installed package', () => {
  it('is all that is installed', () => {
    const names = readdirSync(join(app, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).toEqual(['starfray']);
  });

  it('asks for nothing but Node: no dependencies, nothing to run when it is installed', async () => {
    const own = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(own).toMatchObject({ name: 'starfray', version: manifest.version, engines: { node: '>=24' } });
    expect(Object.keys(own).filter((key) => /dependencies|scripts|workspaces/i.test(key))).toEqual([]);
  });

  it('has scripts and a client, but no sources, tests, maps or compiled add-ons', () => {
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((path) => /\.(?:tsx?|mts|map|node)$|\.test\.|build\.json$/.test(path))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['lib/starfray.js', 'client/index.html', 'README.md']));
  });

  it('says nothing about the workspace that it was built from', async () => {
    const texts = await textsOf(/\.(?:js|json|html|css|md|txt)$/);
    expect(texts.size).toBeGreaterThan(10);
    const telling = [...texts].filter(([, text]) => text.includes(ROOT) || /"workspace:/.test(text));
    expect(telling.map(([path]) => path)).toEqual([]);
  });

  it('has every file that its scripts name by a URL beside them', async () => {
    const named = [...(await textsOf(/^lib\/.*\.js$/))].flatMap(([path, text]) =>
      [...text.matchAll(/new URL\(\s*"(\.[^"]+)",\s*import\.meta\.url/g)].map(([, url = '']) =>
        join(dirname(path), url),
      ),
    );
    expect(named).toEqual(expect.arrayContaining(['client', 'compiled']));
    // The first start makes it.
    await Promise.all(named.filter((path) => path !== 'compiled').map((path) => stat(join(installed, path))));
  });

  it('passes on the licences of what it holds', async () => {
    const text = await readFile(join(installed, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['fastify', 'ws', 'msgpackr', 'zod', 'commander', 'phaser', 'zzfx']) {
      expect(text).toMatch(new RegExp(`^-+\\n${name} [\\d.]+ \\(MIT\\)\\n-+\\n\\n[^]{400}`, 'm'));
    }
    expect(await readFile(join(installed, 'LICENSE'), 'utf8')).toBe(await readFile(join(ROOT, 'LICENSE'), 'utf8'));
  });
});

describe('a start', () => {
  let scripts: ReadonlyMap<string, string>;
  /** Paths of the scripts that it reads before it asks for a game. */
  let read: ReadonlySet<string>;

  beforeAll(async () => {
    scripts = await textsOf(/^lib\/.*\.js$/);
    // The command asks for what serves only where that is the order.
    const reading = ['lib/starfray.js', ...[...scripts.keys()].filter((path) => path.startsWith('lib/serve-'))];
    expect(reading).toHaveLength(2);
    const all = new Set<string>();
    for (let path = reading.pop(); path !== undefined; path = reading.pop()) {
      if (all.has(path)) continue;
      all.add(path);
      const text = scripts.get(path) ?? '';
      // The command's own first line asks for the rest.
      const named = path === 'lib/starfray.js' ? /import\("\.\/([^"]+)"\)/g : /^(?:\} from|import) "\.\/([^"]+)";/gm;
      for (const [, name] of text.matchAll(named)) reading.push(`lib/${name}`);
    }
    read = all;
  });

  it('reads no code for Redis, which a server by itself does not need', () => {
    const withRedis = [...scripts].filter(([, text]) => text.includes('@redis/client/dist/lib/client/index.js'));
    expect(withRedis.length).toBeGreaterThan(0);
    expect(read.size).toBeGreaterThan(3);
    expect(withRedis.filter(([path]) => read.has(path)).map(([path]) => path)).toEqual([]);
  });

  it('reads few scripts, since each takes its time', () => {
    expect(read.size).toBeLessThan(35);
  });

  it('sets up no part of Node that only other servers need', async () => {
    const list = join(folder, 'loaded.json');
    const note = `process.once('SIGTERM', () => {
      const loaded = JSON.stringify(process.moduleLoadList);
      process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(list)}, loaded);
    });`;
    const noting = ['--import', `data:text/javascript,${encodeURIComponent(note)}`];
    const args = [join(installed, 'lib/starfray.js'), 'serve', '--port', '0', '--host', '127.0.0.1'];
    const server = await startProgram(process.execPath, [...noting, ...args], /ready/, { cwd: app });
    expect((await server.stop()).code).toBe(0);
    const loaded = JSON.parse(await readFile(list, 'utf8')) as readonly string[];
    expect(loaded).toContain('NativeModule http');
    // The second is a `WebSocket` for pages, with an HTTP client of its own.
    const unneeded = ['NativeModule http2', 'NativeModule internal/deps/undici/undici'];
    expect(loaded.filter((name) => unneeded.includes(name))).toEqual([]);
  });

  it.each([rules, puckGame])('knows the version of a game from the build: $identity.name', (game) => {
    const texts = [...scripts.values()].join('');
    expect(texts).toMatch(new RegExp(`version(?: =|:) "${versionHash(game as Game<never, never>)}"`));
  });

  it('keeps what it compiled, for the next', async () => {
    await starfray('config', 'print');
    const kept = globSync('compiled/**/*', { cwd: installed });
    expect(kept.length).toBeGreaterThan(3);
  });

  it('needs no place to keep it in', async () => {
    const bare = join(folder, 'bare');
    await cp(join(installed, 'lib'), join(bare, 'lib'), { recursive: true });
    await writeFile(join(bare, 'package.json'), '{ "type": "module" }');
    await writeFile(join(bare, 'compiled'), 'not a folder');
    const { code, stdout, stderr } = await runProgram(process.execPath, [join(bare, 'lib/starfray.js'), '--version'], {
      cwd: bare,
    });
    expect([code, stdout, stderr]).toEqual([0, `${manifest.version}\n`, '']);
  });
});

describe('its command', () => {
  it('tells the version', async () => {
    expect(await starfray('--version')).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('lists what it can do, and explains the bots', async () => {
    expect((await starfray('--help')).stdout).toMatch(/^ {2}serve .*^ {2}bots /ms);
    expect((await starfray('bots', '--help')).stdout).toMatch(
      /^Usage: starfray bots \[options\].*^ {2}--brain <name> /ms,
    );
  });

  it('tells by its own name what is wrong with the bots', async () => {
    const { code, stderr } = await starfray('bots', '--count', 'ten');
    expect([code, stderr]).toEqual([2, 'starfray bots: --count ten: give a whole number from 1 to 5000\n']);
  });

  it('[TH36] serves the page and a game that bots join, with threads that take the connections', async () => {
    const bin = join(app, 'node_modules/.bin/starfray');
    const flags = ['serve', '--port', '0', '--host', '127.0.0.1', '--bots', '2', '--data', join(folder, 'data')];
    flags.push('--threads', '2');
    const server = await startProgram(bin, flags, /^Starfray is ready: http:\/\/localhost:(\d+)$/m, { cwd: app });
    const url = `http://127.0.0.1:${server.match[1]}`;
    try {
      const page = await fetch(url);
      const script = /<script[^>]+src="([^"]+)"/.exec(await page.text())?.[1];
      expect(script).toMatch(/^\.\/assets\/main-\w+\.js$/);
      const asset = await fetch(new URL(script ?? '', url), { headers: { 'accept-encoding': 'br' } });
      expect([asset.status, asset.headers.get('content-encoding')]).toEqual([200, 'br']);
      expect((await asset.text()).length).toBeGreaterThan(1000);
      const { threads } = (await (await fetch(`${url}/api/status`)).json()) as { threads: { isUp: boolean }[] };
      expect(threads.map(({ isUp }) => isUp)).toEqual([true, true, true]);

      const bots = await starfray('bots', '--url', url, '--count', '3', '--seconds', '2', '--json');
      expect(JSON.parse(bots.stdout)).toMatchObject({ joined: 3, refused: 0, errors: 0, desyncs: 0 });
      expect(bots.code).toBe(0);
    } finally {
      expect((await server.stop()).code).toBe(0);
    }
  });
});

describe('starfray new', () => {
  const guide = join(ROOT, 'docs/new-game.md');

  it('[NG5] writes the game of the page under its own name, with the packages that it names', async () => {
    const { code, stdout, stderr } = await starfray('new', 'my-game');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('  cd my-game\n  npm install\n  node --test ');
    const read = (path: string) => readFile(join(app, 'my-game', path), 'utf8');
    const files = filesOf(readBlocks(await readFile(guide, 'utf8')));
    for (const [path, text] of files) {
      const own = text.replace('"name": "coins"', '"name": "my-game"').replace("name: 'coins'", "name: 'my-game'");
      expect(await read(path)).toBe(own);
    }
    expect(await read('game.ts')).toContain("identify({ name: 'my-game'");
    const { name, dependencies } = JSON.parse(await read('package.json')) as {
      readonly name: string;
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(name).toBe('my-game');
    const tarballs = Object.values(dependencies).map((version) => version.replace(/^file:/, ''));
    expect(tarballs).toHaveLength(5);
    for (const tarball of tarballs) expect((await stat(join(app, 'my-game', tarball))).size).toBeGreaterThan(1000);
    expect(
      readdirSync(join(app, 'my-game'))
        .filter((file) => file.endsWith('.tgz'))
        .sort(),
    ).toEqual(tarballs.sort());
  });

  it('[NG5] leaves a folder alone that is not empty, and refuses what cannot be a name', async () => {
    const taken = join(app, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'game.ts'), 'mine');
    const refused = await starfray('new', 'taken');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toBe(`starfray: new taken: ${taken} is not empty: give the name of a new folder\n`);
    expect(readdirSync(taken)).toEqual(['game.ts']);
    expect(await readFile(join(taken, 'game.ts'), 'utf8')).toBe('mine');
    const misnamed = await starfray('new', 'My Game');
    expect([misnamed.code, misnamed.stderr]).toEqual([
      2,
      "starfray: new My Game: the folder's name is the game's: give 1 to 32 of a-z, 0-9 and -, a letter first\n",
    ]);
  });
});
