// What replication reads of the players of one tick. A front end in the simulation's thread reads the game and its world, as here; one in
// another thread reads what the simulation published, room/shared/published-players.ts. Both give the same answers.

import type { Game, Point, RowPlace, World } from '@starfray/shared/contract';

/** The players who are in the world: at the end of a tick, all who were seated before it and are not parked. */
export interface PlayersPresent {
  /** Player ids in no order; only the first `count` count. */
  readonly ids: Uint16Array;
  readonly count: number;
  has(playerId: number): boolean;
}

export interface PlayerFacts {
  /** The players in the world. */
  readonly present: PlayersPresent;
  /** Does the game hide anything? If not, `isHidden` need not be called. */
  readonly hides: boolean;
  /** The slot of a player's entity, -1 for none; of player 0, a spectator, that of the entity worth following. */
  ownSlot(playerId: number): number;
  /** Writes the place that a player looks at to `out`; (0, 0) where the game knows none. */
  attention(playerId: number, out: Point): void;
  /** A player's private row, valid until the next call. The player must have an entity. */
  privateRow(playerId: number): RowPlace;
  /** True when the entity in a slot must not be sent to the player. */
  isHidden(playerId: number, slot: number): boolean;
  /** A player's points; 0 in games without points. */
  score(playerId: number): number;
  isInWorld(playerId: number): boolean;
}

/** Asks the game about its world as it is now. */
export class WorldFacts<W extends World, A> implements PlayerFacts {
  readonly present: PlayersPresent;
  readonly hides: boolean;
  private readonly game: Game<W, A>;
  private readonly world: W;

  constructor(game: Game<W, A>, world: W, present: PlayersPresent) {
    this.game = game;
    this.world = world;
    this.present = present;
    this.hides = game.isHidden !== undefined;
  }

  ownSlot(playerId: number): number {
    return this.game.ownSlot(this.world, playerId);
  }

  attention(playerId: number, out: Point): void {
    out.x = 0;
    out.y = 0;
    this.game.attention(this.world, playerId, out);
  }

  privateRow(playerId: number): RowPlace {
    return this.game.ownPrivateRow(this.world, playerId);
  }

  isHidden(playerId: number, slot: number): boolean {
    return this.game.isHidden?.(this.world, playerId, slot) === true;
  }

  score(playerId: number): number {
    return this.game.score?.(this.world, playerId) ?? 0;
  }

  isInWorld(playerId: number): boolean {
    return this.present.has(playerId);
  }
}
