// A hash of sources, by which a build knows whether they have changed since the last one.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Hashes files and whole folders below `root`, their tests left out, and `options`, which change what is made of them. */
export async function hashSources(root: string, sources: readonly string[], options = ''): Promise<string> {
  const hash = createHash('sha256').update(options);
  for (const source of sources) {
    const path = join(root, source);
    for (const file of !source.includes('.') ? await sourceFiles(path) : [path]) {
      hash.update(relative(root, file)).update('\0');
      hash.update(await readFile(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
