// The colours of ships and shots by their pilots' hues.

import { oklch } from '@starfray/client/view';

/** A ship's colour: bright enough to stand out on black. */
export function shipColor(hue: number): number {
  return oklch(0.76, 0.21, hue);
}

/** A shot's colour, nearly white at heart. */
export function shotColor(hue: number): number {
  return oklch(0.86, 0.15, hue);
}
