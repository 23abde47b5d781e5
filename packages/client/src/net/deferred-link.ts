// A link whose transport is only known after a question: closed until then, and the link that came after.

import type { Link } from '@starfray/shared/protocol';

/** What the question came to: a link, or an end with code and reason, as if a link had been there and was closed. */
export type Answer = { readonly link: Link } | { readonly code: number; readonly reason: string };

/** The link that `asked` resolves to; it must not reject. Closed before, the link that comes is closed at once. */
export function deferLink(asked: Promise<Answer>): Link {
  let link: Link | undefined;
  let closedBy: { readonly code: number; readonly reason: string } | undefined;
  let receive: (bytes: Uint8Array) => void = () => undefined;
  let ended: (code: number, reason: string) => void = () => undefined;
  void asked.then((answer) => {
    if (!('link' in answer)) {
      if (closedBy === undefined) ended(answer.code, answer.reason);
      return;
    }
    link = answer.link;
    link.onMessage((bytes) => receive(bytes));
    link.onClose((code, reason) => ended(code, reason));
    if (closedBy !== undefined) link.close(closedBy.code, closedBy.reason);
  });
  return {
    get isOpen() {
      return link?.isOpen ?? false;
    },
    get bufferedBytes() {
      return link?.bufferedBytes ?? 0;
    },
    send: (bytes) => link?.send(bytes),
    sendPair: (first, second) => link?.sendPair(first, second),
    close: (code, reason) => {
      if (link !== undefined) link.close(code, reason);
      else closedBy ??= { code, reason };
    },
    onMessage: (listener) => {
      receive = listener;
    },
    onClose: (listener) => {
      ended = listener;
    },
  };
}
