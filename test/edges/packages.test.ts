// The engine without the game: the packages are packed, installed in an empty folder outside the repository, and docs/new-game.md is followed
// there word for word.

import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UNITS_PER_PX } from '@starfray/shared/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, linesOf, type PageBlock, readBlocks } from '../../packages/server/src/commands/guide-files.ts';
import { launchBrowser, until, visit } from '../e2e/arena.ts';
import { type LocalRegistry, startRegistry } from '../support/local-registry.ts';
import { type Ended, type Program, runProgram, startProgram } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const NAMES = ['bots', 'client', 'server', 'shared', 'testing'];
const PATIENCE_MS = 240_000;
/** Of the field that the page makes, in position units. */
const MIDDLE = 1000 * UNITS_PER_PX;

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Status {
  readonly threads: readonly { readonly isUp: boolean; readonly connections: number }[];
}

let folder: string;
let app: string;
let blocks: readonly PageBlock[];
let registry: LocalRegistry;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-packages-'));
  app = join(folder, 'coins');
  await mkdir(app);
  blocks = readBlocks(await readFile(join(ROOT, 'docs/new-game.md'), 'utf8'));
  const thirdParties = NAMES.flatMap((name) => thirdPartiesOf(name));
  const own = ['typescript', '@types/node'].map((name) => [name, ROOT] as const);
  registry = await startRegistry([...(await Promise.all(thirdParties)).flat(), ...own]);
  env = {
    npm_config_registry: registry.url,
    npm_config_cache: join(folder, 'cache'),
    npm_config_userconfig: join(folder, 'no-npmrc'),
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_ignore_scripts: 'true',
    npm_config_noproxy: '127.0.0.1',
  };
  well(await runProgram(process.execPath, ['scripts/build-packages.ts'], { cwd: ROOT, timeoutMs: PATIENCE_MS }));
  const packages = NAMES.map((name) => join(ROOT, 'dist/packages', name));
  well(
    await runProgram('npm', ['pack', '--pack-destination', app, ...packages], {
      cwd: folder,
      env,
      timeoutMs: PATIENCE_MS,
    }),
  );
  for (const [path, text] of filesOf(blocks)) {
    await mkdir(join(app, dirname(path)), { recursive: true });
    await writeFile(join(app, path), text);
  }
  await runLine('npm install');
});

afterAll(async () => {
  await registry?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function thirdPartiesOf(name: string): Promise<(readonly [string, string])[]> {
  const place = join(ROOT, 'packages', name);
  const { dependencies } = JSON.parse(await readFile(join(place, 'package.json'), 'utf8')) as Manifest;
  const names = Object.keys(dependencies).filter((dependency) => !dependency.startsWith('@starfray/'));
  return [
    ...names.map((dependency) => [dependency, place] as const),
    ...names.map((other) => [`@types/${other}`, ROOT] as const),
  ];
}

function well({ code, stdout, stderr }: Ended): string {
  if (code !== 0) throw new Error(`ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a command line, which must be one of the page's, and returns what it printed. */
async function runLine(line: string): Promise<string> {
  expect(linesOf(blocks, 'run')).toContain(line);
  const [program = '', ...args] = line.split(' ');
  return well(await runProgram(program, args, { cwd: app, env, timeoutMs: PATIENCE_MS }));
}

function startLine(line: string, readiness: RegExp, more: { args?: string[]; port?: number }): Promise<Program> {
  expect(linesOf(blocks, 'run in the background')).toContain(line);
  const [program = '', ...args] = [...line.split(' '), ...(more.args ?? [])];
  const port = more.port === undefined ? {} : { PORT: String(more.port) };
  return startProgram(program, args, readiness, { cwd: app, env: { ...env, ...port }, timeoutMs: PATIENCE_MS });
}

async function manifestOf(place: string): Promise<Manifest & { readonly [key: string]: unknown }> {
  return JSON.parse(await readFile(join(place, 'package.json'), 'utf8'));
}

describe('the packed packages', () => {
  it.each(NAMES)('[NG1] %s has modules and types for every subpath, and depends on exact versions', async (name) => {
    const place = join(app, 'node_modules/@starfray', name);
    const manifest = await manifestOf(place);
    expect(manifest).toMatchObject({ name: `@starfray/${name}`, license: 'MIT', type: 'module' });
    expect(Object.keys(manifest)).not.toContain('private');
    expect(manifest['description']).toMatch(/^[A-Z].{30,}\.$/);
    const inRepository = (await manifestOf(join(ROOT, 'packages', name))).exports;
    const lost = Object.keys(inRepository).filter((subpath) => manifest.exports[subpath] === undefined);
    expect(lost).toEqual([]);
    const files = Object.values(manifest.exports).flatMap((subpath) =>
      typeof subpath === 'string' ? [subpath] : [subpath.types, subpath.default],
    );
    expect(files.length).toBeGreaterThan(0);
    for (const path of [...files, 'README.md', 'LICENSE', 'new-game.md'])
      expect((await stat(join(place, path))).isFile()).toBe(true);
    expect(Object.values(manifest.dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('[NG1] hold no source, no game and no trace of the workspace', async () => {
    const places = globSync('**/*', { cwd: join(app, 'node_modules/@starfray'), withFileTypes: true });
    const paths = places.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(paths.length).toBeGreaterThan(200);
    expect(paths.filter((path) => /(?<!\.d)\.ts$|\.test\.|\.map$/.test(path))).toEqual([]);
    const modules = paths.filter((path) => /\.(?:js|d\.ts|json)$/.test(path));
    const texts = await Promise.all(modules.map(async (path) => [path, await readFile(path, 'utf8')] as const));
    const games = await readdir(join(ROOT, 'games'));
    const traces = [ROOT, 'workspace:', ...games.map((game) => `@starfray/${game}/`)];
    const telling = texts.filter(([, text]) => traces.some((trace) => text.includes(trace)));
    expect(telling.map(([path]) => path)).toEqual([]);
    // A relative name that only exists in the sources.
    const unmoved = texts.filter(([, text]) => /(?:\bfrom|\bimport\(|new URL\()\s*['"]\.[^'"]+\.ts['"]/.test(text));
    expect(unmoved.map(([path]) => path)).toEqual([]);
  });

  it('[NG1] load in Node, all but those for pages', async () => {
    const specifiers = await Promise.all(
      NAMES.map(async (name) => {
        const { exports } = await manifestOf(join(app, 'node_modules/@starfray', name));
        return Object.keys(exports).map((subpath) => join(name, subpath));
      }),
    );
    const headless = specifiers.flat().filter((path) => !/^client\/(?!net$|build$)/.test(path));
    expect(headless.length).toBeGreaterThan(15);
    const script = `for (const path of ${JSON.stringify(headless)}) await import('@starfray/' + path);`;
    well(
      await runProgram(process.execPath, ['--input-type=module', '-e', script], { cwd: app, timeoutMs: PATIENCE_MS }),
    );
  });

  it('[NG1] come from their files, and from no registry', async () => {
    const lock = JSON.parse(await readFile(join(app, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly resolved?: string }>>;
    };
    const own = Object.entries(lock.packages).filter(([path]) => path.includes('node_modules/@starfray/'));
    expect(own.map(([, { resolved }]) => resolved).sort()).toEqual(
      NAMES.map((name) => `file:starfray-${name}-0.1.0.tgz`),
    );
  });
});

describe('docs/new-game.md, followed in an empty folder', () => {
  it('[NG2] names the commands that build and pack', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };
    expect(scripts).toMatchObject({ packages: 'node scripts/build-packages.ts' });
    expect(linesOf(blocks, 'run in the clone')).toEqual([
      'npx -y pnpm@12 packages',
      'mkdir -p ../coins',
      'npm pack --pack-destination ../coins ./dist/packages/*',
    ]);
  });

  it('[NG2] has files that compile against the packed types', async () => {
    expect([...filesOf(blocks).keys()]).toEqual(
      expect.arrayContaining(['game.ts', 'game.test.ts', 'build.ts', 'server.ts', 'bot.ts']),
    );
    expect(await runLine('npx tsc')).toBe('');
    // The page skips declarations for Phaser's sake, whose own do not compile.
    const all = await runProgram('npx', ['tsc', '--skipLibCheck', 'false'], { cwd: app, env, timeoutMs: PATIENCE_MS });
    expect(
      all.stdout.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('node_modules/phaser/')),
    ).toEqual([]);
  });

  it('[NG3] has a test that passes', async () => {
    const output = await runLine('node --test');
    expect(output).toMatch(/^\W*pass 3$/m);
    expect(output).toMatch(/^\W*fail 0$/m);
  });

  describe('the server that it starts', () => {
    let server: Program | undefined;
    let url: string;

    beforeAll(async () => {
      await runLine('node build.ts');
      server = await startLine('node server.ts', /^Coins is ready: (http:\/\/127\.0\.0\.1:\d+)$/m, { port: 0 });
      url = server.match[1] ?? '';
    });

    afterAll(async () => {
      if (server !== undefined) expect((await server.stop()).code).toBe(0);
    });

    it('[NG4] serves the game, and a bot plays on it', async () => {
      const moved = /^joined$[\s\S]*^at (\d+,\d+), \d+ corrections, \d+ desyncs$[\s\S]*^at (?!\1,)\d+,\d+, /m;
      const bot = await startLine('node bot.ts', moved, { args: [url.replace('http', 'ws')] });
      const { stdout } = await bot.stop();
      const reports = stdout.split('\n').filter((line) => line.startsWith('at '));
      expect(reports.length).toBeGreaterThan(1);
      expect(reports.filter((line) => !/^at \d+,\d+, \d+ corrections, 0 desyncs$/.test(line))).toEqual([]);
    });

    it('[TH36] has threads that take the connections, where it asks for them', async () => {
      const text = (await readFile(join(app, 'server.ts'), 'utf8')).replace('frontEnd }', 'frontEnd, threads: 2 }');
      await writeFile(join(app, 'threaded.ts'), text);
      const ready = /^Coins is ready: (http:\/\/127\.0\.0\.1:\d+)$/m;
      const threaded = await startProgram('node', ['threaded.ts'], ready, { cwd: app, env: { ...env, PORT: '0' } });
      const at = threaded.match[1] ?? '';
      const status = async () => (await (await fetch(`${at}/api/status`)).json()) as Status;
      expect((await status()).threads.map(({ isUp }) => isUp)).toEqual([true, true, true]);
      const joined = /^joined$[\s\S]*^at \d+,\d+, \d+ corrections, 0 desyncs$/m;
      const bot = await startLine('node bot.ts', joined, { args: [at.replace('http', 'ws')] });
      const { threads } = await status();
      expect(threads.map(({ connections }) => connections).toSorted()).toEqual([0, 0, 1]);
      expect(threads[0]?.connections).toBe(0);
      await bot.stop();
      expect((await threaded.stop()).code).toBe(0);
    });

    it('[NG6] shows a page of the engine on which a browser plays', async () => {
      const browser = await launchBrowser();
      try {
        const { page, complaints, play, report } = await visit(browser, `${url}/r/den`);
        expect(await page.title()).toBe('Coins');
        expect(await page.locator('#menu').textContent()).toMatch(/Coins[\s\S]*Runner name[\s\S]*Sprint/);
        await page.waitForSelector('#picture.is-live canvas');
        await play('Ada');
        const from = (await report()).own?.x ?? 0;
        // Away from the nearer wall.
        await page.keyboard.down(from < MIDDLE ? 'KeyD' : 'KeyA');
        await until(async () => Math.abs(((await report()).own?.x ?? from) - from) > 20 * UNITS_PER_PX, 'Ada runs');
        await page.keyboard.up(from < MIDDLE ? 'KeyD' : 'KeyA');
        await page.waitForSelector('.leaderboard .is-own:has-text("Ada")');
        await page.click('button[aria-label="Invite"]');
        // It is open for a moment, where the browser lets it copy.
        const link = page.locator('.invite input');
        await until(async () => (await link.inputValue()) === `${url}/r/den`, 'the invitation leads here');
        expect((await report()).stats.desyncs).toBe(0);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    });
  });
});
