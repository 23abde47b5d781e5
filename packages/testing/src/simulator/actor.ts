// One client of a simulation, and what may be seen of the whole.

import type { NetClient } from '@starfray/client/net';
import type { Rooms } from '@starfray/server/room';
import type { RowPlace, World } from '@starfray/shared/contract';
import type { MemoryPair } from '@starfray/shared/protocol';

/** A client of a simulation, its controls, and what has happened to it. */
export interface Actor<W extends World, A> {
  readonly name: string;
  readonly client: NetClient<W, A>;
  /** Its controls, a row of the game's `input` kind. */
  readonly input: RowPlace;
  /** The newest connection, and the server it leads to, counted from 1. */
  pair: MemoryPair | undefined;
  server: number;
  /** The world of the room it was let into; undefined while it knocks. */
  world: W | undefined;
  /** Its page does nothing before this moment, as one in a frozen tab. */
  frozenUntilMs: number;
  /** When anything last happened to it that it needs time to get over. */
  disturbedMs: number;
  token: string;
  isHidden: boolean;
  /** When a hidden page is looked at again. */
  shownMs: number;
}

/** A simulation, as its invariants see it. */
export interface Watched<W extends World, A> {
  readonly nowMs: number;
  readonly actors: readonly Actor<W, A>[];
  readonly rooms: Rooms<W, A>;
  /** The newest tick of a world that those who read what its clients say know of. */
  newestTick(world: W): number;
  /** So many seats were given out that kept ones may have made way for other players. */
  readonly mayYieldSeats: boolean;
}
