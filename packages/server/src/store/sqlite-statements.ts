// The SQL of the embedded store: each statement prepared once, and rows proven as they come back.

import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Ban } from '@starfray/shared/admin';
import { assert, clamp } from '@starfray/shared/core';
import { PERIODS } from '@starfray/shared/protocol';
import { checkAudit, checkBan, checkBanCount, checkResult, checkScore, isBan } from './kept-values.ts';
import { isoDay, periodKey } from './periods.ts';
import { type KeptScore, SCORE_LASTS_MS, type ScoreClaim, type ScoreWrite } from './score-shelf.ts';
import {
  type AuditEntry,
  DAY_BOARD_LASTS_MS,
  type LeaderboardEntry,
  type LeaderboardQuery,
  MAX_AUDIT_LOG,
  MAX_LEADERBOARD,
  type Profile,
  type VisitResult,
} from './store.ts';

type Row = Readonly<Record<string, SQLOutputValue>>;

const SQL = {
  addResult: `INSERT INTO results
    (id, pilot, is_identified, name, mode, score, tallies, seconds, ended_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  addScore: `INSERT INTO best_scores (mode, period, pilot, is_identified, name, score, ended_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mode, period, pilot) DO UPDATE
    SET is_identified = excluded.is_identified, name = excluded.name, score = excluded.score,
      ended_at_ms = excluded.ended_at_ms
    WHERE excluded.score > score OR (excluded.score = score AND excluded.ended_at_ms < ended_at_ms)`,
  addToProfile: `INSERT INTO profiles
    (pilot, name, best_score, stays, seconds, first_seen_ms, last_seen_ms)
    VALUES (?, ?, ?, 1, ?, ?, ?) ON CONFLICT (pilot) DO UPDATE
    SET name = iif(excluded.last_seen_ms >= last_seen_ms, excluded.name, name),
      best_score = max(best_score, excluded.best_score), stays = stays + 1, seconds = seconds + excluded.seconds,
      first_seen_ms = min(first_seen_ms, excluded.first_seen_ms), last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)`,
  addToTally: `INSERT INTO profile_tallies (pilot, name, total) VALUES (?, ?, ?)
    ON CONFLICT (pilot, name) DO UPDATE SET total = total + excluded.total`,
  tallies: 'SELECT name, total FROM profile_tallies WHERE pilot = ?',
  leaderboard: `SELECT pilot, is_identified, name, score, ended_at_ms FROM best_scores
    WHERE mode = ? AND period = ? ORDER BY score DESC, ended_at_ms, pilot LIMIT ?`,
  // Only days are written so.
  dropOldDays: `DELETE FROM best_scores WHERE period GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND period < ?`,
  profile: 'SELECT * FROM profiles WHERE pilot = ?',
  dropExpiredBans: 'DELETE FROM bans WHERE expires_at_ms <= ?',
  addBan:
    'INSERT OR REPLACE INTO bans (id, kind, value, reason, created_at_ms, expires_at_ms, banned_by) VALUES (?, ?, ?, ?, ?, ?, ?)',
  countOtherBans: 'SELECT count(*) AS others FROM bans WHERE id <> ?',
  removeBan: 'DELETE FROM bans WHERE id = ?',
  bans: 'SELECT * FROM bans WHERE expires_at_ms IS NULL OR expires_at_ms > ? ORDER BY created_at_ms, id',
  dropOldScores: 'DELETE FROM scores WHERE written_at_ms <= ?',
  dropScore: 'DELETE FROM scores WHERE player = ?',
  keepScore: 'INSERT OR REPLACE INTO scores (player, name, score, run, written_at_ms) VALUES (?, ?, ?, ?, ?)',
  takeScore: `UPDATE scores SET run = ?1 WHERE player = ?2 AND run <> ?1 AND written_at_ms > ?3
    RETURNING name, score`,
  audit: 'INSERT INTO audit (at_ms, done_by, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
  auditLog: 'SELECT * FROM audit ORDER BY number DESC LIMIT ?',
} as const;

export class SqliteStatements {
  private readonly prepared: Readonly<Record<keyof typeof SQL, StatementSync>>;

  private readonly maxBans: number;
  /** The latest day that a result was of. */
  private lastDay = '';

  constructor(database: DatabaseSync, maxBans: number) {
    this.maxBans = maxBans;
    const prepare = (name: keyof typeof SQL) => database.prepare(SQL[name]);
    this.prepared = {
      addResult: prepare('addResult'),
      addScore: prepare('addScore'),
      addToProfile: prepare('addToProfile'),
      addToTally: prepare('addToTally'),
      tallies: prepare('tallies'),
      leaderboard: prepare('leaderboard'),
      dropOldDays: prepare('dropOldDays'),
      profile: prepare('profile'),
      dropExpiredBans: prepare('dropExpiredBans'),
      addBan: prepare('addBan'),
      countOtherBans: prepare('countOtherBans'),
      removeBan: prepare('removeBan'),
      bans: prepare('bans'),
      dropOldScores: prepare('dropOldScores'),
      dropScore: prepare('dropScore'),
      keepScore: prepare('keepScore'),
      takeScore: prepare('takeScore'),
      audit: prepare('audit'),
      auditLog: prepare('auditLog'),
    };
  }

  /** Answers false for a result that is there already. */
  addResult(result: VisitResult): boolean {
    checkResult(result);
    const { id, pilot, name, mode, score, tallies, seconds, endedAtMs } = result;
    const isIdentified = Number(result.isIdentified);
    const { addResult, addScore, addToProfile, addToTally } = this.prepared;
    const counts = JSON.stringify(tallies);
    const kept = addResult.run(id, pilot, isIdentified, name, mode, score, counts, seconds, endedAtMs);
    if (kept.changes === 0) return false;
    for (const period of PERIODS) {
      addScore.run(mode, periodKey(period, endedAtMs), pilot, isIdentified, name, score, endedAtMs);
    }
    this.dropOldDays(endedAtMs);
    if (!result.isIdentified) return true;
    addToProfile.run(pilot, name, score, seconds, endedAtMs, endedAtMs);
    for (const [tally, count] of Object.entries(tallies)) addToTally.run(pilot, tally, count);
    return true;
  }

  // Once for each new day: the table is looked through for it.
  private dropOldDays(nowMs: number): void {
    const day = isoDay(nowMs);
    if (day <= this.lastDay) return;
    this.lastDay = day;
    this.prepared.dropOldDays.run(isoDay(nowMs - DAY_BOARD_LASTS_MS));
  }

  leaderboard({ mode, period, limit, nowMs }: LeaderboardQuery): LeaderboardEntry[] {
    return this.prepared.leaderboard
      .all(mode, periodKey(period, nowMs), clamp(limit, 0, MAX_LEADERBOARD))
      .map((row) => ({
        pilot: text(row, 'pilot'),
        isIdentified: integer(row, 'is_identified') === 1,
        name: text(row, 'name'),
        score: integer(row, 'score'),
        endedAtMs: integer(row, 'ended_at_ms'),
      }));
  }

  profile(pilot: string): Profile | undefined {
    const row = this.prepared.profile.get(pilot);
    if (row === undefined) return undefined;
    return {
      pilot,
      name: text(row, 'name'),
      bestScore: integer(row, 'best_score'),
      visits: integer(row, 'stays'),
      tallies: Object.fromEntries(
        this.prepared.tallies.all(pilot).map((tally) => [text(tally, 'name'), integer(tally, 'total')]),
      ),
      seconds: integer(row, 'seconds'),
      firstSeenMs: integer(row, 'first_seen_ms'),
      lastSeenMs: integer(row, 'last_seen_ms'),
    };
  }

  addBan(ban: Ban): boolean {
    checkBan(ban);
    const { id, kind, value, reason, createdAtMs, expiresAtMs, by } = ban;
    this.prepared.dropExpiredBans.run(createdAtMs);
    checkBanCount(Number(this.prepared.countOtherBans.get(id)?.['others']), this.maxBans);
    return this.prepared.addBan.run(id, kind, value, reason, createdAtMs, expiresAtMs ?? null, by).changes === 1;
  }

  removeBan(id: string): boolean {
    return this.prepared.removeBan.run(id).changes === 1;
  }

  /** Those that can be read, and the ids of those that cannot. */
  bans(nowMs: number): { readonly bans: Ban[]; readonly unreadable: string[] } {
    const bans: Ban[] = [];
    const unreadable: string[] = [];
    for (const row of this.prepared.bans.all(nowMs)) {
      const ban = toBan(row);
      if (ban === undefined) unreadable.push(String(row['id']));
      else bans.push(ban);
    }
    return { bans, unreadable };
  }

  saveScores({ run, atMs, kept, gone }: ScoreWrite): boolean {
    for (const entry of kept) checkScore(entry);
    this.prepared.dropOldScores.run(atMs - SCORE_LASTS_MS);
    for (const player of gone) this.prepared.dropScore.run(player);
    for (const { player, name, score } of kept) this.prepared.keepScore.run(player, name, score, run, atMs);
    return true;
  }

  takeScore({ player, run, atMs }: ScoreClaim): KeptScore | undefined {
    const row = this.prepared.takeScore.get(run, player, atMs - SCORE_LASTS_MS);
    return row === undefined ? undefined : { name: text(row, 'name'), score: integer(row, 'score') };
  }

  audit(entry: AuditEntry): boolean {
    checkAudit(entry);
    const { atMs, by, action, subject, detail } = entry;
    return this.prepared.audit.run(atMs, by, action, subject, detail).changes === 1;
  }

  auditLog(limit: number): AuditEntry[] {
    return this.prepared.auditLog.all(clamp(limit, 0, MAX_AUDIT_LOG)).map((row) => ({
      atMs: integer(row, 'at_ms'),
      by: text(row, 'done_by'),
      action: text(row, 'action'),
      subject: text(row, 'subject'),
      detail: text(row, 'detail'),
    }));
  }
}

// Undefined for a row that somebody else wrote: one such must not cost the other bans.
function toBan(row: Row): Ban | undefined {
  const { expires_at_ms: end } = row;
  const ban: unknown = {
    id: row['id'],
    kind: row['kind'],
    value: row['value'],
    reason: row['reason'],
    createdAtMs: row['created_at_ms'],
    ...(end !== null && { expiresAtMs: end }),
    by: row['banned_by'],
  };
  return isBan(ban) ? ban : undefined;
}

function text(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === 'string', `${column} is no text`);
  return value;
}

function integer(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === 'number', `${column} is no number`);
  return value;
}
