// A listening server behind TCP proxies: it takes connections from these proxies alone, reads the PROXY header that each begins with, and only
// then hands the connection on, as one from the address that the header names. TLS and HTTP know nothing of it.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Server, Socket } from 'node:net';
import { PROXY_HEADER_TIMEOUT_MS } from '@starfray/shared/protocol';
import { type ProxyHeader, readProxyHeader } from './proxy-header.ts';

export interface ProxyListenerOptions {
  /** Is this the address of a proxy that may connect? */
  readonly isProxy: (address: string) => boolean;
  /** Why a connection was refused: for the log and the counters. */
  readonly onRefused: (fault: string, address: string) => void;
  /** How long a header may take; PROXY_HEADER_TIMEOUT_MS unless given. */
  readonly timeoutMs?: number | undefined;
}

/**
 * From now on every connection of the server must come from a proxy and begin with a header; others are destroyed without an answer. Programs
 * on this machine may connect, too, with a header that names no other client (LOCAL), as checks of health do. To be
 * called when all that listens for connections of this server has said so. Sockets that the server hands on, those of TLS included, then have
 * the client's address as `remoteAddress`; that of the proxy where the header names none. What it answers ends those that still wait for
 * their header.
 */
export function expectProxyHeaders(server: Server, options: ProxyListenerOptions): () => void {
  const listeners = server.listeners('connection');
  const named = new AsyncLocalStorage<string>();
  const waiting = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const proxy = socket.remoteAddress ?? '';
    const refuse = (): void => {
      options.onRefused('not from a proxy that --proxy-protocol names', proxy);
      cutOff(socket);
    };
    const isProxy = options.isProxy(proxy);
    if (!isProxy && !isLoopback(proxy)) return refuse();
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
    awaitHeader(socket, options, (address) => {
      waiting.delete(socket);
      if (!isProxy && address !== undefined) return refuse();
      const handOn = (): void => {
        for (const listener of listeners) listener.call(server, socket);
      };
      if (address === undefined) return handOn();
      setAddress(socket, address);
      named.run(address, handOn);
    });
  });
  // A TLS socket asks the system for the address of its peer, which is the proxy. It was made where the one under it was handed on.
  server.prependListener('secureConnection', (socket: Socket) => {
    const address = named.getStore();
    if (address !== undefined) setAddress(socket, address);
  });
  return () => {
    for (const socket of waiting) socket.destroy();
  };
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

// A UNIX socket has no reset.
function cutOff(socket: Socket): void {
  if (socket.localAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

function setAddress(socket: Socket, address: string): void {
  Object.defineProperty(socket, 'remoteAddress', { value: address, configurable: true });
}

function awaitHeader(
  socket: Socket,
  { onRefused, timeoutMs = PROXY_HEADER_TIMEOUT_MS }: ProxyListenerOptions,
  take: (address: string | undefined) => void,
): void {
  const proxy = socket.remoteAddress ?? '';
  let seen: Buffer = Buffer.alloc(0);
  const deadline = setTimeout(() => refuse('no PROXY header in time'), timeoutMs);
  const stop = (): void => {
    clearTimeout(deadline);
    socket.off('readable', read).off('end', ended).off('close', stop);
  };
  const refuse = (fault: string): void => {
    stop();
    onRefused(fault, proxy);
    cutOff(socket);
  };
  const ended = (): void => {
    stop();
    // Proxies look whether the port is open.
    if (seen.length > 0) onRefused('an end within the PROXY header', proxy);
    socket.destroy();
  };
  const read = (): void => {
    for (let chunk: unknown = socket.read(); chunk instanceof Buffer; chunk = socket.read()) {
      seen = Buffer.concat([seen, chunk]);
      const header: ProxyHeader = readProxyHeader(seen);
      if (header.kind === 'incomplete') continue;
      if (header.kind === 'invalid') {
        refuse(header.fault);
        return;
      }
      stop();
      socket.off('error', ignore);
      const rest = seen.subarray(header.length);
      if (rest.length > 0) socket.unshift(rest);
      take(header.address);
      return;
    }
  };
  const ignore = (): void => undefined;
  // What breaks before it is handed on has no other listener.
  socket.on('error', ignore);
  socket.on('readable', read).on('end', ended).on('close', stop);
}
