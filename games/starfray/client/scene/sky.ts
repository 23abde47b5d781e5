// Deep space: a nebula far away, and layers of stars that move slower than the world, each star wrapped around the picture,
// so that the sky has no end and no tile.

import { scatter } from '@starfray/client/motion';
import { addSprite, scaleFor } from '@starfray/client/scene';
import { mixColors, oklch } from '@starfray/client/view';
import Phaser from 'phaser';
import type { PictureArea } from '../view/picture-area.ts';
import type { Stage } from './stage.ts';

interface Star {
  readonly image: Phaser.GameObjects.Image;
  /** Place as fractions of the wrapped area. */
  readonly u: number;
  readonly v: number;
  readonly alpha: number;
  readonly twinkle: number;
}

const LAYERS = [
  { count: 150, depth: 0.06, size: 4, alpha: 0.6 },
  { count: 80, depth: 0.14, size: 5.6, alpha: 0.85 },
  { count: 30, depth: 0.28, size: 8.5, alpha: 1 },
] as const;
/** The nebula is one picture, larger than the view by as much as it may drift, in world pixels: in a world of 16,384 px it drifts as far. */
const NEBULA_DRIFT = 573;
const NEBULA_DEPTH = 0.035;

export class Sky {
  private readonly layers: readonly { readonly depth: number; readonly stars: readonly Star[] }[];
  private readonly nebula: Phaser.GameObjects.Image;
  private time = 0;

  constructor(stage: Stage) {
    this.nebula = addSprite(stage, 'sky', stage.world.nebula);
    this.layers = LAYERS.map(({ count, depth, size, alpha }, layer) => ({
      depth,
      stars: Array.from({ length: count }, (_, i) => makeStar(stage, layer * 1000 + i, size, alpha)),
    }));
  }

  /** `side` is that of the world in world pixels, 0 while there is none. */
  update(x: number, y: number, area: PictureArea, side: number, seconds: number): void {
    this.time += seconds;
    const width = area.right - area.left;
    const height = area.bottom - area.top;
    for (const { depth, stars } of this.layers) {
      for (const star of stars) {
        wrap(star, x, y, depth, width + 20, height + 20);
        star.image.setAlpha(star.alpha * (0.8 + 0.2 * Math.sin(this.time * star.twinkle)));
      }
    }
    const depth = Math.min(NEBULA_DEPTH, NEBULA_DRIFT / Math.max(1, side));
    this.nebula.setPosition(x + NEBULA_DRIFT / 2 - x * depth, y + NEBULA_DRIFT / 2 - y * depth);
  }
}

// Puts a star where it belongs in the wrapped area around the camera.
function wrap(star: Star, x: number, y: number, depth: number, width: number, height: number): void {
  star.image.x = x + modulo(star.u * width - x * depth, width) - width / 2;
  star.image.y = y + modulo(star.v * height - y * depth, height) - height / 2;
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}

function makeStar(stage: Stage, seed: number, size: number, alpha: number): Star {
  const image = addSprite(stage, 'sky', stage.world.star).setBlendMode(Phaser.BlendModes.ADD);
  image.setTint(mixColors(0xffffff, oklch(0.8, 0.12, scatter(seed + 5) < 0.7 ? 240 : 50), scatter(seed + 6)));
  image.setScale(scaleFor(image, size * (0.6 + 0.8 * scatter(seed + 2))));
  return {
    image,
    u: scatter(seed * 11 + 1),
    v: scatter(seed * 7 + 3),
    alpha: alpha * (0.35 + 0.65 * scatter(seed + 4)),
    twinkle: 0.6 + 2.4 * scatter(seed + 9),
  };
}
