// The reason in a close frame: JSON of at most 123 bytes, which a page shows to a person.

import { MAX_CLOSE_REASON_BYTES } from '@starfray/shared/net';

const encoder = new TextEncoder();

/** The sentence is cut, between characters; never the JSON around it. */
export function closeReason(reason: string, retryMs?: number): string {
  let sentence = reason;
  for (;;) {
    const text = JSON.stringify(retryMs === undefined ? { reason: sentence } : { reason: sentence, retryMs });
    if (encoder.encode(text).length <= MAX_CLOSE_REASON_BYTES) return text;
    sentence = Array.from(sentence).slice(0, -1).join('');
  }
}
