// A ban as the banned person reads it, at the door and in the middle of a game.

import type { BanTerms } from '@starfray/shared/admin';

/** The end comes before the reason, which is the part that is cut where a close frame is too short. */
export function banWords({ reason, expiresAtMs }: Pick<BanTerms, 'reason' | 'expiresAtMs'>): string {
  const until =
    expiresAtMs === undefined ? '' : ` until ${new Date(expiresAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `You are banned here${until}: ${reason}`;
}
