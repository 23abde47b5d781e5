// How far the own rail seems to go, until the server tells what it struck.

import { type Arena, alongX, alongY, RAIL_STEPS, rockAt, SHOT_RADIUS, SHOT_SPEED } from '../../rules/index.ts';

/** Position units from a place along an angle to the first rock or the edge, at most a rail's reach. */
export function railLength(arena: Arena, fromX: number, fromY: number, angle: number): number {
  const dx = alongX(angle, SHOT_SPEED);
  const dy = alongY(angle, SHOT_SPEED);
  for (let step = 1; step <= RAIL_STEPS; step += 1) {
    const x = Math.round(fromX + dx * step);
    const y = Math.round(fromY + dy * step);
    if (x < 0 || y < 0 || x > arena.side || y > arena.side) return step * SHOT_SPEED;
    if (rockAt(arena, x, y, SHOT_RADIUS) >= 0) return step * SHOT_SPEED;
  }
  return RAIL_STEPS * SHOT_SPEED;
}
