// What a front end needs of the rooms' side in its own thread.

import type { MessagePort } from 'node:worker_threads';
import type { Game, World } from '@starfray/shared/contract';
import type { Link } from '@starfray/shared/protocol';
import type { Log } from '../log.ts';

/** The rooms of one game, as far as this front end has clients in them. */
export interface FrontRooms {
  /** Takes a client over whose handshake is done; `join` is the number under which the main thread has judged it. It may have gone already. */
  take(link: Link, join: number): void;
}

export interface FrontRoomsDeps {
  /** From 0; the same after a restart. */
  readonly frontEnd: number;
  /** Leads to the `FrontSeats` of this game on the main thread. */
  readonly port: MessagePort;
  readonly log: Log;
  /** Milliseconds, monotonic; of this thread, whose origin is its own. */
  readonly now: () => number;
}

/** Called once in a front end for each game that is served. */
export type CreateFrontRooms = <W extends World, A>(game: Game<W, A>, deps: FrontRoomsDeps) => FrontRooms;
