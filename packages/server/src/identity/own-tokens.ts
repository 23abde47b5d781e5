// Tokens that the server signs itself: HS256 under a key that is derived from its secret and used for nothing else.

import { createSecretKey, hkdfSync, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { mendName } from '../session/index.ts';
import { identityOf, verifySigned } from './signed-claims.ts';
import { isRole, isVisible, type Role, refuse, type TokenSource } from './token.ts';

export const OWN_ISSUER = 'starfray';
/** The audience of a server without one in its options. */
export const DEFAULT_AUDIENCE = 'starfray';
/** The claim that names the role, unless a provider's host says another. */
export const ROLE_CLAIM = 'starfray_role';

const ALGORITHM = 'HS256';
const KEY_BYTES = 32;
const LONGEST_LIFETIME_SECONDS = 3650 * 86_400;
// Resume tokens are signed with the secret itself: by this label the two can never be mistaken for each other.
const KEY_LABEL = 'starfray identity tokens 1';

export interface Grant {
  /** 1 to 64 visible ASCII characters. */
  readonly account: string;
  readonly name?: string | undefined;
  readonly role: Role;
  /** Whole seconds, 1 to ten years. */
  readonly lifetimeSeconds: number;
}

export interface OwnTokens extends TokenSource {
  /** A fresh token from `nowMs` on. @throws RangeError for a grant that `verify` would refuse. */
  issue(grant: Grant, nowMs: number): Promise<string>;
}

export interface OwnTokensOptions {
  readonly audience: string;
  /** Secrets whose tokens count, too: of before, or the next one. */
  readonly others?: readonly Uint8Array[] | undefined;
}

/** Tokens under a server's secret: servers that share secret and audience take each other's. */
export function createOwnTokens(secret: Uint8Array, { audience, others = [] }: OwnTokensOptions): OwnTokens {
  const key = keyOf(secret);
  const otherKeys = others.map(keyOf);
  return {
    issue: async ({ account, name, role, lifetimeSeconds }, nowMs) => {
      if (!isVisible(account)) throw new RangeError('an account is 1 to 64 visible ASCII characters');
      if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1 || lifetimeSeconds > LONGEST_LIFETIME_SECONDS) {
        throw new RangeError(`a lifetime is 1 to ${LONGEST_LIFETIME_SECONDS} whole seconds`);
      }
      const shown = mendName(name ?? '');
      if (!shown.ok) throw new RangeError(shown.fault);
      const startsAt = Math.floor(nowMs / 1000);
      return new SignJWT({ [ROLE_CLAIM]: role, ...(shown.value !== '' && { name: shown.value }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(OWN_ISSUER)
        .setAudience(audience)
        .setSubject(account)
        .setJti(randomUUID())
        .setIssuedAt(startsAt)
        .setExpirationTime(startsAt + lifetimeSeconds)
        .sign(key);
    },
    verify: async (token, nowMs) => {
      const demands = { algorithms: [ALGORITHM], issuer: OWN_ISSUER, audience };
      let claims = await verifySigned(token, key, demands, nowMs);
      for (const other of otherKeys) {
        if (claims.ok || claims.fault.code !== 'bad-signature') break;
        claims = await verifySigned(token, other, demands, nowMs);
      }
      if (!claims.ok) return claims;
      const role = claims.value[ROLE_CLAIM];
      return isRole(role) ? identityOf(claims.value, role, token, nowMs) : refuse('bad-role');
    },
  };
}

function keyOf(secret: Uint8Array): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', KEY_LABEL, KEY_BYTES)));
}
