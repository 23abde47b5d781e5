// The keys that a provider publishes: fetched when they are needed, kept for a while, never asked for at a peer's pace.

import type { KeyObject } from 'node:crypto';
import { failure, type Result, success } from '@starfray/shared/core';
import { type CryptoKey, createLocalJWKSet, errors, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { refuse, type TokenFault } from './token.ts';

/** A provider that has not answered by then is away. */
const FETCH_TIMEOUT_MS = 2000;
/** Between two fetches, whatever came of the first: a new key is known this much later at the latest. */
const FETCH_COOLDOWN_MS = 10_000;
/** A key that the provider has withdrawn counts for this long at most. */
const KEYS_KEPT_MS = 10 * 60_000;
/** A key is half a kilobyte, and providers publish a handful. */
const MAX_KEYS_BYTES = 256 * 1024;

export interface KeyDeps {
  /** Milliseconds, monotonic: setting the wall clock does not change how long a key counts. */
  readonly now: () => number;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** The key that a token's header names. Fails with `bad-signature` when there is no such key, and `unavailable`. */
export type FindKey = (header: JWSHeaderParameters) => Promise<Result<CryptoKey | KeyObject, TokenFault>>;

/** Keys of a JWKS URL. A key id that is not known asks again, at most once a cooldown; answers within 2 s. */
export function createKeyFinder(url: URL, deps: KeyDeps): FindKey {
  const published = new PublishedKeys(url, deps);
  return async (header) => {
    try {
      return success(await published.find(header));
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return refuse('bad-signature');
      if (error instanceof errors.JWKSMultipleMatchingKeys) {
        return refuse('bad-signature', 'this token names no key (kid), and its issuer has several');
      }
      // Everything else is the provider's: it is away, slow, or what it publishes cannot be read.
      return refuse('unavailable');
    }
  };
}

type KeySet = ReturnType<typeof createLocalJWKSet>;

// The remote set of jose times its cache by the wall clock. Set back by an hour, it keeps a withdrawn key, and asks for no new one, for an
// hour longer; and its cooldown begins only with a fetch that went well.
class PublishedKeys {
  private readonly url: URL;
  private readonly deps: KeyDeps;
  private keys: KeySet | undefined;
  private fetchedMs = 0;
  private nextFetchMs = Number.NEGATIVE_INFINITY;
  private underWay: Promise<KeySet> | undefined;

  constructor(url: URL, deps: KeyDeps) {
    this.url = url;
    this.deps = deps;
  }

  async find(header: JWSHeaderParameters): Promise<CryptoKey> {
    const known = this.fresh;
    if (known === undefined) return (await this.refetched())(header);
    try {
      return await known(header);
    } catch (error) {
      const mayBeNew = error instanceof errors.JWKSNoMatchingKey && (this.underWay !== undefined || this.mayFetch);
      if (!mayBeNew) throw error;
      return (await this.refetched())(header);
    }
  }

  private get fresh(): KeySet | undefined {
    return this.deps.now() - this.fetchedMs < KEYS_KEPT_MS ? this.keys : undefined;
  }

  private get mayFetch(): boolean {
    return this.deps.now() >= this.nextFetchMs;
  }

  // One fetch for all who wait for it.
  private refetched(): Promise<KeySet> {
    this.underWay ??= this.fetchKeys().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private async fetchKeys(): Promise<KeySet> {
    if (!this.mayFetch) throw new Error('asked a moment ago');
    this.nextFetchMs = this.deps.now() + FETCH_COOLDOWN_MS;
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const headers = { accept: 'application/json, application/jwk-set+json' };
    const response = await this.deps.fetch(this.url.href, { redirect: 'manual', signal, headers });
    const body = response.status === 200 ? await readBounded(response) : failure('not 200');
    if (!body.ok) {
      await response.body?.cancel();
      throw new Error(`no keys: ${body.fault}`);
    }
    const published: unknown = JSON.parse(Buffer.from(body.value).toString());
    // Proves its shape, or throws.
    const keys = createLocalJWKSet(published as JSONWebKeySet);
    this.keys = keys;
    this.fetchedMs = this.deps.now();
    return keys;
  }
}

async function readBounded(response: Response): Promise<Result<Uint8Array<ArrayBuffer>, string>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_KEYS_BYTES) return failure('too large');
    chunks.push(chunk);
  }
  return success(Buffer.concat(chunks));
}
