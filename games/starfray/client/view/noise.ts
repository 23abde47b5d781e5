// Value noise in octaves, for clouds. Smooth, cheap, and the same every time.

import { scatter } from '@starfray/client/motion';

/** Noise 0..1 at a place; one wave per unit. */
export function noise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = fade(x - column);
  const v = fade(y - row);
  const top = corner(column, row, seed) * (1 - u) + corner(column + 1, row, seed) * u;
  const bottom = corner(column, row + 1, seed) * (1 - u) + corner(column + 1, row + 1, seed) * u;
  return top * (1 - v) + bottom * v;
}

/** Octaves of noise, each twice as fine and half as strong, 0..1. */
export function clouds(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let strength = 0.5;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += strength * noise(x * scale, y * scale, seed + octave * 101);
    strength /= 2;
    scale *= 2;
  }
  return sum / (1 - strength * 2);
}

function corner(column: number, row: number, seed: number): number {
  return scatter(Math.imul(column, 7919) ^ Math.imul(row, 104729) ^ Math.imul(seed, 15485863));
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}
