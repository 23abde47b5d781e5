// Missiles in flight: a body with fins, a flame, and smoke behind it. One's own is drawn ahead, as one's own shots are.

import { addSprite, scaleFor } from '@starfray/client/scene';
import { pointAt, toPx } from '@starfray/client/view';
import { ANGLE_STEPS, cosine, sine, TRIG_ONE } from '@starfray/shared/core';
import type Phaser from 'phaser';
import { MISSILE_SPEED, missile } from '../../rules/index.ts';
import { type ClientView, MISSILE_KIND } from '../view/client-view.ts';
import { shotColor } from '../view/ship-colors.ts';
import type { Effects } from './effects.ts';
import { KeptSprites } from './kept-sprites.ts';
import { OWN_COLOR } from './ship-sprite.ts';
import type { Stage } from './stage.ts';

const PUFFS_PER_SECOND = 45;

class MissileFigure {
  x = 0;
  y = 0;
  readonly color: number;
  private readonly glow: Phaser.GameObjects.Image;
  private readonly flame: Phaser.GameObjects.Image;
  private readonly body: Phaser.GameObjects.Image;

  constructor(stage: Stage, color: number) {
    this.color = color;
    this.glow = addSprite(stage, 'underglow', stage.world.glow).setTint(color);
    this.glow.setScale(scaleFor(this.glow, 90));
    this.flame = addSprite(stage, 'underglow', stage.ships.flame).setTint(0xffc27a);
    this.body = addSprite(stage, 'light', stage.arsenal.missile).setTint(color);
  }

  place(x: number, y: number, rotation: number, age: number): void {
    this.x = x;
    this.y = y;
    this.glow.setPosition(x, y);
    this.body.setPosition(x, y).setRotation(rotation);
    const flicker = 0.85 + 0.15 * Math.sin(age * 60);
    this.flame
      .setPosition(x - Math.cos(rotation) * 12, y - Math.sin(rotation) * 12)
      .setRotation(rotation)
      .setScale(scaleFor(this.flame, 46) * flicker, scaleFor(this.flame, 34));
  }

  destroy(): void {
    for (const part of [this.glow, this.flame, this.body]) part.destroy();
  }
}

export class Missiles {
  private readonly stage: Stage;
  private readonly row = missile.view();
  private readonly figures: KeptSprites<MissileFigure>;
  private client: ClientView | undefined;
  private puffs = 0;
  private time = 0;

  constructor(stage: Stage) {
    this.stage = stage;
    this.figures = new KeptSprites(
      ({ row }) => new MissileFigure(this.stage, this.colorOf(pointAt(this.row, row).player)),
    );
  }

  /** `leadTicks`: how far the own ship is drawn ahead of others. */
  update(client: ClientView, leadTicks: number, effects: Effects, seconds: number): void {
    this.client = client;
    this.time += seconds;
    this.puffs += seconds * PUFFS_PER_SECOND;
    const puffs = Math.min(3, Math.floor(this.puffs));
    this.puffs -= Math.floor(this.puffs);
    this.figures.begin();
    for (const entity of client.drawn) {
      if (entity.kind !== MISSILE_KIND) continue;
      const { x, y, angle, turn, player } = pointAt(this.row, entity.row);
      const ahead = player === client.playerId ? leadTicks : 0;
      // Along the middle of the arc that its turn makes.
      const middle = Math.round(angle + (turn * ahead) / 2);
      const figure = this.figures.of(entity);
      const rotation = ((angle + turn * ahead) / ANGLE_STEPS) * Math.PI * 2;
      const way = (MISSILE_SPEED * ahead) / TRIG_ONE;
      figure.place(toPx(x + cosine(middle) * way), toPx(y + sine(middle) * way), rotation, this.time + entity.id);
      if (puffs > 0) effects.smoke(figure.x, figure.y, rotation + Math.PI, puffs);
    }
    this.figures.end(({ x, y }) => effects.fizzle(x, y));
  }

  clear(): void {
    this.figures.clear();
  }

  private colorOf(player: number): number {
    if (player === this.client?.playerId) return OWN_COLOR;
    return shotColor(this.client?.players.get(player)?.hue ?? 40);
  }
}
