// Why a file cannot be used by this user, in words that say what to do. Files of a server that once ran as root are the usual case.

import { accessSync, constants, statSync } from 'node:fs';

/**
 * The fault of some files that are there and that this user may not read and write, with the remedy; undefined when all may be used. Files
 * that are not there are passed over. With `isOwned` they are to belong to this user, as those of a server; else its owner is to act.
 */
export function accessFault(paths: readonly string[], isOwned = false): string | undefined {
  const refused = paths.filter((one) => !isUsable(one));
  const [path] = refused;
  if (path === undefined) return undefined;
  // Not by name: in a container a user often has none.
  const uid = process.getuid?.();
  const owner = statSync(path, { throwIfNoEntry: false })?.uid;
  if (owner === undefined) return `${path}: cannot be reached by user ${uid}: mend the permissions of its directory`;
  if (owner === uid) return `${path}: may not be read and written: chmod u+rw ${path}`;
  const others = refused.length > 1 ? ` (nor may ${refused.length - 1} more)` : '';
  const text = `${path}: belongs to user ${owner} and may not be used by user ${uid}${others}`;
  if (!isOwned) return `${text}: run this as its owner, as with sudo -u '#${owner}'`;
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return `${text}: run as its owner, or chown ${isDirectory ? '-R ' : ''}${uid} ${refused.join(' ')}`;
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}
