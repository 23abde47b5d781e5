// Bundles the page of a game, and the page of admins beside it: hashed names, split so that the renderer comes after the menu.

import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { escapeHtml, fillTemplate } from './page-html.ts';
import { pageManifest } from './page-manifest.ts';
import type { PageSource } from './page-source.ts';

const TEMPLATE = fileURLToPath(new URL('../page/page.html', import.meta.url));
const ICON = fileURLToPath(new URL('../page/icon.svg', import.meta.url));
const STYLE = fileURLToPath(new URL('../ui/styles/style.css', import.meta.url));
const ADMIN = {
  script: fileURLToPath(new URL('../admin/main.ts', import.meta.url)),
  style: fileURLToPath(new URL('../admin/styles/admin.css', import.meta.url)),
  template: fileURLToPath(new URL('../admin/admin.html', import.meta.url)),
};

export interface BundleOptions {
  /** Where relative paths start; by default the working directory. */
  readonly folder?: string;
  /** For development: not minified, with source maps, and the page reloads after a rebuild. */
  readonly isDevelopment?: boolean;
}

export interface PageBundle {
  /** Every file by its path, which is relative, with forward slashes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The scripts that the menu needs: all that the page loads before anything is imported dynamically. */
  readonly start: readonly Uint8Array[];
  /** The scripts that the game needs besides, without its renderer. */
  readonly game: readonly Uint8Array[];
  /** The source files that went in, from the folder. */
  readonly inputs: readonly string[];
}

/** @throws Error when a source cannot be read or bundled. */
export async function bundlePage(source: PageSource, options: BundleOptions = {}): Promise<PageBundle> {
  const folder = realpathSync(options.folder ?? process.cwd());
  const isDevelopment = options.isDevelopment === true;
  const at = (path: string): string => realpathSync(resolve(folder, path));
  const { identity, description = identity.about, tagline = identity.about } = source;
  const title = escapeHtml(identity.title);
  const icon = await readFile(at(source.icon ?? ICON));
  const iconPath = hashedPath('icon', icon, 'svg');
  const manifest = pageManifest({ ...identity, description }, iconPath);
  const manifestPath = hashedPath('manifest', manifest, 'webmanifest');
  const game = await bundle({
    folder,
    isDevelopment,
    entries: { main: at(source.script), style: at(source.style ?? STYLE), renderer: at(source.renderer) },
  });
  const admin = await bundle({
    folder,
    isDevelopment,
    entries: { 'admin-main': at(ADMIN.script), 'admin-style': at(ADMIN.style) },
  });
  const words = {
    TITLE: title,
    DESCRIPTION: escapeHtml(description),
    TAGLINE: escapeHtml(tagline),
    PLAYER: escapeHtml(identity.playerName),
    KEYS: escapeHtml(identity.keyPrefix),
    LOGO: source.logo ?? title,
    // An empty address is that of the page itself, whatever path shows it.
    HERE: '',
  };
  const { main = '' } = game.paths;
  const loader = importerOf(game.outputs, game.paths['renderer'] ?? '') ?? main;
  const start = startScripts(game.outputs, main);
  const template = await readFile(TEMPLATE, 'utf8');
  // Relative addresses, so that the page lives below any path.
  const page = (up: string): Uint8Array => {
    const { style = '', renderer = '' } = game.paths;
    const addresses = { SCRIPT: up + main, STYLE: up + style, RENDERER: up + renderer, GAME: up + loader };
    return Buffer.from(
      fillTemplate(template, { ...words, ...addresses, ICON: up + iconPath, MANIFEST: up + manifestPath }),
    );
  };
  const { 'admin-main': adminScript = '', 'admin-style': adminStyle = '' } = admin.paths;
  const adminPage = fillTemplate(await readFile(ADMIN.template, 'utf8'), {
    ...words,
    ...{ SCRIPT: `./${adminScript}`, STYLE: `./${adminStyle}`, ICON: `./${iconPath}` },
  });
  return {
    files: new Map([
      ...[...game.files, ...admin.files],
      [iconPath, icon],
      [manifestPath, manifest],
      ['admin.html', Buffer.from(adminPage)],
      ['index.html', page('./')],
      // For invitations, which lie one level below: `/r/<room>`.
      ['room.html', page('../')],
    ]),
    start: start.flatMap((path) => game.files.get(path) ?? []),
    game: startScripts(game.outputs, loader, [...start])
      .slice(start.length)
      .flatMap((path) => game.files.get(path) ?? []),
    inputs: [...game.inputs, ...admin.inputs],
  };
}

function hashedPath(name: string, bytes: Uint8Array, ending: string): string {
  return `assets/${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.${ending}`;
}

interface Bundled {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Of each entry, by its name. */
  readonly paths: Readonly<Record<string, string>>;
  /** What esbuild says of each file, by its path. */
  readonly outputs: Metafile['outputs'];
  readonly inputs: readonly string[];
}

interface BundleTask {
  readonly folder: string;
  readonly isDevelopment: boolean;
  readonly entries: Readonly<Record<string, string>>;
}

// Each page apart: none loads a chunk for the sake of another.
async function bundle({ folder, isDevelopment, entries }: BundleTask): Promise<Bundled> {
  // The renderer keeps the name that its module has: the script imports it, and only a failed import asks for its address.
  const { renderer, ...named } = entries;
  const result = await build({
    entryPoints: named,
    absWorkingDir: folder,
    outdir: folder,
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
    alias: aliases(),
  });
  const { inputs, outputs } = result.metafile;
  const pathOf = (entry: string): string => {
    const wanted = relative(folder, entry).replaceAll('\\', '/');
    const found = Object.entries(outputs).find(([, output]) => output.entryPoint === wanted);
    if (found === undefined)
      throw new Error(`${entry} is no file of its own in the bundle: the script must import it, and dynamically`);
    return found[0];
  };
  return {
    files: new Map(
      result.outputFiles.map((file) => [relative(folder, file.path).replaceAll('\\', '/'), file.contents]),
    ),
    paths: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, pathOf(entry)])),
    outputs,
    inputs: Object.keys(inputs),
  };
}

function aliases(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const sharedRequire = createRequire(require.resolve('@starfray/shared/core'));
  return {
    phaser: join(dirname(require.resolve('phaser/package.json')), 'dist/phaser.esm.min.js'),
    // msgpackr's usual build makes functions from text, which the page's content security policy forbids.
    msgpackr: sharedRequire.resolve('msgpackr/index-no-eval'),
  };
}

// The entry and all it imports statically: what must arrive before the menu works.
function startScripts(outputs: Metafile['outputs'], entry: string, seen: string[] = []): string[] {
  if (seen.includes(entry)) return seen;
  seen.push(entry);
  for (const imported of outputs[entry]?.imports ?? []) {
    if (imported.kind === 'import-statement') startScripts(outputs, imported.path, seen);
  }
  return seen;
}

// The script that asks for the renderer, which is the game itself: the page loads it beside the first one.
function importerOf(outputs: Metafile['outputs'], renderer: string): string | undefined {
  return Object.entries(outputs).find(([, { imports }]) =>
    imports.some(({ kind, path }) => kind === 'dynamic-import' && path === renderer),
  )?.[0];
}
