// The bans that a node read last from Redis: what it can give back when Redis has lost them.

import type { Ban } from '@starfray/shared/admin';

export class KnownBans {
  private readonly bans = new Map<string, Ban>();
  /** Of the list that was read: another one, or none, says that Redis has lost bans since. */
  private lineage: string | undefined;

  /** What was read, under the lineage that it had. */
  note(lineage: string, bans: readonly Ban[]): void {
    this.lineage = lineage;
    this.bans.clear();
    for (const ban of bans) this.bans.set(ban.id, ban);
  }

  /** Takes a ban in, and forgets what had expired by then, as Redis does. */
  add(ban: Ban): void {
    for (const { id, expiresAtMs } of this.bans.values()) {
      if (expiresAtMs !== undefined && expiresAtMs <= ban.createdAtMs) this.bans.delete(id);
    }
    this.bans.set(ban.id, ban);
  }

  remove(id: string): void {
    this.bans.delete(id);
  }

  /** Does this lineage follow on what was read? */
  follows(lineage: string | undefined): boolean {
    return lineage !== undefined && lineage === this.lineage;
  }

  all(): readonly Ban[] {
    return [...this.bans.values()];
  }
}
