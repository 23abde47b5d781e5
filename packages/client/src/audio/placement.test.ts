import { describe, expect, it } from 'vitest';
import { placeSound } from './placement.ts';

describe('placeSound', () => {
  it('is full and central at the ear', () => expect(placeSound(0, 0)).toEqual({ volume: 1, pan: 0 }));
  it('fades with distance', () => expect(placeSound(600, 0).volume).toBeLessThan(placeSound(200, 0).volume));
  it('is silent far away', () => expect(placeSound(0, 2000).volume).toBe(0));
  it('comes from the side it is on', () => {
    expect(placeSound(-300, 0).pan).toBeLessThan(0);
    expect(placeSound(300, 0).pan).toBeGreaterThan(0);
  });
});
