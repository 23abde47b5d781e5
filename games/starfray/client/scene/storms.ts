// Shard storms: rings that turn against each other around glowing dust. One that gathers is drawn in dashes that close in.

import { addSprite, scaleFor } from '@starfray/client/scene';
import { pointAt, toPx } from '@starfray/client/view';
import type Phaser from 'phaser';
import { STORM_RADIUS, storm } from '../../rules/index.ts';
import { type ClientView, STORM_KIND } from '../view/client-view.ts';
import { KeptSprites } from './kept-sprites.ts';
import type { Stage } from './stage.ts';

const COLOR = 0x63f5c8;
const ACROSS = 2 * toPx(STORM_RADIUS);

class StormFigure {
  private readonly dust: Phaser.GameObjects.Image;
  private readonly rings: readonly Phaser.GameObjects.Image[];

  constructor(stage: Stage) {
    this.dust = addSprite(stage, 'underglow', stage.world.glow).setTint(COLOR);
    this.rings = [0, 1, 2].map(() => addSprite(stage, 'underglow', stage.arsenal.pad).setTint(COLOR));
  }

  place(x: number, y: number, isGathering: boolean, age: number): void {
    this.dust.setPosition(x, y).setScale(scaleFor(this.dust, ACROSS * 1.3));
    this.dust.setAlpha(isGathering ? 0.12 : 0.34);
    for (const [i, ring] of this.rings.entries()) {
      const part = isGathering ? 1 + 0.5 * (1 - ((age * 0.2 + i / 3) % 1)) : 0.55 + 0.3 * i;
      ring
        .setPosition(x, y)
        .setScale(scaleFor(ring, ACROSS * part))
        .setRotation(age * (i % 2 === 0 ? 0.5 : -0.7))
        .setAlpha(isGathering ? 0.3 : 0.5);
    }
  }

  destroy(): void {
    this.dust.destroy();
    for (const ring of this.rings) ring.destroy();
  }
}

export class Storms {
  private readonly row = storm.view();
  private readonly figures: KeptSprites<StormFigure>;
  private time = 0;

  constructor(stage: Stage) {
    this.figures = new KeptSprites(() => new StormFigure(stage));
  }

  update(client: ClientView, seconds: number): void {
    this.time += seconds;
    this.figures.begin();
    for (const entity of client.drawn) {
      if (entity.kind !== STORM_KIND) continue;
      const { x, y, wait } = pointAt(this.row, entity.row);
      this.figures.of(entity).place(toPx(x), toPx(y), wait > 0, this.time);
    }
    this.figures.end();
  }

  clear(): void {
    this.figures.clear();
  }
}
