// Why a ship is not where and as its pilot's own client had it: for those who want to know what their corrections come from.

import type { CockpitRow, ShipRow } from './rows.ts';

type Cause = 'hit' | 'pick-up' | 'late input' | 'contact' | 'other';

/** The cause that tells most: what was lost, what was won, controls that did not come, then a push. All else a client should have known. */
export function explain(predicted: ShipRow, predictedOwn: CockpitRow, ship: ShipRow, own: CockpitRow): Cause {
  if (ship.hull < predicted.hull) return 'hit';
  if (own.score !== predictedOwn.score || own.energy > predictedOwn.energy) return 'pick-up';
  if (ship.carries !== predicted.carries || own.charges > predictedOwn.charges) return 'pick-up';
  // Nothing but its pilot's controls turns a ship: the server had others for that tick.
  if (ship.aim !== predicted.aim || ship.thrust !== predicted.thrust) return 'late input';
  if (ship.vx !== predicted.vx || ship.vy !== predicted.vy || ship.x !== predicted.x || ship.y !== predicted.y) {
    return 'contact';
  }
  return 'other';
}
