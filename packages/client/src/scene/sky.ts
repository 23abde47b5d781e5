// Deep space: layers of stars and faint clouds that move slower than the world, each star wrapped around the picture, so
// that the sky has no end and no tile.

import Phaser from 'phaser';
import { mixColors, oklch } from '../view/color.ts';
import { scatter } from '../view/smoothing.ts';
import type { PictureArea } from './rocks.ts';
import { addSprite, type Stage, scaleFor } from './stage.ts';

interface Star {
  readonly image: Phaser.GameObjects.Image;
  /** Place as fractions of the wrapped area. */
  readonly u: number;
  readonly v: number;
  readonly alpha: number;
  readonly twinkle: number;
}

const LAYERS = [
  { count: 90, depth: 0.06, size: 2.6, alpha: 0.5 },
  { count: 60, depth: 0.14, size: 3.6, alpha: 0.7 },
  { count: 26, depth: 0.28, size: 5.4, alpha: 0.95 },
] as const;
const CLOUDS = 8;
const CLOUD_DEPTH = 0.035;
/** Clouds wrap around an area this much larger than the picture. */
const CLOUD_SPREAD = 2.1;
const CLOUD_HUES = [285, 265, 225, 330, 200];

export class Sky {
  private readonly layers: readonly { readonly depth: number; readonly stars: readonly Star[] }[];
  private readonly clouds: readonly Star[];
  private time = 0;

  constructor(stage: Stage) {
    this.clouds = Array.from({ length: CLOUDS }, (_, i) => makeCloud(stage, i));
    this.layers = LAYERS.map(({ count, depth, size, alpha }, layer) => ({
      depth,
      stars: Array.from({ length: count }, (_, i) => makeStar(stage, layer * 1000 + i, size, alpha)),
    }));
  }

  update(x: number, y: number, area: PictureArea, seconds: number): void {
    this.time += seconds;
    const width = area.right - area.left;
    const height = area.bottom - area.top;
    for (const { depth, stars } of this.layers) {
      for (const star of stars) {
        wrap(star, x, y, depth, width + 20, height + 20);
        star.image.setAlpha(star.alpha * (0.8 + 0.2 * Math.sin(this.time * star.twinkle)));
      }
    }
    for (const cloud of this.clouds) wrap(cloud, x, y, CLOUD_DEPTH, width * CLOUD_SPREAD, height * CLOUD_SPREAD);
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

function makeCloud(stage: Stage, seed: number): Star {
  const image = addSprite(stage, 'sky', stage.world.cloud).setBlendMode(Phaser.BlendModes.ADD);
  image.setTint(oklch(0.55, 0.19, CLOUD_HUES[seed % CLOUD_HUES.length] ?? 280));
  image.setScale(scaleFor(image, 1100 + 900 * scatter(seed + 40))).setRotation(scatter(seed + 41) * 6);
  image.setAlpha(0.28 + 0.2 * scatter(seed + 42));
  return { image, u: scatter(seed * 3 + 43), v: scatter(seed * 5 + 44), alpha: 1, twinkle: 0 };
}
