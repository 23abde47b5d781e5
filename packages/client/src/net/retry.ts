// After the end of a connection: what it meant, whether another attempt makes sense, and when.

import { CLOSE } from '@starfray/shared/protocol';
import type { Refusal } from './client-state.ts';
import { readReason } from './close-words.ts';

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

/** The HTTP status by which a server takes no connections from pages of this origin. */
const FORBIDDEN = 403;

/** Codes after which trying again by itself would only fail again. */
const FINAL: readonly number[] = [
  CLOSE.normal,
  CLOSE.version,
  CLOSE.badRequest,
  CLOSE.joinCode,
  CLOSE.badName,
  CLOSE.malformed,
  CLOSE.flood,
  CLOSE.outOfOrder,
  CLOSE.replaced,
  CLOSE.needsToken,
  CLOSE.banned,
  CLOSE.kicked,
  FORBIDDEN,
];

const SENTENCES: Readonly<Record<number, string>> = {
  1001: 'The server is restarting.',
  1006: 'The connection was lost.',
  1011: 'The room failed.',
};

export function isFinal(code: number): boolean {
  return FINAL.includes(code);
}

/** Reads a close frame: our server's reason is JSON, anybody else's is not. */
export function readRefusal(code: number, reason: string): { refusal: Refusal; retryMs: number | undefined } {
  const told = readReason(reason);
  const sentence = told.reason ?? SENTENCES[code] ?? `The connection ended (${code}).`;
  const obstacle = told.obstacle === undefined ? {} : { obstacle: told.obstacle };
  // A server that stops names a time, but is often back sooner than it feared: that is worth asking for.
  return {
    refusal: { code, reason: sentence, ...obstacle },
    retryMs: code === CLOSE.shutdown ? undefined : told.retryMs,
  };
}

/**
 * Exponential backoff, spread over half to the whole of each step so that a crowd does not return at once; and not before the
 * time that the server told, spread over half as much again.
 */
export function retryDelayMs(attempt: number, toldMs: number | undefined, random: number): number {
  const stepMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return Math.max(stepMs * (0.5 + random / 2), (toldMs ?? 0) * (1 + random / 2));
}
