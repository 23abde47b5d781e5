// Tokens of the host's identity provider: signed with a secret that both know, or with keys that the provider publishes.

import { type Result, success } from '@starfray/shared/core';
import { decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import { createKeyFinder, type FindKey, type KeyDeps } from './provider-keys.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { type Demands, identityOf, verifySigned } from './signed-claims.ts';
import { isRole, type Role, refuse, type TokenFault, type TokenSource } from './token.ts';

/** By kind of key, never by what a token says: a public key must not be taken for a secret. */
const ALGORITHMS = {
  secret: ['HS256'],
  jwks: ['RS256', 'ES256', 'EdDSA', 'Ed25519'],
} as const satisfies Readonly<Record<ProviderSettings['keys']['kind'], readonly string[]>>;

export interface ProviderTokens extends TokenSource {
  /** Whose tokens these are, by their `iss`; undefined when the host did not say: anybody's but the server's own. */
  readonly issuer: string | undefined;
}

/**
 * Verifies a provider's tokens. Demands issuer and audience when the settings name them; a token without a role makes a player.
 * Never rejects; answers within 2 s, with `unavailable` when the provider's keys cannot be had.
 */
export function createProviderTokens(settings: ProviderSettings, deps: KeyDeps): ProviderTokens {
  const { keys, issuer, audience } = settings;
  const demands: Demands = { algorithms: ALGORITHMS[keys.kind], issuer, audience };
  const findKey: FindKey = keys.kind === 'secret' ? async () => success(keys.secret) : createKeyFinder(keys.url, deps);
  return {
    issuer,
    verify: async (token, nowMs) => {
      const header = headerOf(token);
      if (header === undefined) return refuse('malformed');
      // Before any key is asked for.
      if (!demands.algorithms.includes(header.alg ?? '')) {
        return refuse('bad-signature', `tokens of this issuer must be signed by ${demands.algorithms.join(', ')}`);
      }
      const key = await findKey(header);
      if (!key.ok) return key;
      const claims = await verifySigned(token, key.value, demands, nowMs);
      if (!claims.ok) return claims;
      const role = roleOf(claims.value, settings);
      return role.ok ? identityOf(claims.value, role.value, token, nowMs) : role;
    },
  };
}

function headerOf(token: string): ProtectedHeaderParameters | undefined {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}

function roleOf(claims: JWTPayload, { roleClaim, allowsAdmins }: ProviderSettings): Result<Role, TokenFault> {
  const role = Object.hasOwn(claims, roleClaim) ? claims[roleClaim] : 'player';
  if (!isRole(role)) return refuse('bad-role');
  if (role === 'admin' && !allowsAdmins) {
    return refuse('bad-role', 'the identity provider may not name admins on this server');
  }
  return success(role);
}
