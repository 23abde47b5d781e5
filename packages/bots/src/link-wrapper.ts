// A link around another one, for code that watches what goes through.

import type { Link } from '@starfray/shared/protocol';

/** The same link, but for the two listeners where others are given. */
export function wrapLink(link: Link, own: Partial<Pick<Link, 'onMessage' | 'onClose'>>): Link {
  return {
    get isOpen() {
      return link.isOpen;
    },
    get bufferedBytes() {
      return link.bufferedBytes;
    },
    send: (bytes) => link.send(bytes),
    sendPair: (first, second) => link.sendPair(first, second),
    close: (code, reason) => link.close(code, reason),
    onMessage: own.onMessage ?? ((receive) => link.onMessage(receive)),
    onClose: own.onClose ?? ((ended) => link.onClose(ended)),
  };
}
