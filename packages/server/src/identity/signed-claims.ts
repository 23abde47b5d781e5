// From a token and the key that must have signed it to what it says, or to the one reason why it is not believed.

import { createHash, type KeyObject } from 'node:crypto';
import { type Result, success } from '@starfray/shared/core';
import { type CryptoKey, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { mendName } from '../session/index.ts';
import { type Identity, isVisible, type Role, refuse, type TokenFaultCode } from './token.ts';

/** How far the signer's clock may run ahead of ours. What has expired has expired. */
const CLOCK_LEEWAY_SECONDS = 10;
/** Seconds since 1970 that a Date still holds. */
const LAST_SECOND = 8.64e12;

export interface Demands {
  /** The only algorithms that count, whatever the token says of itself. */
  readonly algorithms: readonly string[];
  /** Undefined takes any. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

const FAULT_OF_CLAIM: Readonly<Record<string, TokenFaultCode>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  nbf: 'not-yet',
};

/**
 * The claims of a token that this key signed, by an algorithm that is taken, for this audience, and now. HMACs are
 * compared in constant time by the platform's own verify. Never rejects: what cannot be verified is refused.
 */
export async function verifySigned(token: string, key: CryptoKey | KeyObject, demands: Demands, nowMs: number) {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [...demands.algorithms],
      ...(demands.issuer !== undefined && { issuer: demands.issuer }),
      ...(demands.audience !== undefined && { audience: demands.audience }),
      clockTolerance: CLOCK_LEEWAY_SECONDS,
      currentDate: new Date(nowMs),
    });
    return success(payload);
  } catch (error) {
    return refuse(faultCode(error));
  }
}

/** The identity that a token with these proven claims names. Fails with `malformed` and `expired`. */
export function identityOf(claims: JWTPayload, role: Role, token: string, nowMs: number) {
  const { sub, name, exp, jti } = claims;
  if (!isVisible(sub)) return refuse('malformed', 'the account of this token is not 1 to 64 visible ASCII characters');
  if (exp === undefined || !(exp >= 0 && exp <= LAST_SECOND)) return refuse('malformed');
  // Verified with leeway above, which only the start of a token's time is meant to have.
  if (exp * 1000 <= nowMs) return refuse('expired');
  return success<Identity>({
    account: sub,
    name: shownName(name),
    role,
    expiresAtMs: exp * 1000,
    tokenId: tokenIdOf(jti, token),
  });
}

/** The id of what looks like a token, proven or not: the one that a verified identity has. Undefined for anything else. */
export function idOfToken(text: string): string | undefined {
  try {
    return tokenIdOf(decodeJwt(text).jti, text);
  } catch {
    return undefined;
  }
}

function tokenIdOf(jti: unknown, token: string): string {
  return isVisible(jti) ? jti : hashToken(token).slice(0, 22);
}

/** SHA-256 of a token, base64url: what may stand for it where the token itself must not be kept. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

// A name that cannot be shown keeps no player out: it counts as none.
function shownName(name: unknown): string | undefined {
  const mended: Result<string, string> | undefined = typeof name === 'string' ? mendName(name) : undefined;
  return mended?.ok === true && mended.value !== '' ? mended.value : undefined;
}

function faultCode(error: unknown): TokenFaultCode {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === 'invalid' ? 'malformed' : (FAULT_OF_CLAIM[error.claim] ?? 'malformed');
  }
  const isUnreadable =
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JOSENotSupported;
  return isUnreadable ? 'malformed' : 'bad-signature';
}
