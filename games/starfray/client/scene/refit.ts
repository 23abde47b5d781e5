// The drawings of a ship's upgrades, over its hull.

import { addSprite, scaleFor } from '@starfray/client/scene';
import type Phaser from 'phaser';
import { hasUpgrade } from '../../rules/index.ts';
import { REFIT_SIZE, SHOWN } from './refit-textures.ts';
import type { Stage } from './stage.ts';

export class Refit {
  private readonly stage: Stage;
  private readonly color: number;
  private parts: Phaser.GameObjects.Image[] = [];
  private upgrades = 0;

  constructor(stage: Stage, color: number) {
    this.stage = stage;
    this.color = color;
  }

  /** World pixels and radians. */
  update(x: number, y: number, rotation: number, upgrades: number): void {
    if (upgrades !== this.upgrades) this.fit(upgrades);
    for (const part of this.parts) part.setPosition(x, y).setRotation(rotation);
  }

  destroy(): void {
    for (const part of this.parts) part.destroy();
    this.parts = [];
  }

  private fit(upgrades: number): void {
    this.destroy();
    this.upgrades = upgrades;
    for (const name of SHOWN) {
      if (!hasUpgrade({ upgrades }, name)) continue;
      const part = addSprite(this.stage, 'hulls', this.stage.refits[name]).setTint(this.color);
      part.setScale(scaleFor(part, REFIT_SIZE));
      this.parts.push(part);
    }
  }
}
