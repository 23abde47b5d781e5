// Whose token it is, asked before any signature is checked, and what was verified a moment ago, remembered.

import { type Result, success } from '@starfray/shared/core';
import { MAX_IDENTITY_TOKEN, MAX_VERIFIED_TOKENS } from '@starfray/shared/protocol';
import { decodeJwt } from 'jose';
import { OWN_ISSUER } from './own-tokens.ts';
import type { ProviderTokens } from './provider-tokens.ts';
import { hashToken } from './signed-claims.ts';
import { type Identity, refuse, type TokenFault, type TokenSource } from './token.ts';

/** Beyond this a token is checked again, so that one under a withdrawn key does not count for as long as it says. */
export const REMEMBERED_MS = 10 * 60_000;

export interface VerifierDeps {
  /** Milliseconds, monotonic: what a verified token is remembered by. When it ends is the wall clock's business. */
  readonly now: () => number;
  readonly own: TokenSource;
  readonly provider?: ProviderTokens | undefined;
}

export interface Verifier extends TokenSource {
  /** Tokens remembered as verified; bounded. */
  readonly remembered: number;
}

/** Verifies tokens of this server and of its provider, if it has one. Never rejects. */
export function createVerifier(deps: VerifierDeps): Verifier {
  const verified = new VerifiedTokens();
  return {
    get remembered() {
      return verified.size;
    },
    verify: async (token, nowMs): Promise<Result<Identity, TokenFault>> => {
      if (token.length > MAX_IDENTITY_TOKEN) return refuse('malformed');
      // By hash: looking a token up tells nothing of another, and no token lies about in memory.
      const key = hashToken(token);
      const known = verified.find(key, deps.now(), nowMs);
      if (known !== undefined) return success(known);
      const claims = readUnproven(token);
      if (claims === undefined) return refuse('malformed');
      const source = sourceOf(claims.iss, deps);
      if (source === undefined) return refuse('wrong-issuer');
      const identity = await source.verify(token, nowMs);
      if (identity.ok) verified.keep(key, identity.value, deps.now());
      return identity;
    },
  };
}

function readUnproven(token: string): { readonly iss?: unknown } | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

function sourceOf(issuer: unknown, { own, provider }: VerifierDeps): TokenSource | undefined {
  if (issuer === OWN_ISSUER) return own;
  return provider?.issuer === undefined || provider.issuer === issuer ? provider : undefined;
}

interface Verified {
  readonly identity: Identity;
  readonly sinceMs: number;
}

/** The identities of the newest tokens, by hash; the longest unused goes first. */
class VerifiedTokens {
  private readonly entries = new Map<string, Verified>();

  get size(): number {
    return this.entries.size;
  }

  find(key: string, nowMs: number, wallMs: number): Identity | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    if (wallMs >= entry.identity.expiresAtMs || nowMs - entry.sinceMs >= REMEMBERED_MS) return undefined;
    this.entries.set(key, entry);
    return entry.identity;
  }

  keep(key: string, identity: Identity, nowMs: number): void {
    this.entries.delete(key);
    const oldest = this.entries.keys().next().value;
    if (this.entries.size >= MAX_VERIFIED_TOKENS && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, { identity, sinceMs: nowMs });
  }
}
