// A listening server behind TCP proxies: it takes connections from these proxies alone, reads the PROXY header that each begins with, and only
// then hands the connection on, as one from the address that the header names. TLS and HTTP know nothing of it.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Server, Socket } from 'node:net';
import { PROXY_HEADER_TIMEOUT_MS } from '@starfray/shared/protocol';
import { awaitFirstHeader, cutOff, type FirstHeader, setAddress } from './first-header.ts';
import { readProxyHeader } from './proxy-header.ts';

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
    const take = (address: string | undefined): void => {
      waiting.delete(socket);
      const handOn = (): void => {
        for (const listener of listeners) listener.call(server, socket);
      };
      if (address === undefined) handOn();
      else if (!isProxy) refuse();
      else {
        setAddress(socket, address);
        named.run(address, handOn);
      }
    };
    const { timeoutMs = PROXY_HEADER_TIMEOUT_MS } = options;
    const onRefused = (fault: string): void => options.onRefused(fault, proxy);
    awaitFirstHeader(socket, { name: 'PROXY header', read: readHeader, timeoutMs, onRefused, take });
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

function readHeader(bytes: Buffer): FirstHeader<string | undefined> {
  const header = readProxyHeader(bytes);
  return header.kind === 'header' ? { ...header, value: header.address } : header;
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
