// The columns of every wire row and their types. What rows do by themselves is composed in entities.ts, above the rules
// that move them.

import { angle, flag, int, player, type Row, smooth } from '@starfray/shared/contract';
import { UNITS_PER_PX } from '@starfray/shared/core';
import { MAX_CHARGES, SPECIAL_COOLDOWN_TICKS } from './arsenal/tuning.ts';
import { CRATE_WEAPONS, MAX_WEAPON } from './arsenal/weapon.ts';
import { MAX_LAG } from './history.ts';
import { THRUST_DIRECTIONS } from './input.ts';
import {
  ENERGY_FULL,
  MAX_BOUNTY,
  MAX_HULL,
  MAX_LEVEL,
  MAX_PLAYERS,
  MAX_PROGRESS,
  MAX_SCORE,
  MAX_SHARD_VALUE,
  MAX_SIDE,
  MAX_SPEED,
  OFFERS,
  PHRASES,
  REPAIR_WAIT_TICKS,
  SHIELD_TICKS,
  SHOT_GRAIN,
  SHOT_LIFE_TICKS,
  SPAWN_COOLDOWN_TICKS,
  TEAMS,
} from './tuning.ts';
import { UPGRADES } from './upgrades.ts';

/** What ends a ship. */
export const CAUSES = ['rock', 'missile', 'mine', 'rail', 'repulsor', 'blaster', 'ring'] as const;

const MAX_TIER = 3;
/** Counts that only people read stop here. */
export const MAX_COUNT = 0xffffff;

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
  hull: int(0, MAX_HULL),
  /** While set, the hull mends by itself, which everybody can predict. */
  repairing: flag(),
  shielded: flag(),
  /** One bit for each upgrade that the ship has, in the order of UPGRADES. */
  upgrades: int(0, (1 << UPGRADES.length) - 1),
  /** How high the bounty on its pilot is, as everybody sees it. */
  tier: int(0, MAX_TIER),
  player: player(),
  /** From 1; 0 in a mode without teams. */
  team: int(0, TEAMS),
  /** The weapon from a crate that everybody can see on it: one of WEAPON, 0 for none. */
  carries: int(0, CRATE_WEAPONS),
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

/** What may be with a flag, as its `state`. */
export const FLAG_STATES = { home: 0, carried: 1, dropped: 2 } as const;

const tick = () => int(0, 0x7fffffff);

/** A flag lies where it is; one that is carried is where its carrier is, and this place follows now and then, for the map. */
export const flagFields = {
  x: position(),
  y: position(),
  state: int(0, FLAG_STATES.dropped),
  carrier: player(),
  /** The tick in which a dropped one goes home; 0 for any other. */
  returnsTick: tick(),
  team: int(0, TEAMS),
};
export type FlagRow = Row<typeof flagFields>;

/** The ring of a round: its middle and its beginning. How wide it is follows from the tick. */
export const ringFields = { x: position(), y: position(), sinceTick: tick() };
export type RingRow = Row<typeof ringFields>;

/** What only its pilot knows of a ship. The four countdowns stand at 0 when nothing is pending. */
export const cockpitFields = {
  energy: int(0, ENERGY_FULL),
  /** Ticks until the blaster may fire again. */
  cooldown: int(0, SPAWN_COOLDOWN_TICKS),
  score: int(0, MAX_SCORE),
  /** Ticks until the hull begins to mend. */
  repairWait: int(0, REPAIR_WAIT_TICKS),
  /** Ticks until the shield of a fresh ship ends. */
  shieldLeft: int(0, SHIELD_TICKS),
  /** 0 for a ship that has just appeared; the first MAX_UPGRADES bring a choice each. */
  level: int(0, MAX_LEVEL),
  /** Gathered since the level was reached. */
  progress: int(0, MAX_PROGRESS),
  /** Points on the pilot's head. */
  bounty: int(0, MAX_BOUNTY),
  /** The upgrades to choose from, counted from 1; all are 0 while there is nothing to choose. */
  offer1: int(0, UPGRADES.length),
  offer2: int(0, UPGRADES.length),
  offer3: int(0, UPGRADES.length),
  /** What the input `choose` was last: only its change chooses. */
  chose: int(0, OFFERS),
  /** How often the weapon that the ship carries can still be used, and ticks until it can be. */
  charges: int(0, MAX_CHARGES),
  specialWait: int(0, SPECIAL_COOLDOWN_TICKS),
};
export type CockpitRow = Row<typeof cockpitFields>;

export const hitFields = { x: place(), y: place(), victim: player(), damage: int(0, MAX_HULL) };
export const bumpFields = { x: place(), y: place(), damage: int(0, MAX_HULL) };
export const explosionFields = { x: place(), y: place(), victim: player() };
/** `bounty`: points that the killer gets for the bounty on the victim. `weapon` is one of WEAPON; 0 where nobody is credited. */
export const killFields = {
  killer: player(),
  victim: player(),
  bounty: int(0, MAX_BOUNTY),
  weapon: int(0, MAX_WEAPON),
};
export const diedFields = {
  killer: player(),
  waitTicks: int(0, 3600),
  score: int(0, MAX_SCORE),
  /** How old the picture was that the killer aimed at, in 1/8 tick. */
  rewound: int(0, MAX_LAG),
  cause: int(0, CAUSES.length - 1),
  /** Hits of the killer in this life since anybody else hit it. */
  hits: int(0, MAX_COUNT),
  /** The run that has ended: ticks in flight, kills, the level reached, points of bounty that it lost. */
  flownTicks: int(0, MAX_COUNT),
  kills: int(0, MAX_COUNT),
  level: int(0, MAX_LEVEL),
  bounty: int(0, MAX_BOUNTY),
  /** The most kills in one run of this visit. */
  bestStreak: int(0, MAX_COUNT),
};
/** A ship with a high bounty is here: for the map of everybody. `isNew`: it has just become one. */
/** A phrase that a ship's pilot said there, by its number from 1. */
export const saidFields = { x: place(), y: place(), player: player(), phrase: int(1, PHRASES) };
export const wantedFields = {
  x: place(),
  y: place(),
  player: player(),
  tier: int(0, MAX_TIER),
  isNew: flag(),
};
/** What became of a team's flag, and by whom: 0 for nobody. */
export const flagNewsFields = {
  team: int(0, TEAMS),
  player: player(),
  state: int(0, FLAG_STATES.dropped),
  captured: flag(),
};
/** The place in which you are out of the round, the winner's being 1. */
export const placedFields = { place: int(1, MAX_PLAYERS) };
export const pickupFields = { x: place(), y: place(), value: int(1, MAX_SHARD_VALUE) };
