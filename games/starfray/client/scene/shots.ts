// Shots in flight: streaks of light in the colour of who fired, two sprites each, used again when a shot is gone.

import { addSprite } from '@starfray/client/scene';
import { pointAt, toPx } from '@starfray/client/view';
import { ANGLE_STEPS, item } from '@starfray/shared/core';
import type Phaser from 'phaser';
import { SHOT_LIFE_TICKS, shot } from '../../rules/index.ts';
import { type ClientView, SHOT_KIND } from '../view/client-view.ts';
import type { OwnShots } from '../view/own-shots.ts';
import { shotColor } from '../view/ship-colors.ts';
import { OWN_COLOR } from './ship-sprite.ts';
import type { Stage } from './stage.ts';

interface Streak {
  readonly glow: Phaser.GameObjects.Image;
  readonly core: Phaser.GameObjects.Image;
}

/** Ticks at the end of its life in which a shot fades. */
const FADE_TICKS = 10;

export class Shots {
  private readonly stage: Stage;
  private readonly streaks: Streak[] = [];
  private readonly row = shot.view();
  private used = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Draws the shots of others where they are, and one's own where `own` says. */
  update(client: ClientView, own: OwnShots): void {
    this.used = 0;
    for (let i = 0; i < own.count; i += 1) {
      const { x, y, angle, life } = item(own.flights, i);
      this.draw(toPx(x), toPx(y), (angle / ANGLE_STEPS) * Math.PI * 2, life, OWN_COLOR);
    }
    for (const entity of client.drawn) {
      if (entity.kind !== SHOT_KIND) continue;
      const row = pointAt(this.row, entity.row);
      if (row.player === client.playerId && client.playerId !== 0) continue;
      const color = shotColor(client.players.get(row.player)?.hue ?? 40);
      this.draw(toPx(row.x), toPx(row.y), (row.angle / ANGLE_STEPS) * Math.PI * 2, row.life, color);
    }
    for (let i = this.used; i < this.streaks.length; i += 1) {
      this.streaks[i]?.glow.setVisible(false);
      this.streaks[i]?.core.setVisible(false);
    }
  }

  private draw(x: number, y: number, rotation: number, life: number, color: number): void {
    const { glow, core } = this.next();
    const alpha = Math.min(1, life / FADE_TICKS);
    // A fresh shot grows out of the muzzle.
    const length = Math.min(1, 0.35 + (SHOT_LIFE_TICKS - life) / 5);
    glow.setPosition(x, y).setRotation(rotation).setTint(color).setAlpha(alpha).setVisible(true);
    core.setPosition(x, y).setRotation(rotation).setAlpha(alpha).setVisible(true);
    core.scaleX = core.scaleY * length;
  }

  private next(): Streak {
    const ready = this.streaks[this.used];
    this.used += 1;
    if (ready !== undefined) return ready;
    const made = {
      glow: addSprite(this.stage, 'light', this.stage.world.shot),
      core: addSprite(this.stage, 'light', this.stage.world.shotCore),
    };
    this.streaks.push(made);
    return made;
  }
}
