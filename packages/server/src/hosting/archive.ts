// What lasts, as the running server uses it: results of visits go in, bans come out, and no player ever waits for either.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Ban } from '@starfray/shared/admin';
import type { GameIdentity } from '@starfray/shared/contract';
import { inBackground } from '../background.ts';
import type { Log } from '../log.ts';
import { OperatorFault } from '../operator-fault.ts';
import type { Secrets } from '../resume-tokens.ts';
import type { Visit } from '../room/index.ts';
import {
  type AssetShelf,
  createMemoryStore,
  openRedisStore,
  openSqliteStore,
  type ScoreShelf,
  type Store,
  StoreFault,
} from '../store/index.ts';
import { type WatchedStore, watchStore } from './store-watch.ts';

const GIVEN_BACK =
  'Redis had lost the bans: those known here were given back; leaderboards, profiles and the audit log cannot be';

/** Tries for a result that could not be kept, and the pause before the next one. */
const TRIES = 5;
const PAUSE_MS = 1000;

export interface ArchiveOptions {
  readonly identity: Pick<GameIdentity, 'keyPrefix'>;
  readonly redis: string | undefined;
  readonly cluster: string;
  readonly data: string | undefined;
  /** Where the store's thread has its program, in a bundle. */
  readonly workerUrl?: URL | undefined;
}

export interface Archive {
  readonly store: Store;
  /** The store's health, and what it refused. */
  watched(): WatchedStore;
  /** Where points outlive a restart of this one server; undefined where nothing of its own does. */
  readonly scores: ScoreShelf | undefined;
  /** Where nodes share the files of the page; undefined for a server by itself. */
  readonly assets: ((secrets: Secrets) => AssetShelf) | undefined;
  /** Keeps the result of a visit under a mode, in its own time; what cannot be kept goes to the log. */
  keep(visit: Visit, mode: string): void;
  /** The bans of now; the last ones known while the store does not answer, which `isFresh` tells. */
  bans(): Promise<{ readonly bans: readonly Ban[]; readonly isFresh: boolean }>;
  /** What about the place of the data may lose it, a line each with its remedy. Rejects while the store does not answer. */
  concerns(): Promise<readonly string[]>;
  /** Waits for what is under way, then ends. */
  close(): Promise<void>;
}

/** @throws OperatorFault when the store cannot be opened. */
export async function openArchive(options: ArchiveOptions, log: Log): Promise<Archive> {
  const { store: given, scores, assets, concerns } = await openStore(options, log);
  const { store, read } = watchStore(given);
  const underWay = new Set<Promise<void>>();
  let known: readonly Ban[] = [];
  return {
    store,
    watched: read,
    scores,
    assets,
    concerns,
    keep: (visit, mode) => {
      if (visit.score === 0 || visit.key === '') return;
      const kept = keepResult(store, visit, mode, log);
      underWay.add(kept);
      inBackground(log, 'keeping a result', () => kept.finally(() => underWay.delete(kept)));
    },
    bans: async () => {
      try {
        known = await store.bans(Date.now());
        return { bans: known, isFresh: true };
      } catch (error) {
        log.error({ err: error }, 'the bans could not be read: those known hold');
        return { bans: known, isFresh: false };
      }
    },
    close: async () => {
      await Promise.allSettled(underWay);
      await store.close();
    },
  };
}

type Opened = Pick<Archive, 'store' | 'scores' | 'assets' | 'concerns'>;

async function openStore({ identity, redis, cluster, data, workerUrl }: ArchiveOptions, log: Log): Promise<Opened> {
  const concerns = async () => [];
  try {
    if (redis !== undefined) {
      const onGivenBack = (bans: number): void => log.warn({ bans }, GIVEN_BACK);
      const store = await openRedisStore({ url: redis, keyPrefix: identity.keyPrefix, name: cluster, onGivenBack });
      return {
        store,
        scores: undefined,
        assets: (secrets) => store.assets(secrets),
        concerns: () => store.concerns(),
      };
    }
    if (data === undefined) return { store: createMemoryStore(), scores: undefined, assets: undefined, concerns };
    const store = await openSqliteStore(join(data, 'starfray.db'), {
      ...(workerUrl !== undefined && { workerUrl }),
      onNotice: (text) => log.warn({}, text),
    });
    return { store, scores: store, assets: undefined, concerns };
  } catch (error) {
    if (error instanceof StoreFault) throw new OperatorFault(error.message, { cause: error });
    throw error;
  }
}

// The id follows from the visit, so a result that may or may not have been kept is simply given again.
async function keepResult(store: Store, visit: Visit, mode: string, log: Log): Promise<void> {
  const { key, account, name, score, tallies, seconds } = visit;
  const endedAtMs = Date.now();
  const id = digest(`${key} ${endedAtMs}`);
  const pilot = account === undefined ? `guest:${digest(key)}` : `account:${account}`;
  const isIdentified = account !== undefined;
  const result = { id, pilot, isIdentified, name, mode, score, tallies, seconds, endedAtMs };
  for (let tries = 1; ; tries += 1) {
    try {
      await store.addResult(result);
      return;
    } catch (error) {
      if (tries === TRIES) {
        log.error({ err: error, result }, 'a result could not be kept');
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
