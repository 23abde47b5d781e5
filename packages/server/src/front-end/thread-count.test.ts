import { expect, it } from 'vitest';
import { countFrontEnds } from './thread-count.ts';

it('[TH33] auto leaves a core to the simulation, is none on one or two cores, and at most eight', () => {
  expect([1, 2, 3, 4, 9, 10, 64].map((cores) => countFrontEnds('auto', cores))).toEqual([0, 0, 2, 3, 8, 8, 8]);
});

it('[TH33] a number is that many, on any machine', () => {
  expect([0, 1, 12].map((threads) => countFrontEnds(threads, 2))).toEqual([0, 1, 12]);
});
