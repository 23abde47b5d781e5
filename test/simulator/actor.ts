// One client of a simulation, and what those who watch may see of the whole.

import type { NetClient } from '@starfray/client/net';
import type { Rooms } from '@starfray/server/room';
import type { MemoryPair } from '@starfray/shared/protocol';
import type { Arena, InputRow, StarfrayWorld } from '@starfray/starfray/rules';

export interface Actor {
  readonly name: string;
  readonly client: NetClient<StarfrayWorld, Arena>;
  readonly input: InputRow;
  /** The newest connection, and the server it leads to. */
  pair: MemoryPair | undefined;
  server: number;
  /** Its page does nothing before this moment, as one in a frozen tab. */
  frozenUntilMs: number;
  /** When anything last happened to it that it needs time to get over. */
  disturbedMs: number;
  token: string;
  isHidden: boolean;
  /** When a hidden page is looked at again. */
  shownMs: number;
}

export interface Watched {
  readonly nowMs: number;
  readonly actors: readonly Actor[];
  readonly rooms: Rooms<StarfrayWorld, Arena>;
}
