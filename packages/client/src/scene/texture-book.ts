// Textures painted at start instead of loaded: each is a square canvas with sides of a power of two, so that it may have
// mipmaps and stays crisp on every screen.

import type Phaser from 'phaser';
import type { Outline } from '../view/outline.ts';

export interface Baked {
  readonly key: string;
  /** Side in world pixels. */
  readonly size: number;
}

const MIN_SIDE = 16;
const MAX_SIDE = 1024;

/** Paints with world pixels as unit and the origin in the middle; `density` is canvas pixels per world pixel. */
export type Painter = (context: CanvasRenderingContext2D, density: number) => void;

export class TextureBook {
  private readonly textures: Phaser.Textures.TextureManager;
  private readonly zoom: number;

  /** `zoom`: device pixels per world pixel of the largest picture to come. */
  constructor(textures: Phaser.Textures.TextureManager, zoom: number) {
    this.textures = textures;
    this.zoom = zoom;
  }

  /** Paints a texture of `size` world pixels; a soft one needs fewer canvas pixels than the screen has. */
  bake(key: string, size: number, paint: Painter, softness = 1): Baked {
    const wanted = (size * this.zoom) / softness;
    const side = Math.min(MAX_SIDE, Math.max(MIN_SIDE, 2 ** Math.ceil(Math.log2(wanted))));
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context !== null) {
      const density = side / size;
      context.setTransform(density, 0, 0, density, side / 2, side / 2);
      context.lineJoin = 'round';
      context.lineCap = 'round';
      paint(context, density);
    }
    this.textures.create(key, canvas, side, side)?.add('__BASE', 0, 0, 0, side, side);
    return { key, size };
  }
}

/** Adds a path through the points, times `scale`. */
export function trace(context: CanvasRenderingContext2D, outline: Outline, scale: number, isClosed: boolean): void {
  context.beginPath();
  for (const [index, [x, y]] of outline.entries()) {
    if (index === 0) context.moveTo(x * scale, y * scale);
    else context.lineTo(x * scale, y * scale);
  }
  if (isClosed) context.closePath();
}

/** A soft round spot. */
export function spot(
  context: CanvasRenderingContext2D,
  radius: number,
  stops: readonly (readonly [number, number])[],
): void {
  const gradient = context.createRadialGradient(0, 0, 0, 0, 0, radius);
  for (const [offset, alpha] of stops) gradient.addColorStop(offset, `rgb(255 255 255 / ${alpha})`);
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(0, 0, radius, 0, Math.PI * 2);
  context.fill();
}
