// What the host says of its identity provider: read, proven, and every mistake reported at once.

import { createSecretKey, type KeyObject } from 'node:crypto';
import { failure, type Result, success } from '@starfray/shared/core';
import { OWN_ISSUER, ROLE_CLAIM } from './own-tokens.ts';

/** RFC 7518, 3.2: a key for HS256 has at least the size of the hash. */
const MIN_SECRET_BYTES = 32;

/** As options and environment have it: texts, not yet looked at. */
export interface RawProvider {
  /** Shared with the provider, for HS256. */
  readonly secret?: string | undefined;
  /** Where the provider publishes its keys, for RS256, ES256 and EdDSA. */
  readonly jwksUrl?: string | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  readonly roleClaim?: string | undefined;
  /** True when the provider may name admins. */
  readonly admins?: boolean | undefined;
}

type ProviderKeys =
  | { readonly kind: 'secret'; readonly secret: KeyObject }
  | { readonly kind: 'jwks'; readonly url: URL };

export interface ProviderSettings {
  readonly keys: ProviderKeys;
  /** Demanded of each token; undefined takes any but the server's own. */
  readonly issuer: string | undefined;
  /** Demanded of each token; undefined takes any. */
  readonly audience: string | undefined;
  readonly roleClaim: string;
  readonly allowsAdmins: boolean;
}

/** Proven settings; a failure has one line for each mistake, with its remedy and never with the secret. */
export function parseProvider(raw: RawProvider): Result<ProviderSettings, string[]> {
  const keys = parseKeys(raw);
  const faults = [...(keys.ok ? [] : [keys.fault]), ...emptyTexts(raw)];
  if (raw.issuer === OWN_ISSUER) {
    faults.push(`the provider's issuer ${OWN_ISSUER} is the server's own: let the provider sign under another`);
  }
  if (!keys.ok || faults.length > 0) return failure(faults);
  return success({
    keys: keys.value,
    issuer: raw.issuer,
    audience: raw.audience,
    roleClaim: raw.roleClaim ?? ROLE_CLAIM,
    allowsAdmins: raw.admins ?? false,
  });
}

function emptyTexts({ issuer, audience, roleClaim }: RawProvider): string[] {
  const texts = { issuer, audience, 'role claim': roleClaim };
  return Object.entries(texts)
    .filter(([, text]) => text === '')
    .map(([name]) => `the provider's ${name} is empty: give one, or leave it out`);
}

function parseKeys({ secret, jwksUrl }: RawProvider): Result<ProviderKeys, string> {
  if (secret !== undefined && jwksUrl !== undefined) {
    return failure('a provider has a secret or a JWKS URL: give one of them, not both');
  }
  if (jwksUrl !== undefined) return parseKeyUrl(jwksUrl);
  const bytes = Buffer.from(secret ?? '');
  if (bytes.length >= MIN_SECRET_BYTES) return success({ kind: 'secret', secret: createSecretKey(bytes) });
  if (secret === undefined) return failure('a provider needs keys: give its secret or its JWKS URL');
  return failure(`the provider's secret has ${bytes.length} bytes: give at least ${MIN_SECRET_BYTES} random ones`);
}

// Over plain http an attacker on the line could put in other keys.
function parseKeyUrl(text: string): Result<ProviderKeys, string> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return failure(`the JWKS URL ${JSON.stringify(text)} is none: give one such as https://id.example.org/jwks.json`);
  }
  if (url.username !== '' || url.password !== '') {
    return failure('the JWKS URL holds a password: give one that needs none, public keys are no secret');
  }
  if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    return failure(
      `the JWKS URL ${text} is not safe on the way: give an https one, plain http is for this machine alone`,
    );
  }
  return success({ kind: 'jwks', url });
}
