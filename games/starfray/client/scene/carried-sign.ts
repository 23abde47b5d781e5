// The sign of the weapon from a crate, beside the ship that carries it: everybody may know what comes.

import { addSprite, scaleFor } from '@starfray/client/scene';
import type Phaser from 'phaser';
import { weaponColor } from './crates.ts';
import type { Stage } from './stage.ts';

const SIZE = 17;
/** World pixels from the middle of the ship, to the lower right. */
const OFF = 24;

export class CarriedSign {
  private readonly stage: Stage;
  private sign: Phaser.GameObjects.Image | undefined;
  private weapon = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Shows a weapon beside a place in world pixels; 0 for none. */
  update(x: number, y: number, weapon: number): void {
    if (weapon !== this.weapon) this.change(weapon);
    this.sign?.setPosition(x + OFF, y + OFF);
  }

  destroy(): void {
    this.sign?.destroy();
  }

  private change(weapon: number): void {
    this.weapon = weapon;
    this.sign?.destroy();
    this.sign = undefined;
    const glyph = this.stage.arsenal.glyphs[weapon];
    if (weapon === 0 || glyph === undefined) return;
    this.sign = addSprite(this.stage, 'light', glyph).setTint(weaponColor(weapon));
    this.sign.setScale(scaleFor(this.sign, SIZE));
  }
}
