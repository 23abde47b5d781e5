// What the nodes of a cluster keep together, in Redis. How well it lasts is a matter of that Redis's settings: docs/store.md.

import { randomBytes } from 'node:crypto';
import type { Ban } from '@starfray/shared/admin';
import { clamp } from '@starfray/shared/core';
import { MAX_BANS, PERIODS, type Period } from '@starfray/shared/protocol';
import { type AssetShelf, createAssetShelf, type ShelfSecrets } from './asset-shelf.ts';
import { lasts, sortBans } from './bans.ts';
import { checkAudit, checkBan, checkBanCount, checkResult, isAudit, isBan, isEntry } from './kept-values.ts';
import { KnownBans } from './known-bans.ts';
import { periodKey } from './periods.ts';
import { findRedisConcerns } from './redis-concerns.ts';
import { RedisConnection } from './redis-connection.ts';
import { ADD_BAN, ADD_RESULT, GIVE_BANS_BACK, LINEAGE, REMOVE_BAN, TOP_SCORES } from './redis-scripts.ts';
import {
  type AuditEntry,
  DAY_BOARD_LASTS_MS,
  type LeaderboardEntry,
  type LeaderboardQuery,
  MAX_AUDIT_LOG,
  MAX_LEADERBOARD,
  type Profile,
  type Store,
  type StoreHealth,
  type VisitResult,
} from './store.ts';
import { messageOf, StoreFault } from './store-fault.ts';

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`, with user and password if it wants them. */
  readonly url: string;
  /** Of the game. */
  readonly keyPrefix: string;
  /** Of the cluster: its keys begin with `keyPrefix:{name}:`, braces included, so that a Redis Cluster holds them in one place. */
  readonly name: string;
  /** Unix ms. */
  readonly now?: () => number;
  /** Bans that may last at once, default MAX_BANS. */
  readonly maxBans?: number;
  /** Called with the number of bans that Redis had lost and got back from here. */
  readonly onGivenBack?: (count: number) => void;
}

export interface RedisStoreView extends Store {
  /** Files of the page, signed under `secret`. */
  assets(secrets: ShelfSecrets): AssetShelf;
  /** What about this Redis's settings may lose data, a line each with its remedy. */
  concerns(): Promise<readonly string[]>;
}

/** The make of what lies in Redis. */
export const REDIS_SCHEMA = 1;
const DAY_S = 86_400;
/** How long a leaderboard is kept after its last result, 0 for ever; and how long a result that comes again is known. */
const LASTS_S: Readonly<Record<Period, number>> = { all: 0, week: 35 * DAY_S, day: DAY_BOARD_LASTS_MS / 1000 };
const RESULT_LASTS_S = 35 * DAY_S;
/** A ban that was lifted is not given back by a node that has not heard of it for so long. */
const LIFTED_LASTS_S = 7 * DAY_S;
const PLACES = 1000;
const KEPT_AUDIT = 100_000;
/** Digits of a padded time: 2^53 has 16. */
const TIME_DIGITS = 16;

/** Rejects with a StoreFault when Redis cannot be reached within about 2 s, or holds a newer schema. */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStoreView> {
  const connection = new RedisConnection(options.url);
  try {
    await connection.ready();
    const store = new RedisStore(connection, options);
    await store.checkSchema();
    return store;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

class RedisStore implements RedisStoreView {
  private readonly redis: RedisConnection;
  private readonly prefix: string;
  private readonly maxBans: number;
  private readonly now: () => number;
  private readonly onGivenBack: (count: number) => void;
  private readonly known = new KnownBans();
  private lastCommitMs = 0;
  private lastFault: string | undefined;
  private unreadableBans: readonly string[] | undefined;

  constructor(redis: RedisConnection, options: RedisStoreOptions) {
    const { keyPrefix, name, now = Date.now, maxBans = MAX_BANS, onGivenBack = () => undefined } = options;
    this.onGivenBack = onGivenBack;
    this.maxBans = maxBans;
    this.redis = redis;
    this.prefix = `${keyPrefix}:{${name}}:`;
    this.now = now;
  }

  async checkSchema(): Promise<void> {
    const key = this.key('schema');
    const before = await this.redis.run((client) =>
      client.set(key, String(REDIS_SCHEMA), { condition: 'NX', GET: true }),
    );
    if (Number(before ?? REDIS_SCHEMA) <= REDIS_SCHEMA) return;
    const text = `${key}: has schema ${before}, this server knows ${REDIS_SCHEMA}: run the newer server, or give another name`;
    throw new StoreFault('newer-schema', text);
  }

  async addResult(result: VisitResult): Promise<void> {
    checkResult(result);
    const { id, pilot, isIdentified, name, mode, score, tallies, seconds, endedAtMs } = result;
    const entry: LeaderboardEntry = { pilot, isIdentified, name, score, endedAtMs };
    const boards = PERIODS.map((period) => this.board(mode, periodKey(period, endedAtMs)));
    const fixed = [RESULT_LASTS_S, PLACES, Number(isIdentified), pilot, score, score === 0 ? 0 : -score, endedAtMs];
    const ended = String(endedAtMs).padStart(TIME_DIGITS, '0');
    const texts = [ended, JSON.stringify(entry), name, seconds, JSON.stringify(result)];
    const counts = Object.entries(tallies).flat();
    await this.write((client) =>
      client.eval(ADD_RESULT, {
        keys: [this.key(`result:${id}`), this.key(`profile:${pilot}`), ...boards.flat()],
        arguments: [...fixed, ...texts, ...PERIODS.map((period) => LASTS_S[period]), ...counts].map(String),
      }),
    );
  }

  async leaderboard({ mode, period, limit, nowMs }: LeaderboardQuery): Promise<readonly LeaderboardEntry[]> {
    const keys = this.board(mode, periodKey(period, nowMs));
    const count = String(clamp(limit, 0, MAX_LEADERBOARD));
    const texts = await this.redis.run((client) => client.eval(TOP_SCORES, { keys, arguments: [count] }));
    return Array.isArray(texts) ? texts.map(parse).filter(isEntry) : [];
  }

  async profile(pilot: string): Promise<Profile | undefined> {
    const kept = await this.redis.run((client) => client.hGetAll(this.key(`profile:${pilot}`)));
    const { name, bestScore, stays, seconds, firstSeenMs, lastSeenMs, ...counts } = kept;
    if (name === undefined) return undefined;
    return {
      pilot,
      name,
      bestScore: Number(bestScore),
      visits: Number(stays),
      tallies: Object.fromEntries(Object.entries(counts).map(([tally, count]) => [tally, Number(count)])),
      seconds: Number(seconds),
      firstSeenMs: Number(firstSeenMs),
      lastSeenMs: Number(lastSeenMs),
    };
  }

  async addBan(ban: Ban): Promise<void> {
    checkBan(ban);
    const values = [ban.id, JSON.stringify(ban), endOf(ban), String(ban.createdAtMs), String(this.maxBans)];
    const added = await this.write((client) => client.eval(ADD_BAN, { keys: this.banKeys(), arguments: values }));
    if (added === 0) checkBanCount(this.maxBans, this.maxBans);
    this.known.add(ban);
  }

  async removeBan(id: string): Promise<boolean> {
    const values = [id, String(LIFTED_LASTS_S)];
    const removed = await this.write((client) => client.eval(REMOVE_BAN, { keys: this.banKeys(), arguments: values }));
    this.known.remove(id);
    return removed === 1;
  }

  async bans(nowMs: number): Promise<readonly Ban[]> {
    const before = await this.readBans();
    if (this.known.follows(before.lineage)) {
      this.known.note(before.lineage ?? '', before.bans);
      return lasting(before.bans, nowMs);
    }
    const lineage = await this.giveBansBack(nowMs);
    const { bans } = await this.readBans();
    this.known.note(lineage, bans);
    return lasting(bans, nowMs);
  }

  private async readBans(): Promise<{ readonly lineage: string | undefined; readonly bans: readonly Ban[] }> {
    const { [LINEAGE]: lineage, ...texts } = await this.redis.run((client) => client.hGetAll(this.key('bans')));
    const read = Object.entries(texts).map(([id, text]) => ({ id, ban: parse(text) }));
    const unreadable = read.filter(({ ban }) => !isBan(ban)).map(({ id }) => id);
    this.unreadableBans = unreadable.length === 0 ? undefined : unreadable;
    return { lineage, bans: read.map(({ ban }) => ban).filter(isBan) };
  }

  // A Redis that was emptied, or put the bans out to make room, is not one in which all were lifted.
  private async giveBansBack(nowMs: number): Promise<string> {
    const bans = lasting(this.known.all(), nowMs);
    // JSON, as all else in there: nodes of before read every field as such.
    const fresh = JSON.stringify(randomBytes(9).toString('base64url'));
    const values = [fresh, ...bans.flatMap((ban) => [ban.id, JSON.stringify(ban), endOf(ban)])];
    const reply = await this.write((client) =>
      client.eval(GIVE_BANS_BACK, { keys: this.banKeys(), arguments: values }),
    );
    const [lineage, count] = Array.isArray(reply) ? reply : [];
    if (Number(count) > 0) this.onGivenBack(Number(count));
    return String(lineage);
  }

  async audit(entry: AuditEntry): Promise<void> {
    checkAudit(entry);
    await this.write((client) =>
      client.xAdd(
        this.key('audit'),
        '*',
        { entry: JSON.stringify(entry) },
        { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: KEPT_AUDIT } },
      ),
    );
  }

  async auditLog(limit: number): Promise<readonly AuditEntry[]> {
    const COUNT = clamp(limit, 0, MAX_AUDIT_LOG);
    const kept = await this.redis.run((client) => client.xRevRange(this.key('audit'), '+', '-', { COUNT }));
    return (kept ?? []).map(({ message }) => parse(message['entry'])).filter(isAudit);
  }

  concerns(): Promise<readonly string[]> {
    return findRedisConcerns(this.redis);
  }

  assets(secrets: ShelfSecrets): AssetShelf {
    return createAssetShelf(this.redis, (name) => this.key(`asset:${name}`), secrets);
  }

  health(): StoreHealth {
    const { lastCommitMs, lastFault, unreadableBans } = this;
    return { pending: this.redis.pending, lastCommitMs, lastFault, unreadableBans };
  }

  async close(): Promise<void> {
    await this.redis.close();
  }

  private async write<T>(command: Parameters<typeof this.redis.run<T>>[0]): Promise<T> {
    try {
      const reply = await this.redis.run(command);
      this.lastCommitMs = this.now();
      this.lastFault = undefined;
      return reply;
    } catch (error) {
      this.lastFault = messageOf(error);
      throw error;
    }
  }

  private key(name: string): string {
    return `${this.prefix}${name}`;
  }

  private banKeys(): string[] {
    return [this.key('bans'), this.key('ban-ends'), this.key('lifted')];
  }

  /** The keys of a leaderboard: ranks and entries. */
  private board(mode: string, period: string): string[] {
    return [this.key(`ranks:${mode}:${period}`), this.key(`entries:${mode}:${period}`)];
  }
}

function lasting(bans: readonly Ban[], nowMs: number): Ban[] {
  return sortBans(bans.filter((ban) => lasts(ban, nowMs)));
}

function endOf({ expiresAtMs }: Ban): string {
  return expiresAtMs === undefined ? '+inf' : String(expiresAtMs);
}

// Undefined for what is no JSON: another writer costs this one entry.
function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
