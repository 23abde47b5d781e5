// The layers of a picture from back to front, and how sprites come onto them. Sprites of one blend mode lie together: every change of it
// costs a draw call.

import Phaser from 'phaser';
import type { Baked } from './texture-book.ts';

/** L are the names of the layers. */
export interface Stage<L extends string> {
  readonly scene: Phaser.Scene;
  readonly layers: Readonly<Record<L, Phaser.GameObjects.Layer>>;
  /** The layers of light, whose sprites add to what is below them. */
  readonly lights: readonly L[];
}

/** One layer for each name; the first is drawn first. */
export function createLayers<L extends string>(
  scene: Phaser.Scene,
  names: readonly L[],
): Record<L, Phaser.GameObjects.Layer> {
  const layers = names.map((name) => [name, scene.add.layer()] as const);
  return Object.fromEntries(layers) as Record<L, Phaser.GameObjects.Layer>;
}

/** A sprite of its texture's own size in world pixels. */
export function addSprite<L extends string>(stage: Stage<L>, layer: L, baked: Baked): Phaser.GameObjects.Image {
  const image = new Phaser.GameObjects.Image(stage.scene, 0, 0, baked.key);
  image.setDisplaySize(baked.size, baked.size);
  if (stage.lights.includes(layer)) image.setBlendMode(Phaser.BlendModes.ADD);
  stage.layers[layer].add(image);
  return image;
}

/** The scale at which a sprite is `size` world pixels wide. */
export function scaleFor(image: Phaser.GameObjects.Image, size: number): number {
  return size / image.width;
}
