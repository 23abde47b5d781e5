// Where the two teams of Flag are at home: opposite each other, in the middle of the left and of the right edge.

import { BASE_CLEARANCE, BASE_INSET } from '../tuning.ts';

/** Writes the middle of a team's base, in an arena of this side. */
export function basePlace(side: number, team: number, out: { x: number; y: number }): void {
  out.x = team === 1 ? BASE_INSET : side - BASE_INSET;
  out.y = side >> 1;
}

/** Would a rock stand in the way of a base? */
export function isNearBase(side: number, x: number, y: number, radius: number): boolean {
  const dx = Math.min(Math.abs(x - BASE_INSET), Math.abs(side - BASE_INSET - x));
  const dy = y - (side >> 1);
  const far = radius + BASE_CLEARANCE;
  return dx * dx + dy * dy < far * far;
}
