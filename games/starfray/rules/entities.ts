// The wire tables of the game: what of the world is replicated, and what each row will be one tick later.

import { defineEntity, defineEvent, definePrivate, match } from '@starfray/shared/contract';
import type { Arena } from './arena.ts';
import { beam, blast, crate, mine, missile, pulse } from './arsenal/entities.ts';
import { storm } from './map/storm-entity.ts';
import { advanceShard, advanceShip, advanceShot } from './movement.ts';
import {
  bumpFields,
  type CockpitRow,
  cockpitFields,
  diedFields,
  explosionFields,
  flagFields,
  flagNewsFields,
  hitFields,
  killFields,
  pickupFields,
  placedFields,
  ringFields,
  type ShardRow,
  type ShipRow,
  type ShotRow,
  saidFields,
  shardFields,
  shipFields,
  shotFields,
  wantedFields,
} from './rows.ts';
import { TEAMS } from './tuning.ts';
import { idleCockpit } from './weapons.ts';

/** A ship keeps to its last known controls. */
export const ship = defineEntity({
  name: 'ship',
  fields: shipFields,
  interest: { rank: 0, most: 48 },
  predict(row: ShipRow, tick: number, arena: Arena) {
    advanceShip(row, tick, arena);
    return true;
  },
});

/** A shot flies straight until its life, a rock or the edge ends it; a hit ends it sooner, and is a surprise. */
export const shot = defineEntity({
  name: 'shot',
  fields: shotFields,
  interest: { rank: 1, most: 48, prefersApproaching: true },
  predict: (row: ShotRow, _tick: number, arena: Arena) => advanceShot(row, arena),
});

/** Something to collect; what a wreck sheds drifts for a while. */
export const shard = defineEntity({
  name: 'shard',
  fields: shardFields,
  interest: { rank: 2, most: 48 },
  predict(row: ShardRow, _tick: number, arena: Arena) {
    advanceShard(row, arena);
    return true;
  },
});

/** A team's flag, which everybody knows of, wherever they look. */
export const flag = defineEntity({
  name: 'flag',
  fields: flagFields,
  interest: { rank: 7, most: TEAMS, isEverywhere: true },
});

/** The ring of Last Light. It has no `predict`: how wide it is stands in no column, and follows from the tick. */
export const ring = defineEntity({
  name: 'ring',
  fields: ringFields,
  interest: { rank: 8, most: 1, isEverywhere: true },
});

/** What only its pilot knows of a ship. */
export const cockpit = definePrivate({
  name: 'cockpit',
  fields: cockpitFields,
  predict(row: CockpitRow, _tick: number, _arena: Arena, body: ShipRow) {
    idleCockpit(row, body);
  },
});

/** A shot struck a ship. (On a rock everybody sees it end by prediction.) */
export const hit = defineEvent({ name: 'hit', audience: 'seen', isCosmetic: true, fields: hitFields });

/** A ship struck a rock and took damage, or another ship and took none. */
export const bump = defineEvent({ name: 'bump', audience: 'seen', isCosmetic: true, fields: bumpFields });

/** A ship blew up here. */
export const explosion = defineEvent({
  name: 'explosion',
  audience: 'seen',
  isCosmetic: false,
  fields: explosionFields,
});

/** For the kill feed; `killer` is 0 when a rock did it, and `weapon` says with what. */
export const kill = defineEvent({ name: 'kill', audience: 'room', isCosmetic: false, fields: killFields });

/** You died; you may fly again after so many ticks, with this score. */
export const died = defineEvent({ name: 'died', audience: 'player', isCosmetic: false, fields: diedFields });

/** A ship with a high bounty is here, for the map of everybody. */
export const wanted = defineEvent({ name: 'wanted', audience: 'room', isCosmetic: true, fields: wantedFields });

/** A pilot said one of the phrases. */
export const said = defineEvent({ name: 'said', audience: 'seen', isCosmetic: true, fields: saidFields });

/** You collected something here. */
export const pickup = defineEvent({ name: 'pickup', audience: 'player', isCosmetic: true, fields: pickupFields });

/** A flag was taken, dropped, brought back or captured. */
export const flagNews = defineEvent({ name: 'flagNews', audience: 'room', isCosmetic: false, fields: flagNewsFields });

/** You are out of the round. */
export const placed = defineEvent({ name: 'placed', audience: 'player', isCosmetic: false, fields: placedFields });

/** Every entity kind, in wire order. */
export const entityKinds = [ship, shot, shard, crate, missile, mine, flag, ring, match, storm] as const;
/** Every event, in wire order. */
export const eventKinds = [
  hit,
  bump,
  explosion,
  kill,
  died,
  pickup,
  wanted,
  said,
  flagNews,
  placed,
  blast,
  beam,
  pulse,
] as const;
