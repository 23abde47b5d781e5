// What may be shown of the secret that all nodes share, and of the keys that players resume by: keyed digests.

import { createHmac, hash } from 'node:crypto';

/** Tells a cluster's secret from another without giving it away. */
export function secretFingerprint(secret: Uint8Array): string {
  return digest(secret, 'cluster');
}

/**
 * Names a player's score by the key that the player resumes by: a reader of the name can neither resume with it nor guess at
 * the key. A plain hash behind a secret word, because all players' names are needed every second.
 */
export function createScoreNames(secret: Uint8Array): (key: string) => string {
  const word = digest(secret, 'scores');
  return (key) => hash('sha256', `${word} ${key}`, 'base64url');
}

function digest(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
