// The world of a rink: its players in id order, the puck, and the match that they play.

import { beginMatch, EntityTable, type MatchRow, match } from '@starfray/shared/contract';
import { at, atUint16, HASH_START, mix } from '@starfray/shared/core';
import {
  type DiscRow,
  disc,
  entityKinds,
  type InputRow,
  input,
  type PilotRow,
  type PuckRow,
  pilot,
  puck,
} from './entities.ts';
import type { Rink } from './rink.ts';
import { MATCH, TEAMS } from './tuning.ts';

export const NO_SLOT = -1;
/** Discs, the puck and the match, and room for those who come in the tick in which others leave. */
const CAPACITY = 64;

export interface Player {
  readonly id: number;
  team: number;
  slot: number;
  readonly body: DiscRow;
  readonly own: PilotRow;
}

export interface PuckWorld {
  tick: number;
  readonly entities: EntityTable;
  readonly rink: Rink;
  readonly match: MatchRow;
  /** Those who play now, in id order. */
  readonly roster: Player[];
  /** By id: everybody who ever played here, for the score of those who left. */
  readonly players: Map<number, Player>;
  /** NO_SLOT between a goal and the kick-off, and while a result is shown. */
  puckSlot: number;
  readonly puck: PuckRow;
  /** Ticks until the kick-off that follows a goal; 0 for none. */
  pauseTicks: number;
  /** By team: the last player of it who touched the puck, 0 for none. */
  readonly lastTouches: Int32Array;
  /** Reused in every tick. */
  readonly controls: InputRow;
}

export function createWorld(rink: Rink, _seed: number): PuckWorld {
  const entities = new EntityTable(entityKinds, CAPACITY);
  const row = match.view(entities.ints, entities.base(entities.spawn(match, 0)));
  beginMatch(row, 0, MATCH);
  return {
    tick: 0,
    entities,
    rink,
    match: row,
    roster: [],
    players: new Map(),
    puckSlot: NO_SLOT,
    puck: puck.view(entities.ints, 0),
    pauseTicks: 1,
    lastTouches: new Int32Array(TEAMS + 1),
    controls: input.view(),
  };
}

export function enrol(world: PuckWorld, id: number, team: number, goals: number): Player {
  const player: Player = { id, team, slot: NO_SLOT, body: disc.view(world.entities.ints, 0), own: pilot.view() };
  player.own.goals = goals;
  world.players.set(id, player);
  const after = world.roster.findIndex((other) => other.id > id);
  world.roster.splice(after < 0 ? world.roster.length : after, 0, player);
  return player;
}

export function sizesOf({ roster }: PuckWorld): number[] {
  const sizes = new Array<number>(TEAMS).fill(0);
  for (const { team } of roster) sizes[team - 1] = (sizes[team - 1] ?? 0) + 1;
  return sizes;
}

export function hashWorld(world: PuckWorld): number {
  const { entities, roster, lastTouches } = world;
  let hash = mix(mix(HASH_START, world.tick), world.pauseTicks);
  for (let i = 0; i < entities.count; i += 1) {
    const slot = atUint16(entities.order, i);
    hash = mix(hash, atUint16(entities.ids, slot));
    const { width } = entities.kindOf(slot);
    for (let c = 0; c < width; c += 1) hash = mix(hash, at(entities.ints, entities.base(slot) + c));
  }
  for (const { id, own } of roster) hash = mix(mix(mix(mix(hash, id), own.energy), own.cooldown), own.goals);
  for (const id of lastTouches) hash = mix(hash, id);
  return hash;
}
