// What a server keeps that must outlive it: results of visits, bans and the audit log. The promises, with ids, are in docs/store.md.

import type { Ban } from '@starfray/shared/admin';
import type { Period } from '@starfray/shared/protocol';

/** What a game counts of a pilot's visits, such as kills: by names of 1 to 16 lower-case letters. */
export type TallyCounts = Readonly<{ [name: string]: number }>;

/** What a pilot did in one visit. Whole numbers throughout; `kept-values.ts` has the bounds. */
export interface VisitResult {
  /** Unique: adding a result again changes nothing. */
  readonly id: string;
  /** Opaque, such as `account:7` or `guest:9f2c`. */
  readonly pilot: string;
  /** Does the pilot have an account? Only then is there a profile. */
  readonly isIdentified: boolean;
  readonly name: string;
  readonly mode: string;
  readonly score: number;
  readonly tallies: TallyCounts;
  readonly seconds: number;
  /** Unix ms. */
  readonly endedAtMs: number;
}

/** How long the leaderboard of a day is kept. */
export const DAY_BOARD_LASTS_MS = 8 * 86_400_000;

export interface LeaderboardQuery {
  readonly mode: string;
  readonly period: Period;
  /** Entries wanted; no more than `MAX_LEADERBOARD` are given. */
  readonly limit: number;
  /** Unix ms: says which week, or which day. */
  readonly nowMs: number;
}

/** A pilot's best visit. */
export interface LeaderboardEntry {
  readonly pilot: string;
  readonly isIdentified: boolean;
  /** As it was in that visit. */
  readonly name: string;
  readonly score: number;
  /** Unix ms. */
  readonly endedAtMs: number;
}

/** All visits of a pilot with an account. */
export interface Profile {
  readonly pilot: string;
  /** As it was in the last visit. */
  readonly name: string;
  readonly bestScore: number;
  readonly visits: number;
  readonly tallies: TallyCounts;
  readonly seconds: number;
  /** Unix ms of the ends of the first visit and of the last. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface AuditEntry {
  /** Unix ms. */
  readonly atMs: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

export interface StoreHealth {
  /** Writes taken and not yet acknowledged. */
  readonly pending: number;
  /** Unix ms of the last commit; 0 before the first. */
  readonly lastCommitMs: number;
  /** Why something in the last group of writes was refused; undefined when all of it was kept. */
  readonly lastFault?: string | undefined;
  /** Ids of stored bans that could not be read the last time, and so do not hold. */
  readonly unreadableBans?: readonly string[] | undefined;
}

export const MAX_LEADERBOARD = 100;
export const MAX_AUDIT_LOG = 1000;
/** Writes that may wait for their commit: two seconds of a thousand rooms' results, and a few megabytes. */
export const MAX_PENDING_WRITES = 10_000;
/** Questions that may wait for their answer. */
export const MAX_PENDING_READS = 1000;

/** Every method rejects with a `StoreFault`, and with nothing else. A write that resolved is kept. */
export interface Store {
  addResult(result: VisitResult): Promise<void>;
  /** Best first; of equal scores the earlier, then by pilot. A pilot has one entry. */
  leaderboard(query: LeaderboardQuery): Promise<readonly LeaderboardEntry[]>;
  /** Undefined for a pilot who is unknown or has no account. */
  profile(pilot: string): Promise<Profile | undefined>;
  /**
   * Takes the place of a ban with the same id, and forgets those that had expired by `createdAtMs`. Rejects as `too-many` when
   * MAX_BANS others last.
   */
  addBan(ban: Ban): Promise<void>;
  /** Answers whether there was one. */
  removeBan(id: string): Promise<boolean>;
  /** Those that last at a moment (Unix ms), oldest first, equals by id. One that cannot be read is left out: `health` names it. */
  bans(nowMs: number): Promise<readonly Ban[]>;
  audit(entry: AuditEntry): Promise<void>;
  /** The last entries, newest first; no more than `MAX_AUDIT_LOG`. */
  auditLog(limit: number): Promise<readonly AuditEntry[]>;
  health(): StoreHealth;
  /** Writes what was taken, then ends; whatever is asked afterwards is refused as `closed`. */
  close(): Promise<void>;
}
