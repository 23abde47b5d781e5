import { describe, expect, it } from 'vitest';
import { turned, turnOf } from './rink-frame.ts';

const TALL = { width: 390, height: 844 };
const [EAST, SOUTH, WEST, NORTH] = [1, 3, 5, 7] as const;

describe('a rink in a tall window', () => {
  it('has the own goal below: up is towards the other goal, for either team', () => {
    expect(turned(NORTH, turnOf(1, TALL))).toBe(EAST);
    expect(turned(NORTH, turnOf(2, TALL))).toBe(WEST);
    expect(turned(EAST, turnOf(1, TALL))).toBe(SOUTH);
    expect(turned(0, turnOf(1, TALL))).toBe(0);
  });

  it('lies as it is in a wide one', () => {
    const turn = turnOf(2, { width: 1280, height: 800 });
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((thrust) => turned(thrust, turn))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
