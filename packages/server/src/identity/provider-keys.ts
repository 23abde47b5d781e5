// The keys that a provider publishes: fetched when they are needed, kept for a while, never asked for at a peer's pace.

import type { KeyObject } from 'node:crypto';
import { failure, type Result, success } from '@starfray/shared/core';
import {
  type CryptoKey,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWSHeaderParameters,
} from 'jose';
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
  /** Wall clock, milliseconds since 1970. The age of the keys is read from the machine's own clock, which it should be. */
  readonly now: () => number;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** The key that a token's header names. Fails with `bad-signature` when there is no such key, and `unavailable`. */
export type FindKey = (header: JWSHeaderParameters) => Promise<Result<CryptoKey | KeyObject, TokenFault>>;

/** Keys of a JWKS URL. A key id that is not known asks again, at most once a cooldown; answers within 2 s. */
export function createKeyFinder(url: URL, deps: KeyDeps): FindKey {
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: FETCH_COOLDOWN_MS,
    cacheMaxAge: KEYS_KEPT_MS,
    [customFetch]: createSpacedFetch(deps),
  });
  return async (header) => {
    try {
      return success(await keys(header));
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

// The cooldown of jose begins with a fetch that went well: while a provider is away each token would ask it anew.
function createSpacedFetch({ now, fetch }: KeyDeps): FetchImplementation {
  let nextAtMs = Number.NEGATIVE_INFINITY;
  return async (url, init) => {
    const nowMs = now();
    // A clock that was set back must not keep the provider unasked until it has caught up.
    if (nowMs < nextAtMs && nowMs >= nextAtMs - FETCH_COOLDOWN_MS) throw new Error('asked a moment ago');
    nextAtMs = nowMs + FETCH_COOLDOWN_MS;
    const response = await fetch(url, init);
    const body = response.status === 200 ? await readBounded(response) : failure('not 200');
    if (body.ok) return new Response(body.value);
    await response.body?.cancel();
    throw new Error(`no keys: ${body.fault}`);
  };
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
