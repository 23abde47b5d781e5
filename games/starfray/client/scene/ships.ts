// All ships in view: a sprite for each, born and gone with its entity.

import type { DrawnEntity } from '@starfray/client/net';
import { pointAt } from '@starfray/client/view';
import { ship } from '../../rules/index.ts';
import { type ClientView, SHIP_KIND } from '../view/client-view.ts';
import type { PlateScale } from './name-plate.ts';
import { Ribbons } from './ribbons.ts';
import { ShipSprite } from './ship-sprite.ts';
import type { Stage } from './stage.ts';

interface Known {
  readonly sprite: ShipSprite;
  /** Whether the pilot was known when the sprite was made. */
  readonly isNamed: boolean;
}

export class Ships {
  /** Told when a ship appears that was not there: a spawn, or one that flew into view. */
  onAppear: ((sprite: ShipSprite, isShielded: boolean) => void) | undefined;
  private readonly stage: Stage;
  private readonly ribbons: Ribbons;
  private readonly sprites = new Map<number, Known>();
  private readonly row = ship.view();
  private frame = 0;

  constructor(stage: Stage) {
    this.stage = stage;
    this.ribbons = new Ribbons(stage);
  }

  update(client: ClientView, plateScale: PlateScale, seconds: number): void {
    this.frame += 1;
    this.ribbons.begin();
    for (const entity of client.drawn) if (entity.kind === SHIP_KIND) this.show(entity, client, plateScale, seconds);
    for (const [key, { sprite }] of this.sprites) {
      if (sprite.frame === this.frame) continue;
      sprite.destroy();
      this.sprites.delete(key);
    }
  }

  /** Calls back for every ship under boost with the direction of its exhaust in radians. */
  eachBoosting(visit: (sprite: ShipSprite, exhaust: number) => void): void {
    for (const { sprite } of this.sprites.values()) if (sprite.exhaust !== undefined) visit(sprite, sprite.exhaust);
  }

  /** Where a player's ship is drawn, in world pixels; undefined while it is not. */
  placeOf(playerId: number): { readonly x: number; readonly y: number } | undefined {
    for (const { sprite } of this.sprites.values()) if (sprite.playerId === playerId) return sprite;
    return undefined;
  }

  clear(): void {
    for (const { sprite } of this.sprites.values()) sprite.destroy();
    this.sprites.clear();
    this.ribbons.begin();
  }

  private show(entity: DrawnEntity, client: ClientView, plateScale: PlateScale, seconds: number): void {
    const row = pointAt(this.row, entity.row);
    const info = client.players.get(row.player);
    let known = this.sprites.get(entity.key);
    if (known !== undefined && !known.isNamed && info !== undefined) {
      known.sprite.destroy();
      known = undefined;
    }
    if (known === undefined) {
      const isNew = !this.sprites.has(entity.key);
      known = {
        sprite: new ShipSprite(this.stage, info, entity.isOwn && client.playerId !== 0, row.team),
        isNamed: info !== undefined,
      };
      this.sprites.set(entity.key, known);
      known.sprite.update(row, info, plateScale, 0);
      if (isNew) this.onAppear?.(known.sprite, row.shielded === 1);
    }
    const { sprite } = known;
    sprite.frame = this.frame;
    sprite.update(row, info, plateScale, seconds);
    this.ribbons.draw(sprite.trail, sprite.color, row.tier);
  }
}
