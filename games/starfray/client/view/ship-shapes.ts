// The outlines of ships, in radii, nose along +x. Pilots fly darts and bots fly forks: told apart by shape, not by colour.

import type { Outline } from '@starfray/client/view';

export interface ShipShape {
  /** The closed hull, clockwise. */
  readonly hull: Outline;
  /** Panel lines within it, each an open path. */
  readonly panels: readonly Outline[];
  readonly cockpit: Outline;
  /** Where engines burn. */
  readonly engines: Outline;
}

// One side of a symmetrical outline from nose to tail, without the points on the axis.
function mirrored(nose: number, side: Outline, tail: number): Outline {
  const other = side.map(([x, y]) => [x, -y] as const).reverse();
  return [[nose, 0], ...side, [tail, 0], ...other];
}

/** The dart of a human pilot. */
export const DART: ShipShape = {
  hull: mirrored(
    1.45,
    [
      [0.35, 0.3],
      [-0.15, 0.42],
      [-0.95, 1.12],
      [-0.8, 0.42],
    ],
    -0.55,
  ),
  panels: [
    [
      [1.45, 0],
      [-0.15, 0.42],
      [-0.8, 0.42],
    ],
    [
      [1.45, 0],
      [-0.15, -0.42],
      [-0.8, -0.42],
    ],
    [
      [-0.15, 0.42],
      [-0.55, 0],
      [-0.15, -0.42],
    ],
  ],
  cockpit: [
    [0.75, 0],
    [0.25, 0.15],
    [-0.05, 0],
    [0.25, -0.15],
  ],
  engines: [
    [-0.68, 0.22],
    [-0.68, -0.22],
  ],
};

/** The fork of a bot. */
export const FORK: ShipShape = {
  hull: mirrored(
    0.3,
    [
      [0.5, 0.28],
      [1.2, 0.46],
      [0.62, 0.86],
      [-0.45, 0.92],
      [-0.95, 0.5],
    ],
    -0.72,
  ),
  panels: [
    [
      [0.5, 0.28],
      [-0.1, 0.5],
      [-0.45, 0.92],
    ],
    [
      [0.5, -0.28],
      [-0.1, -0.5],
      [-0.45, -0.92],
    ],
    [
      [-0.1, 0.5],
      [-0.1, -0.5],
    ],
    [
      [-0.1, 0.5],
      [-0.95, 0.5],
    ],
    [
      [-0.1, -0.5],
      [-0.95, -0.5],
    ],
  ],
  cockpit: [
    [0.12, 0],
    [-0.12, 0.2],
    [-0.36, 0],
    [-0.12, -0.2],
  ],
  engines: [[-0.85, 0]],
};
