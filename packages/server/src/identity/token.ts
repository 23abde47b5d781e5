// What a token says of a player, why one may be refused, and where tokens travel. No keys, no signatures.

import { failure, type Result, success } from '@starfray/shared/core';
import { MAX_IDENTITY_TOKEN, MAX_OFFERED_PROTOCOLS } from '@starfray/shared/protocol';
import { onlyToken } from '../session/index.ts';

export const ROLES = ['player', 'bot', 'spectator', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** An identity, as a verified token names it. */
export interface Identity {
  /** 1 to 64 visible ASCII characters, the same for the same person for ever. */
  readonly account: string;
  /** Mended as every name is; undefined when the token has none that can be shown. */
  readonly name: string | undefined;
  readonly role: Role;
  /** Wall clock, milliseconds since 1970. From here on the token counts for nothing. */
  readonly expiresAtMs: number;
  /** The token's own id, or one made from the token: the same for the same token, safe to log. */
  readonly tokenId: string;
}

export type TokenFaultCode =
  | 'malformed'
  | 'expired'
  | 'not-yet'
  | 'bad-signature'
  | 'wrong-audience'
  | 'wrong-issuer'
  | 'bad-role'
  | 'unavailable';

export interface TokenFault {
  /** `unavailable` alone says nothing about the token: ask again in a while. */
  readonly code: TokenFaultCode;
  /** Safe to show and to log: nothing of the token is in it. */
  readonly message: string;
}

/** What verifies tokens of one origin; `nowMs` is the wall clock. Never rejects. */
export interface TokenSource {
  verify(token: string, nowMs: number): Promise<Result<Identity, TokenFault>>;
}

const VISIBLE = /^[\x21-\x7e]{1,64}$/;
const TOKEN_ENTRY = 'token.';

const MESSAGES: Readonly<Record<TokenFaultCode, string>> = {
  malformed: 'this token cannot be read',
  expired: 'this token has expired: get a new one',
  'not-yet': 'this token is not valid yet',
  'bad-signature': 'the signature of this token does not hold',
  'wrong-audience': 'this token is for another server',
  'wrong-issuer': 'this token comes from somebody whose tokens are not taken here',
  'bad-role': 'this token names a role that it may not give',
  unavailable: 'tokens cannot be checked at the moment: try again in a while',
};

/** A refusal, in its usual words or in better ones. */
export function refuse(code: TokenFaultCode, message = MESSAGES[code]) {
  return failure<TokenFault>({ code, message });
}

/** An account's name: 1 to 64 visible ASCII characters, no space. A failure says so. */
export function parseAccount(text: string): Result<string, string> {
  return isVisible(text) ? success(text) : failure('give 1 to 64 visible ASCII characters without a space');
}

export function isVisible(value: unknown): value is string {
  return typeof value === 'string' && VISIBLE.test(value);
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

/**
 * The identity token among the subprotocols that an upgrade offers, as `token.<jwt>`; undefined when there is none.
 * Whatever its characters: a broken token is for the verifier to refuse, not to be taken for no token. One that is too
 * long is cut just past the bound, so that it is refused, too; of several none counts, and the
 * answer is empty.
 */
export function identityTokenIn(protocols: string | undefined): string | undefined {
  const entries = protocols?.split(',', MAX_OFFERED_PROTOCOLS).map((entry) => entry.trim()) ?? [];
  const token = onlyToken(entries.filter((entry) => entry.startsWith(TOKEN_ENTRY)));
  return token === undefined ? undefined : bounded(token.slice(TOKEN_ENTRY.length));
}

/** The token of an `Authorization: Bearer` header, bounded in the same way; undefined for any other kind of header. */
export function bearerTokenIn(authorization: string | undefined): string | undefined {
  const [scheme = '', token, ...rest] = authorization?.split(' ', 3) ?? [];
  if (scheme.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0) return undefined;
  return bounded(token);
}

function bounded(token: string): string {
  return token.slice(0, MAX_IDENTITY_TOKEN + 1);
}
