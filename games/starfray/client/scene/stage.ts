// The arena's picture from back to front, and all that is painted for it.

import { createLayers, type Stage as SpriteStage, type TextureBook } from '@starfray/client/scene';
import type Phaser from 'phaser';
import { type ArsenalArt, bakeArsenal } from './arsenal-textures.ts';
import { bakeRefits, type RefitArt } from './refit-textures.ts';
import { bakeShips, type ShipArt } from './ship-textures.ts';
import { bakeWorld, type WorldArt } from './world-textures.ts';

/** Light below hulls (trails, glows, flames) is `underglow`; light above them (lines, shots, shields, sparks) is `light`. */
const LAYERS = ['sky', 'ground', 'rocks', 'underglow', 'hulls', 'light', 'plates'] as const;

export type LayerName = (typeof LAYERS)[number];

export interface Stage extends SpriteStage<LayerName> {
  readonly ships: ShipArt;
  readonly refits: RefitArt;
  readonly world: WorldArt;
  readonly arsenal: ArsenalArt;
}

export function createStage(scene: Phaser.Scene, book: TextureBook): Stage {
  return {
    scene,
    layers: createLayers(scene, LAYERS),
    lights: ['underglow', 'light'],
    ships: bakeShips(book),
    refits: bakeRefits(book),
    world: bakeWorld(book),
    arsenal: bakeArsenal(book),
  };
}
