// The columns of crates, missiles and mines, and of the events that weapons cause.

import { angle, flag, int, player, type Row, smooth } from '@starfray/shared/contract';
import { UNITS_PER_PX } from '@starfray/shared/core';
import { MAX_PLAYERS, MAX_SIDE, SHOT_GRAIN } from '../tuning.ts';
import {
  DROP_LIFE_TICKS,
  MAX_CHARGES,
  MINE_ARM_TICKS,
  MINE_LIFE_TICKS,
  MISSILE_LIFE_TICKS,
  MISSILE_TURN,
} from './tuning.ts';
import { CRATE_WEAPONS } from './weapon.ts';

/** To 1/8 px, as shots. */
const position = () => smooth(0, MAX_SIDE, SHOT_GRAIN);
/** To the pixel. */
const place = () => smooth(0, MAX_SIDE, UNITS_PER_PX);

export const crateFields = {
  x: place(),
  y: place(),
  weapon: int(1, CRATE_WEAPONS),
  charges: int(1, MAX_CHARGES),
  /** Ticks until a dropped crate is gone; 0 on a pad, where it stays. */
  life: int(0, DROP_LIFE_TICKS),
};
export type CrateRow = Row<typeof crateFields>;

export const missileFields = {
  /** Steps that it turns in each tick. */
  turn: int(-MISSILE_TURN, MISSILE_TURN),
  angle: angle(),
  x: position(),
  y: position(),
  /** Ticks left to fly. */
  life: int(0, MISSILE_LIFE_TICKS),
  /** The player it follows, 0 for none. (No `player()`: it changes, and nobody needs the name.) */
  target: int(0, MAX_PLAYERS),
  player: player(),
};
export type MissileRow = Row<typeof missileFields>;

export const mineFields = {
  x: place(),
  y: place(),
  /** Ticks until it is armed. */
  arming: int(0, MINE_ARM_TICKS),
  life: int(0, MINE_LIFE_TICKS),
  player: player(),
};
export type MineRow = Row<typeof mineFields>;

export const blastFields = { x: place(), y: place(), weapon: int(1, 2), isHarmful: flag() };
/** Around its middle, so that all see it who see an end of it. */
export const beamFields = { x: place(), y: place(), angle: angle(), reach: int(0, 0xffff), player: player() };
export const pulseFields = { x: place(), y: place(), player: player() };
