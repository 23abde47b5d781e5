// Puck in the simulator: rinks with bots under everything that can go wrong, and the proof that a bug of its rules is found.

import { describe, expect, it } from 'vitest';
import { GAMES } from './games.ts';

const { planted, run } = GAMES.puck;

describe('puck in the simulator', () => {
  it('[K24] is the same at both ends under bad lines, restarts and pages that come and go', () => {
    const { broken, compared, visibilityChecks, controlsCompared, counts } = run(12, 15);
    expect(broken).toBeUndefined();
    expect(compared).toBeGreaterThan(20_000);
    expect(Math.min(visibilityChecks, controlsCompared)).toBeGreaterThan(2000);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  it.each([
    ['a goal counts twice', 1, 'has 2 points instead of 1'],
    ['newcomers all join the left side', 1, 'joined the side of 1 and not that of 0'],
  ])('finds a planted bug: %s', (bug, seed, words) => {
    const takeOut = planted[bug]?.();
    try {
      expect(run(seed, 60).broken?.what).toContain(words);
    } finally {
      takeOut?.();
    }
  });
});
