// The main thread's end of the relays: a server that takes connections from this process's front ends alone, each as one from the client that it
// stands for.

import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { awaitFirstHeader, setAddress } from '../net/index.ts';
import { type RelayedClient, readRelayHeader } from './relay-header.ts';

/** A front end writes it at once. */
const RELAY_HEADER_TIMEOUT_MS = 5000;

/** A connection of a front end, and how much of what came over it is not the client's own. */
export interface RelayedSocket extends RelayedClient {
  readonly socket: Socket;
  readonly headerBytes: number;
}

export interface RelayListener {
  /** The client behind a socket; undefined for one that no front end has opened. */
  relayed(socket: Duplex): RelayedSocket | undefined;
  /** Ends connections that still wait for their header. */
  stop(): void;
}

/**
 * From now on every connection of the server must begin with the header of a front end; others are destroyed without an answer. To be called
 * when all that listens for connections of this server has said so. Its sockets then have the client's address as `remoteAddress`.
 */
export function expectRelays(
  server: Server,
  { secret, onRefused }: { readonly secret: Uint8Array; readonly onRefused: (fault: string) => void },
): RelayListener {
  const listeners = server.listeners('connection');
  const clients = new WeakMap<Duplex, RelayedSocket>();
  const waiting = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
    awaitFirstHeader(socket, {
      name: 'header of a front end',
      read: (bytes) => readRelayHeader(secret, bytes),
      timeoutMs: RELAY_HEADER_TIMEOUT_MS,
      onRefused,
      take: (client, headerBytes) => {
        waiting.delete(socket);
        clients.set(socket, { ...client, socket, headerBytes });
        setAddress(socket, client.address);
        for (const listener of listeners) listener.call(server, socket);
      },
    });
  });
  return {
    relayed: (socket) => clients.get(socket),
    stop: () => {
      for (const socket of waiting) socket.destroy();
    },
  };
}
