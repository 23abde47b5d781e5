// Files of the page, shared by the nodes of a cluster for as long as pages of their build may ask for them: in Redis, each signed, so that
// a writer there cannot have a program run in players' browsers.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RedisConnection } from './redis-connection.ts';

export interface AssetShelf {
  /** Keeps a file for `lastsS` seconds from now. */
  put(name: string, bytes: Uint8Array, lastsS: number): Promise<void>;
  /** Lets files last for `lastsS` seconds from now; answers the names of those that are not there. */
  renew(names: readonly string[], lastsS: number): Promise<readonly string[]>;
  /** Undefined when there is none, or it is not as a node with this secret wrote it. */
  get(name: string): Promise<Uint8Array | undefined>;
}

/** The first signs; what a node with one of the others signed is read, too. */
export interface ShelfSecrets {
  readonly secret: Uint8Array;
  readonly others: readonly Uint8Array[];
}

const PROOF_BYTES = 32;

/** @param keyOf the key in Redis of a name. Rejects as the store does. */
export function createAssetShelf(
  redis: RedisConnection,
  keyOf: (name: string) => string,
  { secret, others }: ShelfSecrets,
): AssetShelf {
  const prove = (name: string, bytes: Uint8Array, by = secret): Buffer =>
    createHmac('sha256', by).update(`starfray asset 1 ${name}\n`).update(bytes).digest();
  return {
    put: async (name, bytes, lastsS) => {
      const text = Buffer.concat([prove(name, bytes), bytes]).toString('base64');
      await redis.run((client) => client.set(keyOf(name), text, { expiration: { type: 'EX', value: lastsS } }));
    },
    renew: async (names, lastsS) => {
      const found = await Promise.all(names.map((name) => redis.run((client) => client.expire(keyOf(name), lastsS))));
      return names.filter((_name, i) => found[i] !== 1);
    },
    get: async (name) => {
      const kept = Buffer.from((await redis.run((client) => client.get(keyOf(name)))) ?? '', 'base64');
      if (kept.length <= PROOF_BYTES) return undefined;
      const bytes = kept.subarray(PROOF_BYTES);
      const proof = kept.subarray(0, PROOF_BYTES);
      return [secret, ...others].some((by) => timingSafeEqual(proof, prove(name, bytes, by))) ? bytes : undefined;
    },
  };
}
