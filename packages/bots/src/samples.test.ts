import { describe, expect, it } from 'vitest';
import { Samples } from './samples.ts';

function of(...values: number[]): Samples {
  const samples = new Samples();
  for (const value of values) samples.add(value);
  return samples;
}

describe('samples', () => {
  it('have mean and least', () => {
    const { mean, least } = of(5, 1, 3);
    expect([mean, least]).toEqual([3, 1]);
  });

  it('have quantiles, by number and not by text', () => {
    const samples = of(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    expect([samples.quantile(0), samples.quantile(0.5), samples.quantile(0.95), samples.quantile(1)]).toEqual([
      1, 5, 10, 10,
    ]);
  });

  it('are 0 when there are none', () => {
    const none = of();
    expect([none.mean, none.least, none.quantile(0.5)]).toEqual([0, 0, 0]);
  });
});
