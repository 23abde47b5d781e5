// Shards to collect: turning crystals that glint now and then. Shape and colour say what they are worth.

import { scatter } from '@starfray/client/motion';
import { addSprite, scaleFor } from '@starfray/client/scene';
import { pointAt, toPx } from '@starfray/client/view';
import { item } from '@starfray/shared/core';
import type Phaser from 'phaser';
import { shard } from '../../rules/index.ts';
import { type ClientView, SHARD_KIND } from '../view/client-view.ts';
import type { Stage } from './stage.ts';

interface Crystal {
  readonly glow: Phaser.GameObjects.Image;
  readonly body: Phaser.GameObjects.Image;
  readonly glint: Phaser.GameObjects.Image;
  readonly size: number;
  frame: number;
}

const KINDS = [
  { least: 0, color: 0x63f5c8, size: 22 },
  { least: 3, color: 0x7fb4ff, size: 27 },
  { least: 8, color: 0xffcf5c, size: 34 },
] as const;

/** Colour of a shard by its value. */
export function shardColor(value: number): number {
  return item(KINDS, kindOf(value)).color;
}

function kindOf(value: number): number {
  return value >= KINDS[2].least ? 2 : value >= KINDS[1].least ? 1 : 0;
}

export class Shards {
  private readonly stage: Stage;
  private readonly crystals = new Map<number, Crystal>();
  private readonly row = shard.view();
  private frame = 0;
  private time = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  update(client: ClientView, seconds: number): void {
    this.frame += 1;
    this.time += seconds;
    for (const entity of client.drawn) {
      if (entity.kind !== SHARD_KIND) continue;
      const row = pointAt(this.row, entity.row);
      let crystal = this.crystals.get(entity.key);
      if (crystal === undefined) {
        crystal = this.make(row.value);
        this.crystals.set(entity.key, crystal);
      }
      crystal.frame = this.frame;
      this.place(crystal, toPx(row.x), toPx(row.y), entity.id);
    }
    for (const [key, crystal] of this.crystals) {
      if (crystal.frame === this.frame) continue;
      for (const part of [crystal.glow, crystal.body, crystal.glint]) part.destroy();
      this.crystals.delete(key);
    }
  }

  clear(): void {
    for (const { glow, body, glint } of this.crystals.values()) for (const part of [glow, body, glint]) part.destroy();
    this.crystals.clear();
  }

  private make(value: number): Crystal {
    const { world } = this.stage;
    const { color, size } = item(KINDS, kindOf(value));
    const glow = addSprite(this.stage, 'underglow', world.glow).setTint(color);
    glow.setScale(scaleFor(glow, size * 2.6));
    const body = addSprite(this.stage, 'hulls', item(world.shards, kindOf(value))).setTint(color);
    body.setScale(scaleFor(body, size));
    return { glow, body, glint: addSprite(this.stage, 'light', world.glint), size, frame: 0 };
  }

  private place({ glow, body, glint, size }: Crystal, x: number, y: number, id: number): void {
    const phase = scatter(id) * 20;
    const t = this.time + phase;
    glow.setPosition(x, y).setAlpha(0.42 + 0.14 * Math.sin(t * 2.3));
    body.setPosition(x, y).setRotation(t * 0.7 * (scatter(id + 7) - 0.5) + phase);
    // A glint every few seconds.
    const glow01 = Math.max(0, Math.sin(t * 1.1) - 0.93) / 0.07;
    glint.setPosition(x - size * 0.16, y - size * 0.2).setVisible(glow01 > 0);
    if (glow01 > 0)
      glint
        .setScale(scaleFor(glint, size * 1.9 * glow01))
        .setRotation(t * 0.4)
        .setAlpha(glow01);
  }
}
