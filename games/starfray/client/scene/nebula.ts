// The nebula behind everything, computed pixel by pixel: warped clouds of three colours, dithered so that the dark slopes
// show no bands.

import { scatter, smoothStep } from '@starfray/client/motion';
import { oklch } from '@starfray/client/view';
import { clouds } from '../view/noise.ts';

/** Side in world pixels: the longest side of a picture and what the nebula drifts by. */
export const NEBULA_SIZE = 2400;
/** Canvas pixels: it is soft, and scaled up. */
const SIDE = 256;
/** It must never compete with what flies before it. */
const STRENGTH = 0.25;
const SPACE = [4, 6, 14] as const;
const COLORS = [oklch(0.5, 0.19, 295), oklch(0.5, 0.15, 245), oklch(0.52, 0.19, 350)].map(
  (color) => [color >> 16, (color >> 8) & 255, color & 255] as const,
);

export function paintNebula(context: CanvasRenderingContext2D): void {
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const small = canvas.getContext('2d', { willReadFrequently: true });
  if (small === null) return;
  const image = small.createImageData(SIDE, SIDE);
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) paintPixel(image, column, row);
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, -NEBULA_SIZE / 2, -NEBULA_SIZE / 2, NEBULA_SIZE, NEBULA_SIZE);
}

function paintPixel(image: ImageData, column: number, row: number): void {
  const x = (column / SIDE) * 5;
  const y = (row / SIDE) * 5;
  const warp = clouds(x, y, 3, 3) * 1.6;
  const place = (row * SIDE + column) * 4;
  const shares = COLORS.map(
    (_, i) => smoothStep(0.46, 0.86, clouds(x + warp, y - warp * 0.7, 11 + i * 17, 5)) * STRENGTH,
  );
  const dither = scatter(place) - 0.5;
  for (let channel = 0; channel < 3; channel += 1) {
    let value = SPACE[channel] ?? 0;
    for (const [i, color] of COLORS.entries()) value += (color[channel] ?? 0) * (shares[i] ?? 0);
    image.data[place + channel] = Math.round(value + dither);
  }
  image.data[place + 3] = 255;
}
