// Motion that looks the same at 30 and at 240 frames a second.

/** The part of a gap to close in `seconds` so that half of it closes every `halfLife` seconds. */
export function closing(seconds: number, halfLife: number): number {
  return 1 - 2 ** (-seconds / halfLife);
}

/** Smooth noise of one variable, -1..1: three sines that never fall into step. */
export function wobble(t: number, seed: number): number {
  return (Math.sin(t * 1.7 + seed) + Math.sin(t * 2.9 + seed * 2.3) + Math.sin(t * 4.3 + seed * 4.1)) / 3;
}

/** 0 below `from`, 1 above `to`, and an S between. */
export function smoothStep(from: number, to: number, value: number): number {
  const part = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return part * part * (3 - 2 * part);
}

/** A steady fraction 0..1 from an integer: the same rock always gets the same shape. */
export function scatter(seed: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 2 ** 32;
}
