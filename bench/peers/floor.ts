// What the floors have in common, whatever their sockets are: each client gets 300 ready bytes a tick, and of each message its heading is read.

import { HEADING_MASK } from './scene.ts';
import { everyTick, NO_TRUTH, noteSent, serve } from './server-report.ts';

export const READY_BYTES = 300;
/** The heading is the last of six bytes. */
const HEADING_AT = 5;

/** One client's socket. */
export interface FloorSocket {
  send(bytes: Uint8Array): void;
}

export class Floor {
  private readonly sockets = new Set<FloorSocket>();
  private readonly ready: Uint8Array;
  private headings = 0;

  /** @param ready What each client gets; a server that makes its frames itself has the header in it. */
  constructor(ready: Uint8Array = new Uint8Array(READY_BYTES).fill(0x2a)) {
    this.ready = ready;
  }

  add(socket: FloorSocket): void {
    this.sockets.add(socket);
  }

  remove(socket: FloorSocket): void {
    this.sockets.delete(socket);
  }

  take(message: Uint8Array): void {
    this.headings += (message[HEADING_AT] ?? 0) & HEADING_MASK;
  }

  /** Says that it listens, and sends from now on. */
  start(port: number): void {
    // What was read must count for something, or it might not be read.
    serve(port, () => ({ truth: NO_TRUTH, ...(this.headings < 0 ? { bytesMean: 0 } : {}) }));
    everyTick(() => {
      for (const socket of this.sockets) {
        noteSent(READY_BYTES);
        socket.send(this.ready);
      }
    });
  }
}
