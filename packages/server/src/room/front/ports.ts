// What the two halves of a room say to each other. The simulation owns the world, the seats and what players did; a front end owns
// connections, and all that is worked out for one of them. All arguments are plain data, so that they can cross to another thread.

import type { CloseCode } from '@starfray/shared/protocol';
import type { Player } from '../../session/index.ts';
import type { LoadLevel } from '../time/load-control.ts';

/** What a client is given with its seat. */
export interface Seating {
  /** 0 for a spectator. */
  readonly playerId: number;
  /** What its player shows to come back; empty where it cannot. */
  readonly token: string;
  /** Only full snapshots, at a lower rate. */
  readonly isFullOnly: boolean;
}

/** From the simulation to a front end. Calls arrive in their order; those about a client that has ended meanwhile do nothing. */
export interface FrontPort {
  /** A player is there, whom clients may hear of from the next tick on. */
  arrived(player: Player): void;
  /** A player left after `tick`. */
  departed(playerId: number, tick: number): void;
  /** A client that waits at this front end has a seat. */
  seated(client: number, seating: Seating): void;
  /** The player of a client watches from now on, and its seat is free for others. */
  retired(client: number): void;
  /** Sends ready bytes to one client. */
  say(client: number, bytes: Uint8Array): void;
  /** Sends ready bytes to all clients whose page is visible. */
  tellAll(bytes: Uint8Array): void;
  /** Ends a client's connection with a documented code and a sentence for a person. */
  close(client: number, code: CloseCode, reason: string, retryMs?: number, to?: string): void;
  /** The seat of a client is given up, and nothing more is sent to it. */
  forget(client: number): void;
  /** How much load is shed, and whether the room is slower than real time; every client reads it. */
  health(health: Health): void;
}

export interface Health {
  readonly isSlow: boolean;
  readonly load: LoadLevel;
}

/** From a front end to the simulation. The first four keep the order in which the client said so. */
export interface SimPort {
  /**
   * An input frame, whose first controls are for `tick` and were made from the picture `seen`, in 1/8 tick; it came `earlyMs` before that
   * tick. It is newer than any other of this client.
   */
  input(
    client: number,
    playerId: number,
    tick: number,
    controls: readonly number[],
    seen: number,
    earlyMs: number,
  ): void;
  /** Forgets what a player sent for `tick` and later: it will come again. */
  setBack(client: number, playerId: number, tick: number): void;
  /** The page of a player is hidden. */
  away(client: number): void;
  /** It is visible again. */
  back(client: number): void;
  /** The connection of a client ended. */
  ended(client: number, code: number, reason: string): void;
}
