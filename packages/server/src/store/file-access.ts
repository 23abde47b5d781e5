// Why a file cannot be used by this user, in words that say what to do. Files of a server that once ran as root are the usual case.

import { accessSync, constants, statSync } from 'node:fs';

/**
 * The fault of the first of some files that is there and that this user may not read and write, with the remedy; undefined when all may
 * be used. Files that are not there are passed over.
 */
export function accessFault(paths: readonly string[]): string | undefined {
  const path = paths.find((one) => !isUsable(one));
  if (path === undefined) return undefined;
  // Not by name: in a container a user often has none.
  const uid = process.getuid?.();
  const owner = statSync(path, { throwIfNoEntry: false })?.uid;
  if (owner === undefined) return `${path}: cannot be reached by user ${uid}: mend the permissions of its directory`;
  if (owner === uid) return `${path}: may not be read and written: chmod u+rw ${path}`;
  return `${path}: belongs to user ${owner} and may not be used by user ${uid}: run as its owner, or chown ${uid} ${path}`;
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}
