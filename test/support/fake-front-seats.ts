// The main thread's side of the rooms that echo: it seats whom a front end has taken over, and has it close whom the rooms refuse.

import type { MessagePort } from 'node:worker_threads';
import type { HostedRooms } from '@starfray/server';
import type { Link } from '@starfray/shared/protocol';

type FrontSeats = NonNullable<HostedRooms['frontSeats']>;
type FrontEndSeats = ReturnType<FrontSeats['open']>;
type Visitor = Parameters<FrontEndSeats['expect']>[1];

export class FakeFrontSeats implements FrontSeats {
  /** How often each front end has started. */
  readonly starts: number[] = [];
  ends = 0;
  /** Announced, and neither taken over nor forgotten. */
  readonly expected = new Map<number, Visitor>();
  forgotten = 0;

  open({ frontEnd, port }: Parameters<FrontSeats['open']>[0]): FrontEndSeats {
    this.starts[frontEnd] = (this.starts[frontEnd] ?? 0) + 1;
    port.on('message', ({ join }: { readonly join: number }) => {
      this.expected.get(join)?.seat(farLink(port, join));
      this.expected.delete(join);
    });
    // The thread's own end closes it, too.
    port.unref();
    return {
      expect: (join, visitor) => void this.expected.set(join, visitor),
      forget: (join) => {
        this.forgotten += 1;
        this.expected.delete(join);
      },
      ended: () => {
        this.ends += 1;
        port.close();
      },
    };
  }
}

function farLink(port: MessagePort, join: number): Link {
  const nothing = () => undefined;
  return {
    isOpen: true,
    bufferedBytes: 0,
    send: nothing,
    sendPair: nothing,
    close: (code, reason) => port.postMessage({ join, code, reason }),
    onMessage: nothing,
    onClose: nothing,
  };
}
