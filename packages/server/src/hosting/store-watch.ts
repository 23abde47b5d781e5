// A store whose refusals are counted, for monitoring.

import type { Store, StoreHealth } from '../store/index.ts';
import { StoreFault } from '../store/index.ts';

export interface WatchedStore extends StoreHealth {
  /** What it did not do, by the code of the fault, since the start. */
  readonly refusals: ReadonlyMap<string, number>;
}

export interface StoreWatch {
  readonly store: Store;
  read(): WatchedStore;
}

/** `store` does what the one given does. */
export function watchStore(given: Store): StoreWatch {
  const refusals = new Map<string, number>();
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const code = error instanceof StoreFault ? error.code : 'failed';
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
      throw error;
    }
  };
  const store: Store = {
    addResult: (result) => counted(given.addResult(result)),
    leaderboard: (query) => counted(given.leaderboard(query)),
    profile: (pilot) => counted(given.profile(pilot)),
    addBan: (ban) => counted(given.addBan(ban)),
    removeBan: (id) => counted(given.removeBan(id)),
    bans: (nowMs) => counted(given.bans(nowMs)),
    audit: (entry) => counted(given.audit(entry)),
    auditLog: (limit) => counted(given.auditLog(limit)),
    health: () => given.health(),
    close: () => given.close(),
  };
  return { store, read: () => ({ ...given.health(), refusals }) };
}
