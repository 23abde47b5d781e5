// The `starfray` command as tests start it: bundled, as the package has it. From source a start takes three times as much computing, and
// a test run has hundreds of starts.

import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bundleServer } from './bundle-server.ts';
import { hashSources } from './source-hash.ts';

const ROOT = join(import.meta.dirname, '..');
const BUNDLES = join(ROOT, 'node_modules/.cache/command');
const SOURCES = [
  ...['shared', 'client', 'bots', 'server'].map((name) => `packages/${name}/src`),
  'packages/server/package.json',
  'games',
  'scripts/bundle-server.ts',
  'scripts/quick-scripts.ts',
  'pnpm-lock.yaml',
];
/** Folders that scripts name, from the project's root. */
const FOLDERS = ['packages/client/dist', 'dist/package/packages', 'docs/new-game.md'];
/** A bundle of other sources may be in use by another test run. */
const KEPT_MS = 24 * 60 * 60_000;

/** Bundles the command, unless its sources are bundled already; resolves to its script. */
export async function bundleCommand(): Promise<string> {
  const hash = (await hashSources(ROOT, SOURCES)).slice(0, 16);
  const folder = join(BUNDLES, hash);
  await mkdir(BUNDLES, { recursive: true });
  if (!(await readdir(BUNDLES)).includes(hash)) await fill(folder);
  const now = new Date();
  await utimes(folder, now, now);
  await removeOld();
  return join(folder, 'starfray.js');
}

async function fill(folder: string): Promise<void> {
  const next = `${folder}.${process.pid}`;
  const folders = Object.fromEntries(FOLDERS.map((path) => [path, relative(folder, join(ROOT, path))]));
  await bundleServer(next, { ...folders, 'games/compiled': './compiled' });
  try {
    await rename(next, folder);
  } catch {
    // Another run was first.
    await rm(next, { recursive: true });
  }
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(BUNDLES)) {
    const path = join(BUNDLES, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}
