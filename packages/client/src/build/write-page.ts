// Writes a bundled page into a folder that a server can serve, with its assets compressed beside them.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type BundleOptions, bundlePage, type PageBundle } from './bundle-page.ts';
import type { PageSource } from './page-source.ts';

/**
 * Builds the page of a game, and that of admins, into the folder `target`: what `serveGame` takes as `clientDir`. Assets of earlier builds stay
 * for pages that are still open.
 * @returns `startBytes`: gzipped bytes of script that the menu needs, without the game and its renderer.
 * @throws Error when a source cannot be read or bundled; then nothing is written.
 */
export async function buildPage(
  source: PageSource,
  target: string,
  options: BundleOptions = {},
): Promise<{ readonly startBytes: number }> {
  const { files, start } = await bundlePage(source, options);
  await writePage(target, files, options);
  return { startBytes: await gzippedSize(start) };
}

/** Writes the files in their order, in which pages come after what they name: no visitor finds a page without its assets. */
export async function writePage(
  target: string,
  files: PageBundle['files'],
  { isDevelopment = false }: BundleOptions,
): Promise<void> {
  for (const [path, bytes] of files) {
    const place = join(target, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
    if (!isDevelopment && path.includes('assets/')) await writeCompressed(place, bytes);
  }
}

export async function gzippedSize(scripts: readonly Uint8Array[]): Promise<number> {
  const sizes = await Promise.all(scripts.map(async (script) => (await promisify(gzip)(script, { level: 9 })).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function writeCompressed(path: string, bytes: Uint8Array): Promise<void> {
  // Quality 9 compresses the renderer in a second; 11 takes ten times as long for 4 % less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
