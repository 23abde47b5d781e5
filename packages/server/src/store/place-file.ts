// Puts a finished draft in its place, whole and never over another file, also where the file system has no hard links: FAT, many network
// shares, some containers' volumes.

import { closeSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';

type Link = (from: string, to: string) => void;

/** What file systems without hard links answer. */
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES', 'EMLINK', 'EINVAL'];

/**
 * Moves `draft` to `to`. Throws EEXIST, with both left as they are, when there is a file. The content appears whole or not at all; on a
 * file system without hard links an empty file stands in its place for a moment before.
 */
export function placeFile(draft: string, to: string, link: Link = linkSync): void {
  try {
    // A link, unlike a renaming, takes nobody's place.
    link(draft, to);
  } catch (error) {
    if (!WITHOUT_LINKS.includes(codeOf(error))) throw error;
    reserve(draft, to);
    return;
  }
  rmSync(draft, { force: true });
}

// The empty file, made only where there is none, is ours: the renaming replaces that.
function reserve(draft: string, to: string): void {
  closeSync(openSync(to, 'wx', 0o600));
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
