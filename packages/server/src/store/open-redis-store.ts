// Redis as a store, its code read only where it is used: with what speaks to Redis it is a third of all that the server is made of.

import type * as backup from './redis-backup.ts';
import type { RedisStoreOptions, RedisStoreView } from './redis-store.ts';

/** Rejects with a StoreFault when Redis cannot be reached within about 2 s, or holds a newer schema. */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStoreView> {
  const redis = await import('./redis-store.ts');
  return redis.openRedisStore(options);
}

export const backupRedis: typeof backup.backupRedis = async (...to) => {
  const redis = await import('./redis-backup.ts');
  return redis.backupRedis(...to);
};

export const restoreRedis: typeof backup.restoreRedis = async (...from) => {
  const redis = await import('./redis-backup.ts');
  return redis.restoreRedis(...from);
};
