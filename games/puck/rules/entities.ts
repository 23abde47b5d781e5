// The wire tables: what is replicated, the controls, and what each row will be one tick later if nothing interferes.

import {
  defineEntity,
  defineEvent,
  defineInput,
  definePrivate,
  flag,
  int,
  match,
  player,
  press,
  smooth,
} from '@starfray/shared/contract';
import { advanceDisc, advancePuck, idlePilot } from './movement.ts';
import type { Rink } from './rink.ts';
import {
  DISC_MAX_SPEED,
  ENERGY_FULL,
  KICK_COOLDOWN_TICKS,
  KICK_TICKS,
  MAX_GOALS,
  MAX_PLAYERS,
  PUCK_MAX_SPEED,
  SIDE,
  TEAMS,
} from './tuning.ts';

const THRUST_DIRECTIONS = 8;
const place = { x: smooth(0, SIDE), y: smooth(0, SIDE) };

/** A player's body: it keeps to its last known controls. */
export const disc = defineEntity({
  name: 'disc',
  fields: {
    ...place,
    vx: smooth(-DISC_MAX_SPEED, DISC_MAX_SPEED),
    vy: smooth(-DISC_MAX_SPEED, DISC_MAX_SPEED),
    /** 0 none, 1 east, then clockwise in eighths. */
    thrust: int(0, THRUST_DIRECTIONS),
    boosting: flag(),
    /** Ticks for which a kick waits for the puck. */
    swing: int(0, KICK_TICKS),
    team: int(1, TEAMS),
    player: player(),
  },
  interest: { rank: 0, most: MAX_PLAYERS, isEverywhere: true },
  predict(row, _tick, rink: Rink) {
    advanceDisc(row, rink);
    return true;
  },
});
export type DiscRow = ReturnType<typeof disc.view>;

/** The body that everybody shares: it slides until something touches it. */
export const puck = defineEntity({
  name: 'puck',
  fields: {
    ...place,
    vx: smooth(-PUCK_MAX_SPEED, PUCK_MAX_SPEED),
    vy: smooth(-PUCK_MAX_SPEED, PUCK_MAX_SPEED),
  },
  interest: { rank: 1, most: 1, isEverywhere: true },
  predict(row, _tick, rink: Rink) {
    advancePuck(row, rink);
    return true;
  },
});
export type PuckRow = ReturnType<typeof puck.view>;

/** What only its player knows of a disc. */
export const pilot = definePrivate({
  name: 'pilot',
  fields: { energy: int(0, ENERGY_FULL), cooldown: int(0, KICK_COOLDOWN_TICKS), goals: int(0, MAX_GOALS) },
  predict(row, _tick, _rink: Rink, body: DiscRow) {
    idlePilot(row, body);
  },
});
export type PilotRow = ReturnType<typeof pilot.view>;

export const input = defineInput(
  { thrust: int(0, THRUST_DIRECTIONS), boost: flag(), kick: press() },
  { thrust: 0, boost: 0, kick: 0 },
);
export type InputRow = ReturnType<typeof input.view>;

/** A goal for a team, by the last of its players who touched the puck; 0 where none did. */
export const goal = defineEvent({
  name: 'goal',
  audience: 'room',
  isCosmetic: false,
  fields: { team: int(1, TEAMS), player: player() },
});

export const entityKinds = [disc, puck, match] as const;
export const eventKinds = [goal] as const;
