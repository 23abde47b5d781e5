// The crown over a ship with a bounty, the larger the higher it is. Its size is of the screen, as that of names.

import { addSprite, scaleFor } from '@starfray/client/scene';
import type Phaser from 'phaser';
import type { Stage } from './stage.ts';

/** CSS pixels, by tier. */
const SIZES = [0, 13, 16, 20] as const;

export class Crown {
  private readonly image: Phaser.GameObjects.Image;

  constructor(stage: Stage) {
    this.image = addSprite(stage, 'plates', stage.ships.crown).setVisible(false);
  }

  /** Stands with its middle at a place of the world; `cssPx` is world pixels in a CSS pixel. */
  update(x: number, y: number, tier: number, cssPx: number): void {
    this.image.setVisible(tier > 0);
    if (tier === 0) return;
    this.image.setPosition(x, y).setScale(scaleFor(this.image, (SIZES[tier] ?? 0) * cssPx));
  }

  destroy(): void {
    this.image.destroy();
  }
}
