// The wire tables of the game: what of the world is replicated, in which ranges, and what each row will be one tick later.

import {
  angle,
  defineEntity,
  defineEvent,
  definePrivate,
  flag,
  int,
  player,
  type Row,
  smooth,
} from '../contract/index.ts';
import type { Arena } from './arena.ts';
import { THRUST_DIRECTIONS } from './input.ts';
import { advanceShard, advanceShip, advanceShot } from './movement.ts';
import { ENERGY_FULL, HULL_FULL, MAX_SIDE, MAX_SPEED, SHARD_VALUE_MOST, SHOT_LIFE_TICKS } from './tuning.ts';
import { coolDown } from './weapons.ts';

const position = () => smooth(0, MAX_SIDE);
const velocity = () => smooth(-MAX_SPEED, MAX_SPEED);

/** A ship under its last known controls. `boosting` is whether it does, not whether its pilot would like to. */
export const ship = defineEntity({
  name: 'ship',
  fields: {
    aim: angle(),
    x: position(),
    y: position(),
    vx: velocity(),
    vy: velocity(),
    thrust: int(0, THRUST_DIRECTIONS),
    boosting: flag(),
    hull: int(0, HULL_FULL),
    shielded: flag(),
    player: player(),
  },
  interest: { rank: 0, most: 48 },
  predict(row, _tick, arena: Arena) {
    advanceShip(row, arena);
    return true;
  },
});
export type ShipRow = ReturnType<typeof ship.view>;

/** A shot flies straight until its life ends; a hit ends it sooner, and is a surprise. */
export const shot = defineEntity({
  name: 'shot',
  fields: {
    x: position(),
    y: position(),
    angle: angle(),
    life: int(0, SHOT_LIFE_TICKS),
    player: player(),
  },
  interest: { rank: 1, most: 48, prefersApproaching: true },
  predict: (row, _tick, arena: Arena) => advanceShot(row, arena),
});
export type ShotRow = ReturnType<typeof shot.view>;

/** Something to collect; what a wreck sheds drifts for a while. */
export const shard = defineEntity({
  name: 'shard',
  fields: {
    x: position(),
    y: position(),
    vx: velocity(),
    vy: velocity(),
    value: int(1, SHARD_VALUE_MOST),
  },
  interest: { rank: 2, most: 48 },
  predict(row, _tick, arena: Arena) {
    advanceShard(row, arena);
    return true;
  },
});
export type ShardRow = ReturnType<typeof shard.view>;

/** What only its pilot knows of a ship. */
export const cockpit = definePrivate({
  name: 'cockpit',
  fields: {
    energy: int(0, ENERGY_FULL),
    /** Ticks until the blaster may fire again. */
    cooldown: int(0, 255),
    score: int(0, 0x7fffffff),
  },
  predict(row, _tick, _arena: Arena, body: ShipRow) {
    coolDown(row, body);
  },
});
export type CockpitRow = ReturnType<typeof cockpit.view>;

/** A shot struck a ship or a rock (`victim` 0). */
export const hit = defineEvent({
  name: 'hit',
  audience: 'seen',
  isCosmetic: true,
  fields: { x: position(), y: position(), victim: player(), damage: int(0, HULL_FULL) },
});

/** A ship struck a rock, the edge or another ship. */
export const bump = defineEvent({
  name: 'bump',
  audience: 'seen',
  isCosmetic: true,
  fields: { x: position(), y: position(), damage: int(0, HULL_FULL) },
});

/** A ship blew up here. */
export const explosion = defineEvent({
  name: 'explosion',
  audience: 'seen',
  isCosmetic: false,
  fields: { x: position(), y: position(), victim: player() },
});

/** For the kill feed; `killer` is 0 when a rock or the edge did it. */
export const kill = defineEvent({
  name: 'kill',
  audience: 'room',
  isCosmetic: false,
  fields: { killer: player(), victim: player() },
});

/** You died; you may fly again after so many ticks. */
export const died = defineEvent({
  name: 'died',
  audience: 'player',
  isCosmetic: false,
  fields: { killer: player(), waitTicks: int(0, 3600), score: int(0, 0x7fffffff) },
});

/** You collected something here. */
export const pickup = defineEvent({
  name: 'pickup',
  audience: 'player',
  isCosmetic: true,
  fields: { x: position(), y: position(), value: int(1, SHARD_VALUE_MOST) },
});

export type EventRow = Row<{ x: ReturnType<typeof position>; y: ReturnType<typeof position> }>;
