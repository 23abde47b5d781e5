// The rules of puck, as its edges see them.

export {
  type DiscRow,
  disc,
  goal,
  type InputRow,
  input,
  type PilotRow,
  type PuckRow,
  pilot,
  puck,
} from './entities.ts';
export { puckGame, TEAMS } from './game.ts';
export { advancePuck } from './movement.ts';
export { createRink, type Rink } from './rink.ts';
export {
  BOOST_RESTART_ENERGY,
  DISC_RADIUS,
  ENERGY_FULL,
  GOAL_DEPTH,
  GOAL_HALF,
  KICK_REACH,
  MAX_PLAYERS,
  POST_RADIUS,
  PUCK_RADIUS,
} from './tuning.ts';
export type { PuckWorld } from './world.ts';
