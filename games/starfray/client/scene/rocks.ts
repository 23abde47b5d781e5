// Asteroids: one sprite for each rock in the picture, its shape and turn fixed by its number.

import { scatter } from '@starfray/client/motion';
import { addSprite, type Baked } from '@starfray/client/scene';
import { toPx } from '@starfray/client/view';
import { at, item } from '@starfray/shared/core';
import type Phaser from 'phaser';
import type { Arena } from '../../rules/index.ts';
import type { PictureArea } from '../view/picture-area.ts';
import type { Stage } from './stage.ts';
import { ROCK_CLASSES, ROCK_TEXTURE_RADII } from './world-textures.ts';

/** World pixels beyond the picture at which a rock is kept. */
const MARGIN = 220;

export class Rocks {
  private readonly stage: Stage;
  private readonly sprites = new Map<number, Phaser.GameObjects.Image>();
  private arena: Arena | undefined;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  update(arena: Arena, area: PictureArea): void {
    if (arena !== this.arena) {
      for (const sprite of this.sprites.values()) sprite.destroy();
      this.sprites.clear();
      this.arena = arena;
    }
    for (let rock = 0; rock < arena.rockCount; rock += 1) {
      const x = toPx(at(arena.rockX, rock));
      const y = toPx(at(arena.rockY, rock));
      const isNear =
        x > area.left - MARGIN && x < area.right + MARGIN && y > area.top - MARGIN && y < area.bottom + MARGIN;
      if (isNear && !this.sprites.has(rock))
        this.sprites.set(rock, this.make(rock, x, y, toPx(at(arena.rockRadius, rock))));
      if (isNear) continue;
      this.sprites.get(rock)?.destroy();
      this.sprites.delete(rock);
    }
  }

  private make(rock: number, x: number, y: number, radius: number): Phaser.GameObjects.Image {
    const sizeClass = ROCK_CLASSES.findIndex((most) => radius <= most * 1.15);
    const shapes: readonly Baked[] = item(this.stage.world.rocks, sizeClass < 0 ? ROCK_CLASSES.length - 1 : sizeClass);
    const shape = item(shapes, Math.floor(scatter(rock) * shapes.length));
    const sprite = addSprite(this.stage, 'rocks', shape);
    sprite.setDisplaySize(radius * ROCK_TEXTURE_RADII, radius * ROCK_TEXTURE_RADII);
    return sprite.setPosition(x, y);
  }
}
