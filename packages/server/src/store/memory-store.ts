// What a server without a place for its data keeps: the same contract, as long as the process lives, and only so much of it.

import type { Ban } from '@starfray/shared/admin';
import { clamp } from '@starfray/shared/core';
import { MAX_BANS, PERIODS } from '@starfray/shared/protocol';
import { lasts, sortBans } from './bans.ts';
import { BestScores } from './best-scores.ts';
import { checkAudit, checkBan, checkBanCount, checkResult } from './kept-values.ts';
import { periodKey } from './periods.ts';
import {
  type AuditEntry,
  type LeaderboardEntry,
  type LeaderboardQuery,
  MAX_AUDIT_LOG,
  MAX_LEADERBOARD,
  type Profile,
  type Store,
  type StoreHealth,
  type TallyCounts,
  type VisitResult,
} from './store.ts';
import { StoreFault } from './store-fault.ts';

/** Results whose ids are remembered, and profiles: the oldest make way. Some tens of megabytes. */
const KEPT_RESULTS = 100_000;
const KEPT_PROFILES = 100_000;
/** Places of a leaderboard, and leaderboards: a few modes, of all time and of some weeks and days. */
const PLACES = 1000;
const KEPT_BOARDS = 64;

/** @param now Unix ms */
export function createMemoryStore(now: () => number = Date.now, maxBans: number = MAX_BANS): Store {
  return new MemoryStore(now, maxBans);
}

class MemoryStore implements Store {
  private readonly now: () => number;
  private readonly maxBans: number;
  private readonly resultIds = new Set<string>();
  private readonly boards = new Map<string, BestScores>();
  private readonly profiles = new Map<string, Profile>();
  private readonly bansById = new Map<string, Ban>();
  private readonly auditEntries: AuditEntry[] = [];
  private isClosed = false;
  private lastCommitMs = 0;

  constructor(now: () => number, maxBans: number) {
    this.now = now;
    this.maxBans = maxBans;
  }

  async addResult(result: VisitResult): Promise<void> {
    this.beginWrite(() => checkResult(result));
    if (this.resultIds.has(result.id)) return;
    this.resultIds.add(result.id);
    dropOldest(this.resultIds, KEPT_RESULTS);
    const { pilot, isIdentified, name, mode, score, endedAtMs } = result;
    const entry: LeaderboardEntry = { pilot, isIdentified, name, score, endedAtMs };
    for (const period of PERIODS) this.board(mode, periodKey(period, endedAtMs)).add(entry);
    if (!isIdentified) return;
    const profile = addToProfile(this.profiles.get(pilot), result);
    // Deleted and set again, so that the last one added to stands last.
    this.profiles.delete(pilot);
    this.profiles.set(pilot, profile);
    dropOldest(this.profiles, KEPT_PROFILES);
  }

  async leaderboard({ mode, period, limit, nowMs }: LeaderboardQuery): Promise<readonly LeaderboardEntry[]> {
    this.requireOpen();
    const board = this.boards.get(boardKey(mode, periodKey(period, nowMs)));
    return board?.top(clamp(limit, 0, MAX_LEADERBOARD)) ?? [];
  }

  async profile(pilot: string): Promise<Profile | undefined> {
    this.requireOpen();
    return this.profiles.get(pilot);
  }

  async addBan(ban: Ban): Promise<void> {
    this.beginWrite(() => checkBan(ban));
    for (const old of this.bansById.values()) if (!lasts(old, ban.createdAtMs)) this.bansById.delete(old.id);
    checkBanCount(this.bansById.size - Number(this.bansById.has(ban.id)), this.maxBans);
    this.bansById.set(ban.id, ban);
  }

  async removeBan(id: string): Promise<boolean> {
    this.beginWrite();
    return this.bansById.delete(id);
  }

  async bans(nowMs: number): Promise<readonly Ban[]> {
    this.requireOpen();
    return sortBans([...this.bansById.values()].filter((ban) => lasts(ban, nowMs)));
  }

  async audit(entry: AuditEntry): Promise<void> {
    this.beginWrite(() => checkAudit(entry));
    this.auditEntries.push(entry);
    if (this.auditEntries.length > MAX_AUDIT_LOG) this.auditEntries.shift();
  }

  async auditLog(limit: number): Promise<readonly AuditEntry[]> {
    this.requireOpen();
    return this.auditEntries.toReversed().slice(0, clamp(limit, 0, MAX_AUDIT_LOG));
  }

  health(): StoreHealth {
    return { pending: 0, lastCommitMs: this.lastCommitMs };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  private beginWrite(check: () => void = () => undefined): void {
    this.requireOpen();
    check();
    this.lastCommitMs = this.now();
  }

  private requireOpen(): void {
    if (this.isClosed) throw new StoreFault('closed', 'the store is closed');
  }

  private board(mode: string, period: string): BestScores {
    const key = boardKey(mode, period);
    const board = this.boards.get(key) ?? new BestScores(PLACES);
    this.boards.delete(key);
    this.boards.set(key, board);
    dropOldest(this.boards, KEPT_BOARDS);
    return board;
  }
}

function addToProfile(before: Profile | undefined, result: VisitResult): Profile {
  const { pilot, name, score, tallies, seconds, endedAtMs } = result;
  if (before === undefined) {
    const span = { firstSeenMs: endedAtMs, lastSeenMs: endedAtMs };
    return { pilot, name, bestScore: score, visits: 1, tallies, seconds, ...span };
  }
  return {
    pilot,
    name: endedAtMs >= before.lastSeenMs ? name : before.name,
    bestScore: Math.max(before.bestScore, score),
    visits: before.visits + 1,
    tallies: sumOf(before.tallies, tallies),
    seconds: before.seconds + seconds,
    firstSeenMs: Math.min(before.firstSeenMs, endedAtMs),
    lastSeenMs: Math.max(before.lastSeenMs, endedAtMs),
  };
}

function sumOf(before: TallyCounts, added: TallyCounts): TallyCounts {
  const sums = Object.entries(added).map(([name, count]) => [name, (before[name] ?? 0) + count]);
  return { ...before, ...Object.fromEntries(sums) };
}

function boardKey(mode: string, period: string): string {
  return `${mode} ${period}`;
}

function dropOldest(kept: Set<string> | Map<string, unknown>, most: number): void {
  if (kept.size <= most) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
