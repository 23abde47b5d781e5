// The listening side of the one port with TLS: https and wss, and a certificate that can be exchanged while it runs.

import type { ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { HANDSHAKE_TIMEOUT_MS, MIN_TLS, type TlsPair } from './tls.ts';

export interface TlsListener {
  readonly server: Server;
  /** Shows new connections another certificate; those that are open keep theirs. @throws Error when it cannot be used. */
  use(pair: TlsPair): void;
  /** Ends every connection that is left, one in the middle of its handshake included. */
  cutAll(): void;
}

export interface TlsListenerOptions {
  readonly pair: TlsPair;
  /** Of HTTP, as for a plain server. */
  readonly limits: ServerOptions;
  /** How long a handshake may take, 10 s by default. */
  readonly handshakeTimeoutMs?: number | undefined;
}

/** A server that listens on `listen`; its owner hears its requests. */
export function createTlsListener(options: TlsListenerOptions): TlsListener {
  const handshakeTimeout = options.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS;
  const server = createServer({ ...options.limits, ...contextOf(options.pair), handshakeTimeout });
  // HTTP knows a connection only once it is secure.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Nothing can be said on a socket whose handshake failed, and one that dawdles would not end by itself.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return {
    server,
    use: (pair) => server.setSecureContext(contextOf(pair)),
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function contextOf({ cert, key }: TlsPair) {
  return { cert, key, minVersion: MIN_TLS } as const;
}
