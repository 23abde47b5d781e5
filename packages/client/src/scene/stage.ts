// The layers of the picture from back to front, and how sprites come onto them. Sprites of one blend mode lie together:
// every change of it costs a draw call.

import Phaser from 'phaser';
import type { ShipArt } from './ship-textures.ts';
import type { Baked } from './texture-book.ts';
import type { WorldArt } from './world-textures.ts';

export interface Layers {
  readonly sky: Phaser.GameObjects.Layer;
  readonly ground: Phaser.GameObjects.Layer;
  readonly rocks: Phaser.GameObjects.Layer;
  /** Light below hulls: trails, glows, flames. */
  readonly underglow: Phaser.GameObjects.Layer;
  readonly hulls: Phaser.GameObjects.Layer;
  /** Light above hulls: lines, shots, shields, sparks. */
  readonly light: Phaser.GameObjects.Layer;
  readonly plates: Phaser.GameObjects.Layer;
}

export interface Stage {
  readonly scene: Phaser.Scene;
  readonly layers: Layers;
  readonly ships: ShipArt;
  readonly world: WorldArt;
}

export function createLayers(scene: Phaser.Scene): Layers {
  const layer = () => scene.add.layer();
  // Made in order: the first is drawn first.
  return {
    sky: layer(),
    ground: layer(),
    rocks: layer(),
    underglow: layer(),
    hulls: layer(),
    light: layer(),
    plates: layer(),
  };
}

/** A sprite of its texture's own size in world pixels. */
export function addSprite(stage: Stage, layer: keyof Layers, baked: Baked): Phaser.GameObjects.Image {
  const image = new Phaser.GameObjects.Image(stage.scene, 0, 0, baked.key);
  image.setDisplaySize(baked.size, baked.size);
  if (layer === 'underglow' || layer === 'light') image.setBlendMode(Phaser.BlendModes.ADD);
  stage.layers[layer].add(image);
  return image;
}

/** The scale at which a sprite is `size` world pixels wide. */
export function scaleFor(image: Phaser.GameObjects.Image, size: number): number {
  return size / image.width;
}
