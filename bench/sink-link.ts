// The room's end of a link whose other end only looks at what is sent: nothing is copied, so that what a tick leaves on the heap is the
// room's own. What comes in takes the usual way.

import type { Link } from '@starfray/shared/protocol';

/** @param look Is shown each message: it lies in `bytes` from `start` up to `end`, during the call. */
export function sinkLink(link: Link, look: (bytes: Uint8Array, start: number, end: number) => void): Link {
  return {
    isOpen: true,
    bufferedBytes: 0,
    send: (bytes) => look(bytes, 0, bytes.length),
    sendPart: look,
    sendPair: (first, second) => {
      look(first, 0, first.length);
      look(second, 0, second.length);
    },
    close: (code, reason) => link.close(code, reason),
    onMessage: (receive) => link.onMessage(receive),
    onClose: (ended) => link.onClose(ended),
  };
}
