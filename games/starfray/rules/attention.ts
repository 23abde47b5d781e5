// Where each player looks.

import type { Point } from '@starfray/shared/contract';
import { modeOf } from './modes/mode-of.ts';
import { NO_SLOT, pilotOf, type StarfrayWorld } from './world.ts';

/** A pilot looks at its ship, or at where its last one ended; one who is out of a round, and a spectator (player 0), at whom the mode shows. */
export function attention(world: StarfrayWorld, playerId: number, out: Point): void {
  const pilot = playerId === 0 ? undefined : pilotOf(world, playerId);
  if (pilot === undefined) {
    out.x = world.watchX;
    out.y = world.watchY;
  } else if (modeOf(world).isOut(world, pilot)) {
    out.x = world.watchX;
    out.y = world.watchY;
  } else if (pilot.slot === NO_SLOT) {
    out.x = pilot.lastX;
    out.y = pilot.lastY;
  } else {
    out.x = pilot.ship.x;
    out.y = pilot.ship.y;
  }
}
