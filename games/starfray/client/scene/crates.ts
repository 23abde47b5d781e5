// Crates, and the pads on which they grow: a box with the sign of its weapon, over a ring that is there when it is not.

import { scatter } from '@starfray/client/motion';
import { addSprite, scaleFor } from '@starfray/client/scene';
import { pointAt, toPx } from '@starfray/client/view';
import { at, item } from '@starfray/shared/core';
import type Phaser from 'phaser';
import { type Arena, crate } from '../../rules/index.ts';
import { type ClientView, CRATE_KIND } from '../view/client-view.ts';
import type { PictureArea } from '../view/picture-area.ts';
import { KeptSprites } from './kept-sprites.ts';
import type { Stage } from './stage.ts';

/** By weapon; the sign on it says the same. */
const WEAPON_COLORS = [0xffffff, 0xff8f5c, 0xff6f91, 0x8fb8ff, 0xb7ff7a, 0xffffff] as const;

const PAD_COLOR = 0x9fc4ff;
const PAD_MARGIN = 60;

/** The colour that a weapon has everywhere. */
export function weaponColor(weapon: number): number {
  return WEAPON_COLORS[weapon] ?? 0xffffff;
}

class CrateFigure {
  readonly glow: Phaser.GameObjects.Image;
  readonly body: Phaser.GameObjects.Image;
  readonly glyph: Phaser.GameObjects.Image;

  constructor(stage: Stage, weapon: number) {
    const color = weaponColor(weapon);
    this.glow = addSprite(stage, 'underglow', stage.world.glow).setTint(color);
    this.glow.setScale(scaleFor(this.glow, 170));
    this.body = addSprite(stage, 'hulls', stage.arsenal.crate).setTint(color);
    this.glyph = addSprite(stage, 'light', item(stage.arsenal.glyphs, weapon)).setTint(color);
  }

  place(x: number, y: number, age: number, isLeaving: boolean): void {
    const float = Math.sin(age * 2) * 3;
    this.glow.setPosition(x, y).setAlpha(0.5 + 0.12 * Math.sin(age * 2.6));
    this.body.setPosition(x, y + float).setRotation(Math.sin(age * 0.9) * 0.12);
    this.glyph.setPosition(x, y + float).setScale(scaleFor(this.glyph, 24));
    const alpha = isLeaving ? 0.55 : 1;
    this.body.setAlpha(alpha);
    this.glyph.setAlpha(alpha);
  }

  destroy(): void {
    for (const part of [this.glow, this.body, this.glyph]) part.destroy();
  }
}

export class Crates {
  private readonly stage: Stage;
  private readonly row = crate.view();
  private readonly figures = new KeptSprites<CrateFigure>(
    ({ row }) => new CrateFigure(this.stage, pointAt(this.row, row).weapon),
  );
  private readonly pads: Phaser.GameObjects.Image[] = [];
  private time = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  update(client: ClientView, arena: Arena, area: PictureArea, seconds: number): void {
    this.time += seconds;
    this.showPads(arena, area);
    this.figures.begin();
    for (const entity of client.drawn) {
      if (entity.kind !== CRATE_KIND) continue;
      const row = pointAt(this.row, entity.row);
      // The last three seconds of a dropped one.
      const isLeaving = row.life > 0 && row.life < 180;
      this.figures.of(entity).place(toPx(row.x), toPx(row.y), this.time + scatter(entity.id) * 9, isLeaving);
    }
    this.figures.end();
  }

  clear(): void {
    this.figures.clear();
  }

  private showPads({ padCount, padX, padY }: Arena, area: PictureArea): void {
    let used = 0;
    for (let pad = 0; pad < padCount; pad += 1) {
      const x = toPx(at(padX, pad));
      const y = toPx(at(padY, pad));
      if (x < area.left - PAD_MARGIN || x > area.right + PAD_MARGIN) continue;
      if (y < area.top - PAD_MARGIN || y > area.bottom + PAD_MARGIN) continue;
      const sprite = this.pads[used] ?? this.makePad();
      used += 1;
      sprite
        .setPosition(x, y)
        .setRotation(this.time * 0.15)
        .setVisible(true);
    }
    for (let i = used; i < this.pads.length; i += 1) this.pads[i]?.setVisible(false);
  }

  private makePad(): Phaser.GameObjects.Image {
    const sprite = addSprite(this.stage, 'ground', this.stage.arsenal.pad).setTint(PAD_COLOR).setAlpha(0.4);
    this.pads.push(sprite);
    return sprite;
  }
}
