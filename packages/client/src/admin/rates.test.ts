import { describe, expect, it } from 'vitest';
import { Rates } from './rates.ts';

describe('a rate', () => {
  it('is unknown at the first look, then growth a second', () => {
    const rates = new Rates();
    expect(rates.perSecond('a', 100, 0)).toBeUndefined();
    rates.endLook();
    expect(rates.perSecond('a', 150, 500)).toBe(100);
  });

  it('is unknown where a counter began again, or was away for a look', () => {
    const rates = new Rates();
    rates.perSecond('a', 100, 0);
    rates.perSecond('b', 100, 0);
    rates.endLook();
    expect(rates.perSecond('a', 5, 1000)).toBeUndefined();
    rates.endLook();
    expect(rates.perSecond('b', 200, 2000)).toBeUndefined();
  });
});
