// What a pilot's controls do to its own ship in one tick: the part of the rules that a client runs ahead, and that `step`
// itself runs for every ship. It reads the player's two rows, the controls, the tick and the arena, and nothing else.

import type { Row } from '@starfray/shared/contract';
import type { Arena } from './arena.ts';
import { chooseUpgrade } from './choices.ts';
import type { input } from './input.ts';
import { advanceShip } from './movement.ts';
import type { CockpitRow, ShipRow } from './rows.ts';
import { BOOST_RESTART_ENERGY } from './tuning.ts';
import { boostDrain, hullFull, repairWait } from './upgrades.ts';
import { idleCockpit, pullTrigger, releaseSpecial } from './weapons.ts';

export type InputRow = Row<typeof input.fields>;

/**
 * Moves a ship and its cockpit on to `tick` under its pilot's controls. Answers whether it fired; the shot itself, and
 * what hull 0 means, are for `step`.
 */
export function predictOwn(body: ShipRow, own: CockpitRow, controls: InputRow, tick: number, arena: Arena): boolean {
  // First, so that what was chosen counts in this very tick.
  chooseUpgrade(body, own, controls.choose);
  body.aim = controls.aim;
  body.thrust = controls.thrust;
  body.boosting = mayBoost(body, own, controls) ? 1 : 0;
  idleCockpit(own, body);
  const fires = controls.fire === 1 && pullTrigger(own, body);
  if (controls.special === 1) releaseSpecial(own, body);
  if (own.shieldLeft === 0) body.shielded = 0;
  if (own.repairWait === 0 && body.hull > 0 && body.hull < hullFull(body)) body.repairing = 1;
  const hull = body.hull;
  advanceShip(body, tick, arena);
  if (body.hull < hull) own.repairWait = repairWait(body);
  return fires;
}

// A boost that ran dry needs some energy to start again, or it would stutter at every tick.
function mayBoost(body: ShipRow, own: CockpitRow, controls: InputRow): boolean {
  if (controls.boost === 0 || controls.thrust === 0) return false;
  return own.energy >= (body.boosting === 1 ? boostDrain(body) : BOOST_RESTART_ENERGY);
}
