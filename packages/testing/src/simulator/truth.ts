// What a room's server knew after each tick: the rows of its entities, and where each player looked.

import type { Command, EntityTable, Game, Point, World } from '@starfray/shared/contract';

/** Ticks that are kept: older ones are only asked for by clients that are far behind. */
const KEPT_TICKS = 1200;

/** Where a player looked in a tick, and the place of its own entity. */
export interface View extends Point {
  readonly ownPlace: number;
  /** Places of what the game hides from it. */
  readonly hidden: ReadonlySet<number>;
}

/** The server's entities as they were after a tick. */
export interface Table {
  readonly ids: Uint16Array;
  readonly kinds: Uint8Array;
  readonly ints: Int32Array;
  readonly stride: number;
  /** By id of a player that has an entity. */
  readonly views: ReadonlyMap<number, View>;
}

export class Truth<W extends World, A> {
  /** By tick. */
  readonly tables = new Map<number, Table>();
  private readonly game: Game<W, A>;
  private readonly world: W;
  private readonly players = new Set<number>();

  constructor(game: Game<W, A>, world: W) {
    this.game = game;
    this.world = world;
  }

  /** Keeps the table of the tick that was just simulated, with these commands. */
  record(commands: readonly Command[]): void {
    const { entities, tick } = this.world;
    for (const { kind, playerId } of commands) {
      if (kind === 'join') this.players.add(playerId);
      else this.players.delete(playerId);
    }
    const { ids, kinds, ints, slotEnd, stride } = entities;
    this.tables.set(tick, {
      ids: ids.slice(0, slotEnd),
      kinds: kinds.slice(0, slotEnd),
      ints: ints.slice(0, slotEnd * stride),
      stride,
      views: this.viewsNow(),
    });
    this.tables.delete(tick - KEPT_TICKS);
  }

  private viewsNow(): Map<number, View> {
    const views = new Map<number, View>();
    for (const playerId of this.players) {
      const ownPlace = this.game.ownSlot(this.world, playerId);
      if (ownPlace < 0) continue;
      const point = { x: 0, y: 0 };
      this.game.attention(this.world, playerId, point);
      views.set(playerId, { ...point, ownPlace, hidden: this.hiddenFrom(playerId, this.world.entities) });
    }
    return views;
  }

  private hiddenFrom(playerId: number, { ids, slotEnd }: EntityTable): ReadonlySet<number> {
    const hidden = new Set<number>();
    if (this.game.isHidden === undefined) return hidden;
    for (let slot = 0; slot < slotEnd; slot += 1) {
      if (ids[slot] !== 0 && this.game.isHidden(this.world, playerId, slot)) hidden.add(slot);
    }
    return hidden;
  }
}
