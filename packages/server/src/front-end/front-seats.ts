// What front ends need of the rooms' side on the main thread.

import type { MessagePort } from 'node:worker_threads';
import type { Link } from '@starfray/shared/protocol';
import type { PlacedJoin } from '../joining/index.ts';

/** Gives clients of front ends their seats; of one game. */
export interface FrontSeats {
  /** A front end has started, or started again after its end. */
  open(at: FrontEndPort): FrontEndSeats;
}

interface FrontEndPort {
  /** From 0; the same after a restart. */
  readonly frontEnd: number;
  /** Leads to its `FrontRooms` of this game. */
  readonly port: MessagePort;
}

/** The clients of one front end, from its start to its end. */
export interface FrontEndSeats {
  /** Announces a client, before its front end does the handshake and calls `FrontRooms.take` with this number. */
  expect(join: number, visitor: ExpectedVisitor): void;
  /** Nothing comes of it: there was no handshake, or its client had gone. */
  forget(join: number): void;
  /** The thread is gone, and with it all its connections. */
  ended(): void;
}

interface ExpectedVisitor {
  readonly request: PlacedJoin;
  /** Seats a link that stands for the client, or closes it with the reason why not, which is logged and counted. */
  readonly seat: (link: Link) => void;
  /** To be called in its place where the front end ends before its client was taken over. */
  readonly none: () => void;
}
