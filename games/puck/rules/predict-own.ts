// What a player's controls do in one tick to its disc and to the puck: the part of the rules that a client runs ahead.

import type { DiscRow, InputRow, PilotRow, PuckRow } from './entities.ts';
import { advanceDisc, idlePilot, touchPuck } from './movement.ts';
import type { Rink } from './rink.ts';
import { BOOST_DRAIN, BOOST_RESTART_ENERGY, KICK_COOLDOWN_TICKS, KICK_TICKS } from './tuning.ts';

/** Moves a disc on by one tick and lets it touch the puck, where there is one. True when it touched it. */
export function predictOwn(
  body: DiscRow,
  own: PilotRow,
  controls: InputRow,
  _tick: number,
  rink: Rink,
  puck: PuckRow | undefined,
): boolean {
  body.thrust = controls.thrust;
  body.boosting = mayBoost(body, own, controls) ? 1 : 0;
  idlePilot(own, body);
  if (controls.kick === 1 && own.cooldown === 0) {
    own.cooldown = KICK_COOLDOWN_TICKS;
    body.swing = KICK_TICKS;
  }
  advanceDisc(body, rink);
  return puck !== undefined && touchPuck(body, puck, rink);
}

function mayBoost(body: DiscRow, own: PilotRow, controls: InputRow): boolean {
  if (controls.boost === 0 || controls.thrust === 0) return false;
  return own.energy >= (body.boosting === 1 ? BOOST_DRAIN : BOOST_RESTART_ENERGY);
}
