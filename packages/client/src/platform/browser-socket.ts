// The browser's WebSocket in the few words that the netcode speaks with it.

import type { PlatformSocket } from '../net/index.ts';

export function openSocket(url: string, protocol: string): PlatformSocket {
  const socket = new WebSocket(url, protocol);
  socket.binaryType = 'arraybuffer';
  return {
    binaryType: socket.binaryType,
    get readyState() {
      return socket.readyState;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
    set onmessage(listener: PlatformSocket['onmessage']) {
      socket.onmessage = listener;
    },
    set onclose(listener: PlatformSocket['onclose']) {
      socket.onclose = listener;
    },
    set onerror(listener: PlatformSocket['onerror']) {
      socket.onerror = listener;
    },
  };
}
