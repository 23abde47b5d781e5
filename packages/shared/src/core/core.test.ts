import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANGLE_STEPS, angleOf, cosine, sine, TRIG_ONE, turnBetween } from './angle.ts';
import { divide, integerSqrt } from './fixed.ts';
import { Grid } from './grid.ts';
import { IdPool } from './id-pool.ts';
import { createRandom, nextUint32, randomBelow } from './random.ts';
import { Ring } from './ring.ts';

describe('angles', () => {
  it('have a sine within half a unit of the true one', () => {
    for (let step = 0; step < ANGLE_STEPS; step += 1) {
      const radians = (step * 2 * Math.PI) / ANGLE_STEPS;
      expect(Math.abs(sine(step) - Math.sin(radians) * TRIG_ONE)).toBeLessThanOrEqual(0.5 + 1e-6);
      expect(Math.abs(cosine(step) - Math.cos(radians) * TRIG_ONE)).toBeLessThanOrEqual(0.5 + 1e-6);
    }
  });

  it('are found again from their direction at any distance', () => {
    for (let step = 0; step < ANGLE_STEPS; step += 1) {
      for (const distance of [1, 100]) expect(angleOf(sine(step) * distance, cosine(step) * distance)).toBe(step);
    }
  });

  it('are the nearest step for any vector', () =>
    fc.assert(
      fc.property(fc.integer({ min: -3e6, max: 3e6 }), fc.integer({ min: -3e6, max: 3e6 }), (x, y) => {
        fc.pre(Math.hypot(x, y) > 1000);
        const exact = (Math.atan2(y, x) * ANGLE_STEPS) / (2 * Math.PI);
        const off = ((((angleOf(y, x) - exact) % ANGLE_STEPS) + 1.5 * ANGLE_STEPS) % ANGLE_STEPS) - ANGLE_STEPS / 2;
        expect(Math.abs(off)).toBeLessThan(0.51);
      }),
    ));

  it('turn the short way round', () => {
    expect(turnBetween(1020, 4)).toBe(8);
    expect(turnBetween(4, 1020)).toBe(-8);
    expect(turnBetween(0, 512)).toBe(-512);
  });
});

describe('integers', () => {
  it('divide towards zero, exactly', () =>
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer().filter((b) => b !== 0),
        (a, b) => {
          expect(divide(a, b)).toBe(Number(BigInt(a) / BigInt(b)));
        },
      ),
    ));

  it('have the largest root whose square is not above', () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        const root = BigInt(integerSqrt(n));
        expect(root * root <= BigInt(n) && (root + 1n) * (root + 1n) > BigInt(n)).toBe(true);
      }),
    ));
});

describe('randomness', () => {
  it('take the root of numbers just below a square, where floats round up', () => {
    for (const root of [94_906_265, 94_906_264, 67_108_865, 3]) {
      expect(integerSqrt(root * root - 1)).toBe(root - 1);
      expect(integerSqrt(root * root)).toBe(root);
    }
  });

  it('repeats for a seed and differs for the next', () => {
    const [a, b, c] = [5, 5, 6].map((seed) => Array.from({ length: 8 }, nextOf(seed)));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('is uniform enough for a game', () => {
    const random = createRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i += 1) {
      const place = randomBelow(random, 10);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(1850);
    expect(Math.max(...counts)).toBeLessThan(2150);
  });
});

function nextOf(seed: number): () => number {
  const random = createRandom(seed);
  return () => nextUint32(random);
}

describe('the id pool', () => {
  it('gives an id back only after its rest, the longest rested first', () => {
    const pool = new IdPool(2, 10);
    expect([pool.take(0), pool.take(0), pool.take(0)]).toEqual([1, 2, 0]);
    pool.release(2, 5);
    pool.release(1, 6);
    expect(pool.take(14)).toBe(0);
    expect([pool.take(15), pool.take(15), pool.take(16)]).toEqual([2, 0, 1]);
  });

  it('asserts that nothing is released twice', () => {
    const pool = new IdPool(1, 0);
    expect(() => pool.release(1, 0)).toThrow(/twice/);
  });
});

describe('the ring', () => {
  it('is first in, first out, and refuses what does not fit', () => {
    const ring = new Ring<number>(2);
    expect([ring.push(1), ring.push(2), ring.push(3)]).toEqual([true, true, false]);
    expect([ring.shift(), ring.push(4), ring.shift(), ring.shift(), ring.shift()]).toEqual([1, true, 2, 4, undefined]);
  });
});

const SIDE = 4096;
const points = fc.array(fc.tuple(fc.integer({ min: -50, max: SIDE + 50 }), fc.integer({ min: -50, max: SIDE + 50 })), {
  maxLength: 80,
});
const rectangle = fc.tuple(fc.nat(SIDE), fc.nat(SIDE), fc.nat(900), fc.nat(900));
const CELL_SHIFT = 8;

function lineOf(position: number): number {
  return Math.min(SIDE >> CELL_SHIFT, Math.max(0, position >> CELL_SHIFT));
}

describe('the grid', () => {
  it('[V1] answers exactly what lies in the cells that a rectangle touches, in rows or in rings', () =>
    fc.assert(
      fc.property(points, rectangle, (places, [x, y, reachX, reachY]) => {
        const grid = new Grid(SIDE, CELL_SHIFT, 100);
        const xs = Int32Array.from(places, ([px]) => px);
        const ys = Int32Array.from(places, ([, py]) => py);
        grid.rebuild(
          places.length,
          Uint16Array.from(places, (_, i) => i),
          xs,
          ys,
        );
        const box = [x - reachX, y - reachY, x + reachX, y + reachY] as const;
        const expected = places.flatMap(([px, py], i) =>
          lineOf(px) >= lineOf(box[0]) &&
          lineOf(px) <= lineOf(box[2]) &&
          lineOf(py) >= lineOf(box[1]) &&
          lineOf(py) <= lineOf(box[3])
            ? [i]
            : [],
        );
        const out = new Int32Array(100);
        expect(grid.countIn(...box)).toBe(expected.length);
        const inRows = [...out.subarray(0, grid.collectIn(...box, out))];
        expect(inRows.toSorted((a, b) => a - b)).toEqual(expected);
        const inRings = [...out.subarray(0, grid.collectRings(x, y, ...box, out))];
        expect(inRings.toSorted((a, b) => a - b)).toEqual(expected);
      }),
    ));

  it('[V1] gives what is near first when not all of it fits', () => {
    const grid = new Grid(SIDE, CELL_SHIFT, 300);
    const count = 200;
    const xs = Int32Array.from({ length: count }, (_, i) => (i < 100 ? 2050 : 3000));
    const ys = Int32Array.from({ length: count }, () => 2050);
    grid.rebuild(
      count,
      Uint16Array.from({ length: count }, (_, i) => count - 1 - i),
      xs,
      ys,
    );
    const out = new Int32Array(100);
    expect(grid.collectRings(2050, 2050, 1000, 1000, 3500, 3500, out)).toBe(100);
    expect(Math.max(...out)).toBeLessThan(100);
  });
});
