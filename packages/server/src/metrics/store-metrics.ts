// Metrics of what lasts: the store's health and the disk under it.

import type { DiskReading } from './disk-watch.ts';
import type { PullRegistry } from './pull-registry.ts';

/** The store, as far as it is measured. */
export interface StoreReading {
  /** Writes taken and not yet acknowledged. */
  readonly pending: number;
  /** Unix ms; 0 before the first. */
  readonly lastCommitMs: number;
  /** Undefined when all of the last writes was kept. */
  readonly lastFault?: string | undefined;
  /** What it did not do, by the code of the fault, since the start. */
  readonly refusals: ReadonlyMap<string, number>;
}

/** Without a reading the metrics have no values. */
export function addStoreMetrics(
  registry: PullRegistry,
  store: () => StoreReading | undefined,
  disk: () => DiskReading | undefined,
): void {
  const gauge = (name: string, help: string, read: () => number | undefined): void =>
    registry.gauge({
      name,
      help,
      read: () => {
        const value = read();
        return value === undefined ? [] : [{ labels: {}, value }];
      },
    });
  const isUp = (now: StoreReading | undefined) => now && Number(now.lastFault === undefined);
  gauge('store_up', '1 while the store keeps what it is given.', () => isUp(store()));
  gauge('store_pending_writes', 'Writes that wait for the store.', () => store()?.pending);
  gauge('store_last_commit_timestamp_seconds', 'When the store last kept something, in Unix time.', () => {
    const ms = store()?.lastCommitMs ?? 0;
    return ms === 0 ? undefined : ms / 1000;
  });
  registry.counter({
    name: 'store_refusals_total',
    help: 'What the store was asked and did not do, by the code of the fault.',
    labels: ['code'],
    read: () => [...(store()?.refusals ?? [])].map(([code, value]) => ({ labels: { code }, value })),
  });
  gauge('disk_free_bytes', 'What may still be written to the disk of --data.', () => disk()?.freeBytes);
  gauge('disk_size_bytes', 'The size of the disk of --data.', () => disk()?.sizeBytes);
}
