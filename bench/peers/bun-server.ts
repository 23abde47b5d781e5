// The floor of Bun: its own server, which Node's sockets have no part in. Run by Bun.

import { Floor, type FloorSocket } from './floor.ts';

/** What is used of it; its types are a package of their own. */
interface BunServer {
  readonly port: number;
  upgrade(request: Request): boolean;
}
declare const Bun: {
  serve(options: {
    port: number;
    hostname: string;
    fetch(request: Request, server: BunServer): Response | undefined;
    websocket: {
      perMessageDeflate: boolean;
      open(socket: FloorSocket): void;
      message(socket: FloorSocket, message: string | Uint8Array): void;
      close(socket: FloorSocket): void;
    };
  }): BunServer;
};

const floor = new Floor();

const { port } = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('', { status: 400 })),
  websocket: {
    perMessageDeflate: false,
    open: (socket) => floor.add(socket),
    message: (_socket, message) => {
      if (typeof message !== 'string') floor.take(message);
    },
    close: (socket) => floor.remove(socket),
  },
});
floor.start(port);
