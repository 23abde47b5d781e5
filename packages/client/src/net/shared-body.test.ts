import { describe, expect, it } from 'vitest';
import { shareOfPresent } from './shared-body.ts';

describe('a shared body', () => {
  it('[K23] is drawn in the present while nobody else is near, and in the past where another is nearer', () => {
    expect(shareOfPresent(50, Number.POSITIVE_INFINITY)).toBe(1);
    expect(shareOfPresent(50, 500)).toBe(1);
    expect(shareOfPresent(500, 50)).toBe(0);
  });

  it('[K23] passes from one to the other without a jump', () => {
    let last = shareOfPresent(0, 600);
    for (let toOwn = 0; toOwn <= 600; toOwn += 10) {
      const share = shareOfPresent(toOwn, 600 - toOwn);
      expect(share).toBeLessThanOrEqual(last);
      expect(last - share).toBeLessThan(0.1);
      last = share;
    }
    expect(last).toBe(0);
  });
});
