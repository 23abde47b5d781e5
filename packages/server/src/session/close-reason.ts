// The reason in a close frame: JSON of at most 123 bytes, which a page shows to a person.

import { MAX_CLOSE_REASON_BYTES } from '@starfray/shared/protocol';

const encoder = new TextEncoder();

/** More would leave too little of the sentence. */
const LONGEST_SERVER = 60;

/** The sentence is cut, between characters; never the JSON around it. `to` is another server to ask; one that is too long is left out. */
export function closeReason(reason: string, retryMs?: number, to?: string): string {
  const more = {
    ...(retryMs !== undefined && { retryMs }),
    ...(to !== undefined && to.length <= LONGEST_SERVER && { to }),
  };
  let sentence = reason;
  for (;;) {
    const text = JSON.stringify({ reason: sentence, ...more });
    if (encoder.encode(text).length <= MAX_CLOSE_REASON_BYTES) return text;
    sentence = Array.from(sentence).slice(0, -1).join('');
  }
}
