// Layer 4, what lasts: results, bans and the audit log, in memory, in an embedded database or in Redis.

export type { AssetShelf } from './asset-shelf.ts';
export { type DataLock, type Holder, lockData, lockState, readHolder } from './data-lock.ts';
export { accessFault } from './file-access.ts';
export { makeDirectory } from './make-directory.ts';
export { createMemoryStore } from './memory-store.ts';
export { backupRedis, openRedisStore, restoreRedis } from './open-redis-store.ts';
export { placeFile } from './place-file.ts';
export type { RedisPlace } from './redis-backup.ts';
export type { RedisStoreOptions, RedisStoreView } from './redis-store.ts';
export type { KeptScore, ScoreEntry, ScoreShelf, ScoreWrite } from './score-shelf.ts';
export { checkSqlite } from './sqlite-check.ts';
export { restoreSqlite } from './sqlite-restore.ts';
export { backupSqlite, openSqliteStore, type SqliteOptions, type SqliteStore } from './sqlite-store.ts';
export {
  type AuditEntry,
  type LeaderboardEntry,
  type LeaderboardQuery,
  MAX_AUDIT_LOG,
  MAX_LEADERBOARD,
  MAX_PENDING_READS,
  MAX_PENDING_WRITES,
  type Profile,
  type Store,
  type StoreHealth,
  type VisitResult,
} from './store.ts';
export { StoreFault, type StoreFaultCode } from './store-fault.ts';
