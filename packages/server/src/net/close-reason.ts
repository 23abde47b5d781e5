// What fits into a close frame: 123 bytes of UTF-8, cut between characters.

import { MAX_CLOSE_REASON_BYTES } from '@starfray/shared/net';
import type { JoinRefusal } from '../session/join-request.ts';

/** The start of a text that takes at most `bytes` in UTF-8. */
export function fitBytes(text: string, bytes = MAX_CLOSE_REASON_BYTES): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let fitting = '';
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    fitting += character;
  }
  return fitting;
}

/** A refusal as the JSON of a close frame: `{"reason":"…","retryMs":2000}`, its text cut as far as needed. */
export function refusalJson({ reason, retryMs }: Pick<JoinRefusal, 'reason' | 'retryMs'>): string {
  // By single characters, because quotes and control characters grow when escaped.
  const characters = Array.from(fitBytes(reason));
  for (;;) {
    const json = JSON.stringify({ reason: characters.join(''), retryMs });
    if (Buffer.byteLength(json) <= MAX_CLOSE_REASON_BYTES || characters.pop() === undefined) return json;
  }
}
