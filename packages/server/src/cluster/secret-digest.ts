// What may be shown of the secret that all nodes share, and of the keys that players resume by: keyed digests.

import { createHmac } from 'node:crypto';

/** Tells a cluster's secret from another without giving it away. */
export function secretFingerprint(secret: Uint8Array): string {
  return digest(secret, 'cluster');
}

/** The name under which a player's score is kept: who reads it can neither resume with it nor guess at it. */
export function scoreDigest(secret: Uint8Array, key: string): string {
  return digest(secret, `score ${key}`);
}

function digest(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
