// What pilots say, over their ships for a while.

import Phaser from 'phaser';
import { FONTS, type PlateScale } from './name-plate.ts';
import { RADIUS } from './ship-radius.ts';
import type { Stage } from './stage.ts';

const SHOWN_S = 3;
const FADE_S = 0.4;
/** CSS pixels. */
const FONT_PX = 14;
/** Over the name, in CSS pixels from the ship's edge. */
const RISE_PX = 26;

interface Bubble {
  readonly text: Phaser.GameObjects.Text;
  leftS: number;
}

export class Bubbles {
  private readonly stage: Stage;
  /** By player: a new phrase takes the place of the last one. */
  private readonly bubbles = new Map<number, Bubble>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  say(playerId: number, phrase: string): void {
    this.bubbles.get(playerId)?.text.destroy();
    const text = new Phaser.GameObjects.Text(this.stage.scene, 0, 0, phrase, {
      fontFamily: FONTS,
      fontStyle: '600',
      color: '#05070f',
      backgroundColor: '#e9f3ff',
      padding: { x: 8, y: 4 },
    });
    text.setOrigin(0.5, 1).setVisible(false);
    this.stage.layers.plates.add(text);
    this.bubbles.set(playerId, { text, leftS: SHOWN_S });
  }

  /** `placeOf` answers where a player's ship is drawn, in world pixels; what has no ship is not shown. */
  update(
    placeOf: (playerId: number) => { readonly x: number; readonly y: number } | undefined,
    { zoom, density }: PlateScale,
    seconds: number,
  ): void {
    for (const [playerId, bubble] of this.bubbles) {
      bubble.leftS -= seconds;
      if (bubble.leftS <= 0) {
        bubble.text.destroy();
        this.bubbles.delete(playerId);
        continue;
      }
      const place = placeOf(playerId);
      bubble.text.setVisible(place !== undefined);
      if (place === undefined) continue;
      bubble.text.setFontSize(Math.round(FONT_PX * density));
      bubble.text.setPosition(place.x, place.y - RADIUS * 1.5 - (RISE_PX * density) / zoom).setScale(1 / zoom);
      bubble.text.setAlpha(Math.min(1, bubble.leftS / FADE_S));
    }
  }

  clear(): void {
    for (const { text } of this.bubbles.values()) text.destroy();
    this.bubbles.clear();
  }
}
