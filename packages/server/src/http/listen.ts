// Makes an HTTP server listen at its place, whatever kind of place that is.

import { createServer, type Server, type Socket } from 'node:net';
import { countAsLoopback, listenAnywhere, openTo, type Place, pathOfSocket } from './place.ts';

/** What a server has come to listen on. */
export interface Listening {
  /** An address, or `unix:` and a path. */
  readonly host: string;
  /** 0 for a UNIX socket. */
  readonly port: number;
  /** Listens no more on what `server` itself does not close. */
  close(): void;
}

interface ListenOptions {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly fd?: number;
  readonly backlog?: number;
}

/** As many as Linux keeps by default: a whole crowd may come while a tick runs. */
const RELAY_BACKLOG = 4096;

/** `listen` makes the server itself listen, and rejects with Node's own error when it cannot; so does this. */
export async function listenAt(
  server: Server,
  listen: (options: ListenOptions) => Promise<unknown>,
  place: Place,
): Promise<Listening> {
  const more: Server[] = [];
  let host: string | undefined;
  switch (place.kind) {
    case 'address':
      host = await listenAnywhere(async (at) => void (await listen({ host: at, port: place.port })), place.host);
      break;
    case 'socket':
      await listen({ path: place.path });
      await openTo(place.path, place.mode);
      break;
    case 'relay':
      await listen({ path: place.path, backlog: RELAY_BACKLOG });
      break;
    case 'inherited': {
      const [first, ...others] = place.descriptors;
      nameAddress(server, first ?? -1);
      // With a host, or fastify looks for addresses of "localhost".
      await listen({ host: 'inherited', fd: first ?? -1 });
      for (const fd of others) more.push(await listenBeside(server, fd));
      break;
    }
  }
  if (place.kind === 'socket' || place.kind === 'inherited') countAsLoopback(server);
  const address = server.address();
  return {
    host: host ?? (typeof address === 'string' || address === null ? `unix:${address}` : address.address),
    port: typeof address === 'string' || address === null ? 0 : address.port,
    close: () => {
      for (const one of more) one.close();
    },
  };
}

// Node knows no path of a UNIX socket that it did not open itself, and answers null.
function nameAddress(server: Server, descriptor: number): void {
  const known = server.address.bind(server);
  server.address = () =>
    known() ?? (server.listening ? (pathOfSocket(descriptor) ?? `descriptor ${descriptor}`) : null);
}

// A server listens on one socket; connections of others are handed to it.
function listenBeside(server: Server, fd: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const beside = createServer({ allowHalfOpen: true, noDelay: true });
    beside.once('error', reject);
    beside.listen({ fd }, () => {
      beside.on('connection', (socket: Socket) => server.emit('connection', socket));
      resolve(beside);
    });
  });
}
