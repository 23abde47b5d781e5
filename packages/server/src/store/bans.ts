// When a ban lasts, and the order of bans.

import type { Ban } from '@starfray/shared/admin';

/** Does it last at a moment (Unix ms)? */
export function lasts({ expiresAtMs }: Ban, atMs: number): boolean {
  return expiresAtMs === undefined || expiresAtMs > atMs;
}

/** Oldest first, equals by id. */
export function sortBans(bans: readonly Ban[]): Ban[] {
  return bans.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
}
