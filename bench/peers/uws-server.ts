// The floor of uWebSockets.js: a server in C++ under Node. It only loads where the C library is new enough.

import uws from '@btc-vision/uwebsockets.js';
import { Floor, type FloorSocket } from './floor.ts';

const floor = new Floor();
const sockets = new Map<object, FloorSocket>();

uws
  .App()
  .ws('/*', {
    compression: uws.DISABLED,
    open: (socket) => {
      const own = { send: (bytes: Uint8Array) => void socket.send(bytes, true) };
      sockets.set(socket, own);
      floor.add(own);
    },
    message: (_socket, message) => floor.take(new Uint8Array(message)),
    close: (socket) => {
      const own = sockets.get(socket);
      if (own !== undefined) floor.remove(own);
      sockets.delete(socket);
    },
  })
  .listen('127.0.0.1', 0, (listening) => floor.start(listening === false ? 0 : uws.us_socket_local_port(listening)));
