// Builds the browser client into packages/client/dist: hashed, split and pre-compressed. Does nothing when its sources
// have not changed since the last build.

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePage, gzippedSize, writePage } from '@starfray/client/build';
import { PAGE as PUCK_PAGE } from '../games/puck/client/page-source.ts';
import { PAGE as STARFRAY_PAGE } from '../games/starfray/client/page-source.ts';
import { hashSources } from './source-hash.ts';
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
const MAX_SWAPS = 10;

/** Where the built client lies; the second game's is in the folder `puck` below it. */
export const CLIENT_DIST = join(CLIENT, 'dist');

export interface ClientBuild {
  /** False when the sources were those of the last build. */
  readonly isFresh: boolean;
  /** Gzipped bytes of the JavaScript that the menu needs, and that the game needs besides before its renderer is asked for. */
  readonly startBytes: number;
  readonly gameBytes: number;
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
  const sources = await hashSources(ROOT, SOURCES, String(isDevelopment));
  const last = await readManifest();
  if (last?.sources === sources) {
    const { startBytes, gameBytes, packages } = last;
    return { isFresh: false, startBytes, gameBytes, packages };
  }

  const files = await bundleAll(isDevelopment);
  const startBytes = await gzippedSize(files.start);
  const gameBytes = await gzippedSize(files.game);
  const next = `${CLIENT_DIST}.${process.pid}`;
  await rm(next, { recursive: true, force: true });
  await writePage(next, files.all, { isDevelopment });
  const { packages } = files;
  const manifest: Manifest = { sources, startBytes, gameBytes, packages };
  await writeFile(join(next, 'build.json'), JSON.stringify(manifest));
  await swapIn(next);
  return { isFresh: true, startBytes, gameBytes, packages };
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

interface Bundle {
  /** Every file by its path below dist. */
  readonly all: ReadonlyMap<string, Uint8Array>;
  /** The scripts that the page loads before anything is imported dynamically. */
  readonly start: readonly Uint8Array[];
  /** And those of the game before its renderer is asked for. */
  readonly game: readonly Uint8Array[];
  readonly packages: readonly string[];
}

async function bundleAll(isDevelopment: boolean): Promise<Bundle> {
  const options = { folder: ROOT, isDevelopment };
  const game = await bundlePage(STARFRAY_PAGE, options);
  const puck = await bundlePage(PUCK_PAGE, options);
  return {
    all: new Map([...game.files, ...[...puck.files].map(([path, bytes]) => [`puck/${path}`, bytes] as const)]),
    start: game.start,
    game: game.game,
    packages: packagesOf([...game.inputs, ...puck.inputs]),
  };
}

if (import.meta.main) {
  const { isFresh, startBytes, gameBytes } = await buildClient();
  const size = `${kilobytes(startBytes)} of script for the menu, ${kilobytes(gameBytes)} for the game before its renderer`;
  console.error(isFresh ? `Client built: ${size}.` : `Client is up to date: ${size}.`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
