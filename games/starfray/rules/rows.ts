// The columns of every wire row and their types. What rows do by themselves is composed in entities.ts, above the rules
// that move them.

import { angle, flag, int, player, type Row, smooth } from '@starfray/shared/contract';
import { UNITS_PER_PX } from '@starfray/shared/core';
import { MAX_LAG } from './history.ts';
import { THRUST_DIRECTIONS } from './input.ts';
import {
  ENERGY_FULL,
  HULL_FULL,
  MAX_SCORE,
  MAX_SHARD_VALUE,
  MAX_SIDE,
  MAX_SPEED,
  REPAIR_WAIT_TICKS,
  SHIELD_TICKS,
  SHOT_GRAIN,
  SHOT_LIFE_TICKS,
  SPAWN_COOLDOWN_TICKS,
  TEAMS,
} from './tuning.ts';

const position = () => smooth(0, MAX_SIDE);
/** Shots keep to eighths of a pixel and are many: two bytes a coordinate instead of four. */
const shotPosition = () => smooth(0, MAX_SIDE, SHOT_GRAIN);
/** Where something happened, to the pixel. */
const place = () => smooth(0, MAX_SIDE, UNITS_PER_PX);
const velocity = () => smooth(-MAX_SPEED, MAX_SPEED);

/**
 * A ship under its last known controls, busiest columns first: a change among the first seven has a mask of one byte.
 * `boosting` is whether it does, not whether its pilot would like to.
 */
export const shipFields = {
  aim: angle(),
  x: position(),
  y: position(),
  vx: velocity(),
  vy: velocity(),
  thrust: int(0, THRUST_DIRECTIONS),
  boosting: flag(),
  hull: int(0, HULL_FULL),
  /** While set, the hull mends by itself, which everybody can predict. */
  repairing: flag(),
  shielded: flag(),
  player: player(),
  /** From 1; 0 in a mode without teams. */
  team: int(0, TEAMS),
};
export type ShipRow = Row<typeof shipFields>;

export const shotFields = {
  x: shotPosition(),
  y: shotPosition(),
  angle: angle(),
  /** Ticks left to fly. */
  life: int(0, SHOT_LIFE_TICKS),
  player: player(),
};
export type ShotRow = Row<typeof shotFields>;

export const shardFields = {
  x: position(),
  y: position(),
  vx: velocity(),
  vy: velocity(),
  value: int(1, MAX_SHARD_VALUE),
};
export type ShardRow = Row<typeof shardFields>;

/** What only its pilot knows of a ship. The three countdowns stand at 0 when nothing is pending. */
export const cockpitFields = {
  energy: int(0, ENERGY_FULL),
  /** Ticks until the blaster may fire again. */
  cooldown: int(0, SPAWN_COOLDOWN_TICKS),
  score: int(0, MAX_SCORE),
  /** Ticks until the hull begins to mend. */
  repairWait: int(0, REPAIR_WAIT_TICKS),
  /** Ticks until the shield of a fresh ship ends. */
  shieldLeft: int(0, SHIELD_TICKS),
};
export type CockpitRow = Row<typeof cockpitFields>;

export const hitFields = { x: place(), y: place(), victim: player(), damage: int(0, HULL_FULL) };
export const bumpFields = { x: place(), y: place(), damage: int(0, HULL_FULL) };
export const explosionFields = { x: place(), y: place(), victim: player() };
export const killFields = { killer: player(), victim: player() };
export const diedFields = {
  killer: player(),
  waitTicks: int(0, 3600),
  score: int(0, MAX_SCORE),
  /** How old the picture was that the killer aimed at, in 1/8 tick. */
  rewound: int(0, MAX_LAG),
};
export const pickupFields = { x: place(), y: place(), value: int(1, MAX_SHARD_VALUE) };
