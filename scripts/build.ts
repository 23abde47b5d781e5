// Builds the browser client into packages/client/dist: hashed, split and pre-compressed. Does nothing when its sources
// have not changed since the last build.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { packagesOf } from './third-party.ts';

const ROOT = join(import.meta.dirname, '..');
const CLIENT = join(ROOT, 'packages/client');
const SOURCES = [
  'packages/client/src',
  'packages/shared/src',
  'games/starfray/client',
  'games/starfray/rules',
  'games/puck/client',
  'games/puck/rules',
  'scripts/build.ts',
  'pnpm-lock.yaml',
];
/** Pages are bundled apart: none loads a chunk for the sake of another. */
const GAME: PageSource = {
  page: 'index.html',
  // For invitations, which lie one level below: `/r/<room>`.
  roomPage: 'room.html',
  prefix: '',
  html: 'games/starfray/client/starfray.html',
  script: 'games/starfray/client/main.ts',
  style: 'packages/client/src/ui/styles/style.css',
  renderer: 'games/starfray/client/picture.ts',
};
const PUCK: PageSource = {
  page: 'index.html',
  roomPage: 'room.html',
  prefix: '',
  html: 'games/puck/client/puck.html',
  script: 'games/puck/client/main.ts',
  style: 'games/puck/client/style.css',
  renderer: 'games/puck/client/picture.ts',
};
const ADMIN: PageSource = {
  page: 'admin.html',
  roomPage: undefined,
  prefix: 'admin-',
  html: 'packages/client/src/admin/admin.html',
  script: 'packages/client/src/admin/main.ts',
  style: 'packages/client/src/admin/styles/admin.css',
  renderer: undefined,
};

interface PageSource {
  readonly page: string;
  readonly roomPage: string | undefined;
  /** Of the names of its scripts and styles. */
  readonly prefix: string;
  readonly html: string;
  readonly script: string;
  readonly style: string;
  /** What the page imports by itself, and by another address where that failed: `data-renderer` in its HTML. */
  readonly renderer: string | undefined;
}

const MAX_SWAPS = 10;

/** Where the built client lies, and in it that of the second game: a folder that a server can serve by itself. */
export const CLIENT_DIST = join(CLIENT, 'dist');
export const PUCK_DIST = join(CLIENT_DIST, 'puck');

export interface ClientBuild {
  /** False when the sources were those of the last build. */
  readonly isFresh: boolean;
  /** Gzipped bytes of the JavaScript a page needs before the renderer is asked for. */
  readonly startBytes: number;
  /** The folders of packages whose code it holds, from the project's root. */
  readonly packages: readonly string[];
}

export interface BuildOptions {
  /** For development: neither minified nor compressed, with source maps, and the page reloads after a rebuild. */
  readonly isDevelopment?: boolean;
}

interface Manifest extends Omit<ClientBuild, 'isFresh'> {
  readonly sources: string;
}

/** Brings packages/client/dist up to date. It is swapped in whole: a server never finds half a build. */
export async function buildClient({ isDevelopment = false }: BuildOptions = {}): Promise<ClientBuild> {
  const sources = await hashSources(isDevelopment);
  const last = await readManifest();
  if (last?.sources === sources) return { isFresh: false, startBytes: last.startBytes, packages: last.packages };

  const files = await bundleAll(isDevelopment);
  const startBytes = await gzippedSize(files.start);
  const next = `${CLIENT_DIST}.${process.pid}`;
  await rm(next, { recursive: true, force: true });
  for (const folder of ['assets', 'puck/assets']) await mkdir(join(next, folder), { recursive: true });
  for (const [path, bytes] of files.all) {
    await writeFile(join(next, path), bytes);
    if (!isDevelopment && path.includes('assets/')) await writeCompressed(join(next, path), bytes);
  }
  const { packages } = files;
  const manifest: Manifest = { sources, startBytes, packages };
  await writeFile(join(next, 'build.json'), JSON.stringify(manifest));
  await swapIn(next);
  return { isFresh: true, startBytes, packages };
}

// Another process may be about the same at once: the last one's build stays.
async function swapIn(next: string): Promise<void> {
  const last = `${next}.last`;
  await rm(last, { recursive: true, force: true });
  for (let tries = 0; ; tries += 1) {
    await rename(CLIENT_DIST, last).catch((error: unknown) => {
      if (!isCode(error, 'ENOENT')) throw error;
    });
    await rm(last, { recursive: true, force: true });
    try {
      return await rename(next, CLIENT_DIST);
    } catch (error) {
      if (tries === MAX_SWAPS || !(isCode(error, 'ENOTEMPTY') || isCode(error, 'EEXIST'))) throw error;
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function readManifest(): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(CLIENT_DIST, 'build.json'), 'utf8')) as Manifest;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function hashSources(isDevelopment: boolean): Promise<string> {
  const hash = createHash('sha256').update(String(isDevelopment));
  for (const source of SOURCES) {
    const path = join(ROOT, source);
    for (const file of !source.includes('.') ? await sourceFiles(path) : [path]) {
      hash.update(relative(ROOT, file)).update('\0');
      hash.update(await readFile(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

interface Bundle {
  /** Every file by its path below dist. */
  readonly all: ReadonlyMap<string, Uint8Array>;
  /** The scripts that the page loads before anything is imported dynamically. */
  readonly start: readonly Uint8Array[];
  readonly packages: readonly string[];
}

async function bundleAll(isDevelopment: boolean): Promise<Bundle> {
  const icon = await readFile(join(CLIENT, 'src/favicon.svg'));
  const iconPath = `assets/favicon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`;
  const icons = [[iconPath, icon]] as const;
  const game = await bundlePage(GAME, iconPath, isDevelopment);
  const puck = await bundlePage(PUCK, iconPath, isDevelopment);
  const admin = await bundlePage(ADMIN, iconPath, isDevelopment);
  return {
    all: new Map([
      ...[...game.all, ...admin.all, ...icons],
      ...[...puck.all, ...admin.all, ...icons].map(([path, bytes]) => [`puck/${path}`, bytes] as const),
    ]),
    start: game.start,
    packages: [...new Set([...game.packages, ...puck.packages, ...admin.packages])],
  };
}

async function bundlePage(source: PageSource, iconPath: string, isDevelopment: boolean): Promise<Bundle> {
  const clientRequire = createRequire(join(CLIENT, 'package.json'));
  const sharedRequire = createRequire(join(ROOT, 'packages/shared/package.json'));
  const alias = {
    phaser: join(dirname(clientRequire.resolve('phaser/package.json')), 'dist/phaser.esm.min.js'),
    // msgpackr's usual build makes functions from text, which the page's content security policy forbids.
    msgpackr: sharedRequire.resolve('msgpackr/index-no-eval'),
  };
  const result = await build({
    entryPoints: entriesOf(source),
    absWorkingDir: ROOT,
    outdir: CLIENT_DIST,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'safari16'],
    minify: !isDevelopment,
    sourcemap: isDevelopment,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
    define: { STARFRAY_DEVELOPMENT: String(isDevelopment) },
    alias,
  });
  const all = new Map<string, Uint8Array>();
  for (const file of result.outputFiles) all.set(relative(CLIENT_DIST, file.path), file.contents);
  const outputs = result.metafile.outputs;
  const script = outputOf(outputs, source.script);
  const style = outputOf(outputs, source.style);

  const renderer = source.renderer === undefined ? script : outputOf(outputs, source.renderer);

  const page = await readFile(join(ROOT, source.html), 'utf8');
  // Relative addresses, so that the page lives below any path.
  const htmlFrom = (up: string): string =>
    page
      .replaceAll('%SCRIPT%', `${up}${distPath(script)}`)
      .replaceAll('%RENDERER%', `${up}${distPath(renderer)}`)
      .replaceAll('%STYLE%', `${up}${distPath(style)}`)
      .replaceAll('%ICON%', `${up}${iconPath}`)
      // An empty address is that of the page itself, whatever path shows it.
      .replaceAll('%HERE%', '');
  all.set(source.page, Buffer.from(htmlFrom('./')));
  if (source.roomPage !== undefined) all.set(source.roomPage, Buffer.from(htmlFrom('../')));
  return {
    all,
    start: startScripts(outputs, script).flatMap((path) => all.get(distPath(path)) ?? []),
    packages: packagesOf(Object.keys(result.metafile.inputs)),
  };
}

function entriesOf({ prefix, script, style }: PageSource): Record<string, string> {
  return { [`${prefix}main`]: join(ROOT, script), [`${prefix}style`]: join(ROOT, style) };
}

type Outputs = Metafile['outputs'];

function outputOf(outputs: Outputs, entry: string): string {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entry);
  if (found === undefined) throw new Error(`the bundle has no output for ${entry}`);
  return found[0];
}

// The entry and all it imports statically: what must arrive before the menu works.
function startScripts(outputs: Outputs, entry: string, seen: string[] = []): string[] {
  if (seen.includes(entry)) return seen;
  seen.push(entry);
  for (const imported of outputs[entry]?.imports ?? []) {
    if (imported.kind === 'import-statement') startScripts(outputs, imported.path, seen);
  }
  return seen;
}

function distPath(output: string): string {
  return relative(CLIENT_DIST, join(ROOT, output));
}

async function gzippedSize(scripts: readonly Uint8Array[]): Promise<number> {
  const sizes = await Promise.all(scripts.map(async (script) => (await promisify(gzip)(script, { level: 9 })).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function writeCompressed(path: string, bytes: Uint8Array): Promise<void> {
  // Quality 9 compresses the renderer in a second; 11 takes ten times as long for 4 % less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

if (import.meta.main) {
  const { isFresh, startBytes } = await buildClient();
  const size = `${(startBytes / 1024).toFixed(1)} KB of script before the renderer`;
  console.error(isFresh ? `Client built: ${size}.` : `Client is up to date: ${size}.`);
}
