// What values a store keeps. One table a record: it guards what comes in, and proves what comes back from outside as text.

import type { Ban, BanKind } from '@starfray/shared/admin';
import type { ScoreEntry } from './score-shelf.ts';
import type { AuditEntry, LeaderboardEntry, VisitResult } from './store.ts';
import { StoreFault } from './store-fault.ts';

type Check = (value: unknown) => boolean;
type Fields<T> = { readonly [K in keyof T]-?: Check };

const LONGEST_KEY = 128;
const LONGEST_NAME = 64;
const LONGEST_TEXT = 1000;
const MAX_TALLIES = 16;
const TALLY = /^[a-z]{1,16}$/;

/** Printable ASCII without spaces, so that all stores order keys alike. */
const key: Check = (value) => typeof value === 'string' && value.length <= LONGEST_KEY && /^[!-~]+$/.test(value);
const text =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest && value.isWellFormed();
const integer: Check = (value) => Number.isSafeInteger(value);
/** Bounded so that sums of thousands of visits stay exact. */
const amount: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 40;
const time: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
/** Few and short, since each is a field of its own in a profile. */
const counts: Check = (value) => {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return entries.length <= MAX_TALLIES && entries.every(([name, count]) => TALLY.test(name) && amount(count));
};
const flag: Check = (value) => typeof value === 'boolean';

const RESULT: Fields<VisitResult> = {
  id: key,
  pilot: key,
  isIdentified: flag,
  name: text(LONGEST_NAME),
  mode: key,
  score: integer,
  tallies: counts,
  seconds: amount,
  endedAtMs: time,
};

const ENTRY: Fields<LeaderboardEntry> = {
  pilot: key,
  isIdentified: flag,
  name: text(LONGEST_NAME),
  score: integer,
  endedAtMs: time,
};

const KINDS: readonly BanKind[] = ['account', 'session', 'address', 'token'];

const BAN: Fields<Ban> = {
  id: key,
  kind: (value) => KINDS.some((known) => known === value),
  value: key,
  reason: text(LONGEST_TEXT),
  createdAtMs: time,
  expiresAtMs: (value) => value === undefined || time(value),
  by: text(LONGEST_KEY),
};

const AUDIT: Fields<AuditEntry> = {
  atMs: time,
  by: text(LONGEST_KEY),
  action: text(LONGEST_KEY),
  subject: text(LONGEST_TEXT),
  detail: text(LONGEST_TEXT),
};

const SCORE: Fields<ScoreEntry> = { player: key, name: text(LONGEST_NAME), score: integer };

/** @throws StoreFault that names the first field that cannot be kept. */
export function checkScore(entry: ScoreEntry): void {
  check(SCORE, entry, `the score of ${entry.name}`);
}

/** @throws StoreFault that names the first field that cannot be kept. */
export function checkResult(result: VisitResult): void {
  check(RESULT, result, `result ${result.id}`);
}

/** @throws StoreFault that names the first field that cannot be kept. */
export function checkBan(ban: Ban): void {
  check(BAN, ban, `ban ${ban.id}`);
}

/** @throws StoreFault as `too-many` when `most` others are kept already. */
export function checkBanCount(others: number, most: number): void {
  if (others < most) return;
  throw new StoreFault('too-many', `${most} bans are kept already: lift some, or ban a network; this one was not kept`);
}

/** @throws StoreFault that names the first field that cannot be kept. */
export function checkAudit(entry: AuditEntry): void {
  check(AUDIT, entry, `audit entry "${entry.action}"`);
}

export function isEntry(value: unknown): value is LeaderboardEntry {
  return isKept(ENTRY, value);
}

export function isBan(value: unknown): value is Ban {
  return isKept(BAN, value);
}

export function isAudit(value: unknown): value is AuditEntry {
  return isKept(AUDIT, value);
}

function check(fields: Readonly<Record<string, Check>>, value: object, what: string): void {
  const wrong = wrongField(fields, value);
  if (wrong !== undefined) throw new StoreFault('failed', `${what}: its ${wrong} cannot be kept; this one was refused`);
}

function isKept(fields: Readonly<Record<string, Check>>, value: unknown): boolean {
  return typeof value === 'object' && value !== null && wrongField(fields, value) === undefined;
}

function wrongField(fields: Readonly<Record<string, Check>>, value: object): string | undefined {
  const given = new Map<string, unknown>(Object.entries(value));
  return Object.entries(fields).find(([name, isFine]) => !isFine(given.get(name)))?.[0];
}
