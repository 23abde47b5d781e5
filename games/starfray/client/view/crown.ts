// The outline of the crown that a high bounty shows as, in half widths, on the map and over ships.

import type { Outline } from '@starfray/client/view';

export const CROWN: Outline = [
  [-1, 0.8],
  [-1, -0.5],
  [-0.5, 0.1],
  [0, -0.9],
  [0.5, 0.1],
  [1, -0.5],
  [1, 0.8],
];
