// The header with which a connection begins, before any protocol: read off it, and the rest left for the part that takes the connection over.

import type { Socket } from 'node:net';

export type FirstHeader<T> =
  /** More bytes are needed. */
  | { readonly kind: 'incomplete' }
  /** No header, or one that is broken. */
  | { readonly kind: 'invalid'; readonly fault: string }
  /** The first `length` bytes are the header. */
  | { readonly kind: 'header'; readonly length: number; readonly value: T };

export interface FirstHeaderOptions<T> {
  /** As messages have it: `PROXY header`. */
  readonly name: string;
  /** Reads what the connection has sent so far. */
  readonly read: (bytes: Buffer) => FirstHeader<T>;
  /** How long a header may take. */
  readonly timeoutMs: number;
  /** Receives why there is no header; the connection is cut off then. */
  readonly onRefused: (fault: string) => void;
  /** Receives the header; what follows it is still to be read. */
  readonly take: (value: T, length: number) => void;
}

/** Reads the header of a connection of which nothing was read yet. */
export function awaitFirstHeader<T>(socket: Socket, options: FirstHeaderOptions<T>): void {
  const { name, timeoutMs, onRefused, take } = options;
  let seen: Buffer = Buffer.alloc(0);
  const deadline = setTimeout(() => refuse(`no ${name} in time`), timeoutMs);
  const stop = (): void => {
    clearTimeout(deadline);
    socket.off('readable', read).off('end', ended).off('close', stop);
  };
  const refuse = (fault: string): void => {
    stop();
    onRefused(fault);
    cutOff(socket);
  };
  const ended = (): void => {
    stop();
    // Proxies look whether the port is open.
    if (seen.length > 0) onRefused(`an end within the ${name}`);
    socket.destroy();
  };
  const read = (): void => {
    for (let chunk: unknown = socket.read(); chunk instanceof Buffer; chunk = socket.read()) {
      seen = Buffer.concat([seen, chunk]);
      const header = options.read(seen);
      if (header.kind === 'incomplete') continue;
      if (header.kind === 'invalid') {
        refuse(header.fault);
        return;
      }
      stop();
      socket.off('error', ignore);
      const rest = seen.subarray(header.length);
      if (rest.length > 0) socket.unshift(rest);
      take(header.value, header.length);
      return;
    }
  };
  const ignore = (): void => undefined;
  // What breaks before it is handed on has no other listener.
  socket.on('error', ignore);
  socket.on('readable', read).on('end', ended).on('close', stop);
}

/** Ends a connection without an answer. A UNIX socket has no reset. */
export function cutOff(socket: Socket): void {
  if (socket.localAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

/** Makes an address that of the socket's peer, for all who ask the socket. */
export function setAddress(socket: Socket, address: string): void {
  Object.defineProperty(socket, 'remoteAddress', { value: address, configurable: true });
}
