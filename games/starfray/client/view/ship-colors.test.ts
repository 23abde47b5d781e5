import { luminance } from '@starfray/client/view';
import { expect, it } from 'vitest';
import { shipColor } from './ship-colors.ts';

it('gives ships of all hues about the same brightness', () => {
  const values = Array.from({ length: 36 }, (_, index) => luminance(shipColor(index * 10)));
  expect(Math.max(...values) / Math.min(...values)).toBeLessThan(1.7);
});
