// Makes a directory with those above it. Node's own way to do so never ends on a file system that answers "no such file" where nothing may be
// made, as /proc does.

import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Answers the first directory that had to be made; undefined when all were there. @throws what the system says of the first that cannot be. */
export function makeDirectory(path: string): string | undefined {
  const missing: string[] = [];
  for (let at = resolve(path); statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at))
    missing.unshift(at);
  for (const one of missing) makeOne(one);
  return missing[0];
}

// Another process may have made it meanwhile.
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
