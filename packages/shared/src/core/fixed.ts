// Fixed-point units and the few integer operations that Math offers only for floats.
// Every result is the same in every JavaScript engine: IEEE 754 fixes + - * / and sqrt.

/** Positions are integers of 1/256 px; velocities 1/256 px per tick. */
export const UNITS_PER_PX = 256;

/** Pixels to position units, rounded to the nearest unit. */
export function px(pixels: number): number {
  return Math.round(pixels * UNITS_PER_PX);
}

/** Quotient cut towards zero. Exact for |a| < 2^53 and integer b != 0; never answers -0. */
export function divide(a: number, b: number): number {
  return Math.trunc(a / b) + 0;
}

/** Largest integer whose square is at most n, for 0 <= n < 2^53. */
export function integerSqrt(n: number): number {
  let root = Math.floor(Math.sqrt(n));
  if (root * root > n) root -= 1;
  else if ((root + 1) * (root + 1) <= n) root += 1;
  return root;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
