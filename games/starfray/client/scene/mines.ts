// Mines: a ball whose spikes come out when it is armed. A foe's has a ring that shows from where it goes off; one's own has none.

import { scatter } from '@starfray/client/motion';
import { addSprite, scaleFor } from '@starfray/client/scene';
import { pointAt, toPx } from '@starfray/client/view';
import type Phaser from 'phaser';
import { MINE_TRIGGER, mine } from '../../rules/index.ts';
import { type ClientView, MINE_KIND } from '../view/client-view.ts';
import { shotColor } from '../view/ship-colors.ts';
import { KeptSprites } from './kept-sprites.ts';
import { OWN_COLOR } from './ship-sprite.ts';
import type { Stage } from './stage.ts';

class MineFigure {
  private readonly folded: Phaser.GameObjects.Image;
  private readonly armed: Phaser.GameObjects.Image;
  private readonly ring: Phaser.GameObjects.Image | undefined;

  constructor(stage: Stage, color: number, isOwn: boolean) {
    this.folded = addSprite(stage, 'hulls', stage.arsenal.mineFolded).setTint(color);
    this.armed = addSprite(stage, 'hulls', stage.arsenal.mineArmed).setTint(color);
    this.ring = isOwn ? undefined : addSprite(stage, 'underglow', stage.world.ring).setTint(color);
  }

  /** An armed one opens and closes once in two seconds, which is seen without colour and is no flash. */
  place(x: number, y: number, isArmed: boolean, age: number): void {
    const opening = isArmed ? 0.5 + 0.5 * Math.sin(age * Math.PI) : 0;
    this.folded.setPosition(x, y).setVisible(!isArmed);
    this.armed
      .setPosition(x, y)
      .setVisible(isArmed)
      .setRotation(age * 0.5)
      .setScale(scaleFor(this.armed, 38 + 8 * opening));
    this.ring
      ?.setPosition(x, y)
      .setVisible(isArmed)
      .setScale(scaleFor(this.ring, 2 * toPx(MINE_TRIGGER) * (0.94 + 0.06 * opening)))
      .setAlpha(0.16 + 0.14 * opening);
  }

  destroy(): void {
    for (const part of [this.folded, this.armed]) part.destroy();
    this.ring?.destroy();
  }
}

export class Mines {
  private readonly stage: Stage;
  private readonly row = mine.view();
  private readonly figures: KeptSprites<MineFigure>;
  private client: ClientView | undefined;
  private time = 0;

  constructor(stage: Stage) {
    this.stage = stage;
    this.figures = new KeptSprites(({ row }) => this.make(pointAt(this.row, row).player));
  }

  update(client: ClientView, seconds: number): void {
    this.client = client;
    this.time += seconds;
    this.figures.begin();
    for (const entity of client.drawn) {
      if (entity.kind !== MINE_KIND) continue;
      const row = pointAt(this.row, entity.row);
      this.figures.of(entity).place(toPx(row.x), toPx(row.y), row.arming === 0, this.time + scatter(entity.id) * 7);
    }
    this.figures.end();
  }

  clear(): void {
    this.figures.clear();
  }

  private make(player: number): MineFigure {
    const isOwn = player === this.client?.playerId;
    return new MineFigure(this.stage, isOwn ? OWN_COLOR : shotColor(this.client?.players.get(player)?.hue ?? 0), isOwn);
  }
}
