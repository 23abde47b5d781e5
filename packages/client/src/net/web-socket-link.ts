// The platform's own WebSocket (browser or Node) as a Link.

import type { Link } from '@starfray/shared/protocol';

/** The part of a WebSocket that is used; both the browser's and Node's have it. */
export interface PlatformSocket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

const OPEN = 1;
const CLOSING = 2;

/** Wraps a socket that was just made and may not be open yet: messages come once it is. */
export function createWebSocketLink(socket: PlatformSocket): Link {
  socket.binaryType = 'arraybuffer';
  // A failed connection reports an error first and then closes with 1006: `onClose` is the one place that hears of it.
  socket.addEventListener('error', () => undefined);
  const send = (bytes: Uint8Array): void => {
    if (socket.readyState === OPEN) socket.send(new Uint8Array(bytes));
  };
  return {
    get isOpen() {
      return socket.readyState === OPEN;
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send,
    sendPair(first, second) {
      send(first);
      send(second);
    },
    close(code, reason) {
      if (socket.readyState < CLOSING) socket.close(code, reason);
    },
    onMessage(receive) {
      socket.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) receive(new Uint8Array(data));
      });
    },
    onClose(ended) {
      socket.addEventListener('close', ({ code, reason }) => {
        ended(code, reason);
      });
    },
  };
}
