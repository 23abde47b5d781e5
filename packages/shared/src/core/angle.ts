// Angles in 1024 steps a turn, their sine table and the integer arctangent.
// 0 points along +x and angles grow towards +y (clockwise on a screen, where y points down).

import { at } from './ints.ts';

export const ANGLE_STEPS = 1024;
export const ANGLE_MASK = ANGLE_STEPS - 1;
const QUARTER = ANGLE_STEPS / 4;

/** Sines and cosines are scaled by this: `sine(256) === TRIG_ONE`. */
export const TRIG_ONE = 1 << 14;

/** Sine of an angle in steps (any integer), scaled by TRIG_ONE. */
export function sine(angle: number): number {
  return at(SINES, angle & ANGLE_MASK);
}

/** Cosine of an angle in steps (any integer), scaled by TRIG_ONE. */
export function cosine(angle: number): number {
  return at(SINES, (angle + QUARTER) & ANGLE_MASK);
}

/** The step, 0..1023, that points most nearly along (x, y); 0 for the zero vector. |x|, |y| < 2^38. */
export function angleOf(y: number, x: number): number {
  const absX = x < 0 ? -x : x;
  const absY = y < 0 ? -y : y;
  const firstQuarter = quarterAngle(absY, absX);
  const half = x < 0 ? 2 * QUARTER - firstQuarter : firstQuarter;
  return (y < 0 ? ANGLE_STEPS - half : half) & ANGLE_MASK;
}

/** The signed turn from one angle to another, -512..511 steps, the short way round. */
export function turnBetween(from: number, to: number): number {
  return ((to - from + ANGLE_STEPS / 2) & ANGLE_MASK) - ANGLE_STEPS / 2;
}

// Binary search for the last step not past the vector, then the nearer of it and the next one.
function quarterAngle(y: number, x: number): number {
  if (y === 0) return 0;
  let low = 0;
  let high = QUARTER;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (cross(middle, y, x) >= 0) low = middle;
    else high = middle - 1;
  }
  if (low === QUARTER) return low;
  return cross(low, y, x) > -cross(low + 1, y, x) ? low + 1 : low;
}

function cross(angle: number, y: number, x: number): number {
  return cosine(angle) * y - sine(angle) * x;
}

// Taylor's series over the first eighth uses + - * / alone, so the table is the same in every engine; Math.sin's
// last bits are not.
const SINES = /* @__PURE__ */ buildSines();

function buildSines(): Int32Array {
  const table = new Int32Array(ANGLE_STEPS);
  for (let step = 0; step <= QUARTER; step += 1) {
    const value = step <= QUARTER / 2 ? sineSeries(step) : cosineSeries(QUARTER - step);
    const scaled = Math.round(value * TRIG_ONE);
    table[step] = scaled;
    table[2 * QUARTER - step] = scaled;
    table[(2 * QUARTER + step) & ANGLE_MASK] = -scaled;
    table[(4 * QUARTER - step) & ANGLE_MASK] = -scaled;
  }
  return table;
}

function sineSeries(step: number): number {
  const radians = (step * 2 * Math.PI) / ANGLE_STEPS;
  return series(radians, radians, 1);
}

function cosineSeries(step: number): number {
  return series((step * 2 * Math.PI) / ANGLE_STEPS, 1, 0);
}

function series(radians: number, first: number, power: number): number {
  let term = first;
  let sum = first;
  for (let n = power + 2; n < 24; n += 2) {
    term = (-term * radians * radians) / (n * (n - 1));
    sum += term;
  }
  return sum;
}
