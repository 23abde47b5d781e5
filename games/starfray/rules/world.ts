// The state of a world: the replicated rows, and beside them what no wire row holds. All of it is made once; players come
// and go through records that are kept.

import { EntityTable, type MatchRow, match, type Point, type Row, type World } from '@starfray/shared/contract';
import {
  assert,
  at,
  atUint8,
  atUint16,
  createRandom,
  HASH_START,
  item,
  mix,
  type RandomState,
} from '@starfray/shared/core';
import type { Arena } from './arena.ts';
import { crate, mine, missile } from './arsenal/entities.ts';
import type { CrateRow, MineRow, MissileRow } from './arsenal/rows.ts';
import { cockpit, entityKinds, flag, ring, shard, ship, shot } from './entities.ts';
import { KEPT_TICKS, type PastShips, ShipHistory } from './history.ts';
import { input } from './input.ts';
import { type StormRow, storm } from './map/storm-entity.ts';
import type { CockpitRow, FlagRow, RingRow, ShardRow, ShipRow, ShotRow } from './rows.ts';
import { MAX_PLAYERS, PHRASE_INTERVAL_TICKS, TEAMS } from './tuning.ts';

export const NO_SLOT = -1;
/** In the place of a slot whose entity has ended in this tick. */
export const REMOVED = 0xffff;
/** Ships looked at by one question: more than fit side by side into the cells it touches. */
const MAX_NEAR = 256;
const LUCK_SEED = 0x10c4;
const CRATE_KIND = entityKinds.indexOf(crate);
const MISSILE_KIND = entityKinds.indexOf(missile);
const MINE_KIND = entityKinds.indexOf(mine);
const STORM_KIND = entityKinds.indexOf(storm);

/** One player, from join to leave. */
export interface Pilot {
  readonly id: number;
  /** From 1; 0 in a mode without teams. */
  team: number;
  /** Its ship's row; it points at the entity table while `slot` is not NO_SLOT. */
  readonly ship: ShipRow;
  /** Its private row; the score in it outlives the ship. */
  readonly own: CockpitRow;
  slot: number;
  /** False once its player has left. */
  isEnrolled: boolean;
  /** It pulled the trigger in this tick; false between ticks. And how old the picture was that it aimed at, in 1/8 tick. */
  hasFired: boolean;
  lag: number;
  /** The tick its last ship ended in. */
  diedTick: number;
  /** It gave any control in its present or last life. */
  hasActed: boolean;
  /** It pressed something since its ship ended. */
  wantsLife: boolean;
  /** A new round has a ship for it. */
  isCalled: boolean;
  lastThrust: number;
  lastFire: number;
  /** What its controls asked to say in the last tick, and the tick in which it last said something. */
  lastSay: number;
  saidTick: number;
  /** Who hit it last, and when; 0 for nobody. */
  attackerId: number;
  attackedTick: number;
  /** How old the picture was that the attacker aimed at, in 1/8 tick. */
  attackedLag: number;
  /** Hits of that attacker since anybody else hit it. */
  attackerHits: number;
  /** The tick in which its ship appeared. */
  bornTick: number;
  /** Of this run: ships it ended, ticks in flight before its ship was last taken out, and what its shards were worth. */
  kills: number;
  flownTicks: number;
  gathered: number;
  /** The most kills in one run since it joined. */
  bestStreak: number;
  /** The upgrades that a ship of this run begins with; those of one in flight are in its row. */
  keptUpgrades: number;
  /** The tier that was last announced of its ship. */
  announcedTier: number;
  /** By what: one of WEAPON. */
  attackedWeapon: number;
  /** The weapon from a crate that it used in this tick; 0 between ticks. */
  released: number;
  /** Where it looks while it has no ship. */
  lastX: number;
  lastY: number;
  /** What contacts of this tick add up to; 0 between ticks. */
  pushX: number;
  pushY: number;
  pushVx: number;
  pushVy: number;
}

export interface StarfrayWorld extends World {
  readonly arena: Arena;
  readonly random: RandomState;
  /** What comes where and when beside ships and shards: a sequence of its own, so that those are as they would be without. */
  readonly luck: RandomState;
  /** By player id; a record stays here when its player leaves, for the next one of that id. */
  readonly pilots: (Pilot | undefined)[];
  /** The players in the world, in id order. */
  readonly roster: Pilot[];
  /** Whose ship spectators are shown, 0 for nobody, and where they look. */
  watchedId: number;
  watchX: number;
  watchY: number;
  shardCount: number;
  /** The match, the flags by team and the ring, in modes that have them; views that point at nothing in others. */
  readonly match: MatchRow;
  readonly flags: readonly FlagRow[];
  readonly ring: RingRow;
  ringSlot: number;
  /** When spectators were last shown another ship. */
  watchTick: number;
  readonly history: ShipHistory;
  /** By slot: the lag that a shot or a missile was fired with, in 1/8 tick. */
  readonly shotLags: Uint8Array;
  /** By slot: what a shot takes from a hull, and what a shard adds to levels. */
  readonly shotDamages: Uint8Array;
  readonly shardWorths: Uint8Array;
  /** By slot of a missile: the entity id of the ship that it follows. */
  readonly lockLives: Uint16Array;
  /** By slot of a missile, KEPT_TICKS places each: where it was in the last ticks. */
  readonly trackXs: Int32Array;
  readonly trackYs: Int32Array;
  /** By pad: the entity id of the crate that grew there last. */
  readonly padCrates: Uint16Array;

  // Scratch of a tick: nothing below outlives it.
  /** The ships in this tick, after contacts too; and the ids of those that fly. */
  ships: PastShips;
  readonly flyingIds: Uint16Array;
  readonly near: Int32Array;
  /** Pilots by team, and how many fly. */
  readonly teamSizes: number[];
  readonly flying: { count: number; last: number };
  /** Slots by kind, in id order. */
  readonly shotSlots: Uint16Array;
  readonly shardSlots: Uint16Array;
  readonly crateSlots: Uint16Array;
  readonly missileSlots: Uint16Array;
  readonly mineSlots: Uint16Array;
  readonly stormSlots: Uint16Array;
  shotCount: number;
  crateCount: number;
  missileCount: number;
  mineCount: number;
  stormCount: number;
  /** Slots of what can be shot beside ships, and the cells of 256 px from which it can be met. */
  readonly targetSlots: Uint16Array;
  targetCount: number;
  readonly targetCells: Uint8Array;
  /** The shot's way that is asked about, and where on it the shot met a ship. */
  readonly flight: { x: number; y: number; dx: number; dy: number; shooterId: number; weapon: number; lag: number };
  readonly impact: Point;
  impactAlong: number;
  /** The place for a ship or a shard that is being sampled, and the best one so far. */
  readonly sample: Point;
  readonly place: Point;
  /** Views to be pointed at a row before use. */
  readonly shot: ShotRow;
  readonly shard: ShardRow;
  readonly crate: CrateRow;
  readonly missile: MissileRow;
  readonly mine: MineRow;
  readonly storm: StormRow;
  readonly controls: Row<typeof input.fields>;
}

/** A world with nobody and nothing in it. */
export function createEmptyWorld(arena: Arena, seed: number): StarfrayWorld {
  const entities = new EntityTable(entityKinds, arena.entityMost);
  const history = new ShipHistory(arena.side, MAX_PLAYERS);
  return {
    tick: 0,
    entities,
    arena,
    random: createRandom(seed),
    luck: createRandom(seed ^ LUCK_SEED),
    pilots: new Array<Pilot | undefined>(MAX_PLAYERS + 1).fill(undefined),
    roster: [],
    watchedId: 0,
    watchX: arena.side >> 1,
    watchY: arena.side >> 1,
    shardCount: 0,
    match: match.view(entities.ints, 0),
    flags: Array.from({ length: TEAMS }, () => flag.view(entities.ints, 0)),
    ring: ring.view(entities.ints, 0),
    ringSlot: NO_SLOT,
    watchTick: 0,
    history,
    shotLags: new Uint8Array(entities.capacity),
    shotDamages: new Uint8Array(entities.capacity),
    shardWorths: new Uint8Array(entities.capacity),
    lockLives: new Uint16Array(entities.capacity),
    trackXs: new Int32Array(entities.capacity * KEPT_TICKS),
    trackYs: new Int32Array(entities.capacity * KEPT_TICKS),
    padCrates: new Uint16Array(arena.padCount),
    ships: history.at(0),
    flyingIds: new Uint16Array(MAX_PLAYERS),
    near: new Int32Array(MAX_NEAR),
    teamSizes: new Array<number>(TEAMS).fill(0),
    flying: { count: 0, last: 0 },
    shotSlots: new Uint16Array(entities.capacity),
    shardSlots: new Uint16Array(entities.capacity),
    crateSlots: new Uint16Array(entities.capacity),
    missileSlots: new Uint16Array(entities.capacity),
    mineSlots: new Uint16Array(entities.capacity),
    stormSlots: new Uint16Array(entities.capacity),
    shotCount: 0,
    crateCount: 0,
    missileCount: 0,
    mineCount: 0,
    stormCount: 0,
    targetSlots: new Uint16Array(entities.capacity),
    targetCount: 0,
    targetCells: new Uint8Array(((arena.side >> 16) + 1) ** 2),
    flight: { x: 0, y: 0, dx: 0, dy: 0, shooterId: 0, weapon: 0, lag: 0 },
    impact: { x: 0, y: 0 },
    impactAlong: 0,
    sample: { x: 0, y: 0 },
    place: { x: 0, y: 0 },
    shot: shot.view(entities.ints, 0),
    shard: shard.view(entities.ints, 0),
    crate: crate.view(entities.ints, 0),
    missile: missile.view(entities.ints, 0),
    mine: mine.view(entities.ints, 0),
    storm: storm.view(entities.ints, 0),
    controls: input.view(),
  };
}

/** The record of a player that is, or once was, in the world. */
export function pilotOf(world: StarfrayWorld, playerId: number): Pilot | undefined {
  return world.pilots[playerId];
}

/** The record for a player who joins, at the place in the roster that its id has: fresh, or with its run where it `returns` to its seat. */
export function enrol(world: StarfrayWorld, playerId: number, returns: boolean): Pilot {
  const pilot = world.pilots[playerId] ?? createPilot(world, playerId);
  assert(!pilot.isEnrolled, `player ${playerId} joined twice`);
  world.pilots[playerId] = pilot;
  resetPilot(pilot, world);
  if (!returns) {
    beginRun(pilot);
    forgetVisit(pilot);
  }
  pilot.isEnrolled = true;
  let place = world.roster.length;
  while (place > 0 && item(world.roster, place - 1).id > playerId) place -= 1;
  world.roster.splice(place, 0, pilot);
  return pilot;
}

/** Strikes a player off the roster; its ship must be gone. */
export function strikeOff(world: StarfrayWorld, pilot: Pilot): void {
  world.roster.splice(world.roster.indexOf(pilot), 1);
  pilot.isEnrolled = false;
}

/** Takes a ship out of the world, and nothing else. */
export function takeShip(world: StarfrayWorld, pilot: Pilot): void {
  pilot.lastX = pilot.ship.x;
  pilot.lastY = pilot.ship.y;
  pilot.diedTick = world.tick;
  pilot.flownTicks += world.tick - pilot.bornTick;
  pilot.keptUpgrades = pilot.ship.upgrades;
  world.entities.remove(pilot.slot, world.tick);
  pilot.slot = NO_SLOT;
}

/** Ticks that a pilot's run has been in flight; its ship need not be there any more. */
export function flownTicks(world: StarfrayWorld, pilot: Pilot): number {
  return pilot.flownTicks + (pilot.slot === NO_SLOT ? 0 : world.tick - pilot.bornTick);
}

/** Lists the slots of shots and shards in id order, so that loops over one kind may remove as they go. */
export function listByKind(world: StarfrayWorld): void {
  const { entities, shotSlots, shardSlots } = world;
  const shotKind = entityKinds.indexOf(shot);
  const shardKind = entityKinds.indexOf(shard);
  let shots = 0;
  let shards = 0;
  world.crateCount = 0;
  world.missileCount = 0;
  world.mineCount = 0;
  world.stormCount = 0;
  for (let i = 0; i < entities.count; i += 1) {
    const slot = atUint16(entities.order, i);
    const kind = atUint8(entities.kinds, slot);
    if (kind === shotKind) {
      shotSlots[shots] = slot;
      shots += 1;
    } else if (kind === shardKind) {
      shardSlots[shards] = slot;
      shards += 1;
    } else if (kind > shardKind) {
      listArms(world, slot, kind);
    }
  }
  world.shotCount = shots;
  world.shardCount = shards;
}

function listArms(world: StarfrayWorld, slot: number, kind: number): void {
  if (kind === CRATE_KIND) {
    world.crateSlots[world.crateCount] = slot;
    world.crateCount += 1;
  } else if (kind === MISSILE_KIND) {
    world.missileSlots[world.missileCount] = slot;
    world.missileCount += 1;
  } else if (kind === MINE_KIND) {
    world.mineSlots[world.mineCount] = slot;
    world.mineCount += 1;
  } else if (kind === STORM_KIND) {
    world.stormSlots[world.stormCount] = slot;
    world.stormCount += 1;
  }
}

/** A hash of the whole state. */
export function hashWorld(world: StarfrayWorld): number {
  const { entities, random, luck } = world;
  let hash = mix(mix(HASH_START, world.tick), world.watchedId);
  hash = mix(mix(mix(mix(hash, random.a), random.b), random.c), random.counter);
  hash = mix(mix(mix(mix(hash, luck.a), luck.b), luck.c), luck.counter);
  hash = mix(mix(mix(hash, world.watchX), world.watchY), world.watchTick);
  for (let i = 0; i < entities.count; i += 1) {
    const slot = atUint16(entities.order, i);
    hash = mix(mix(hash, atUint16(entities.ids, slot)), atUint8(entities.kinds, slot));
    hash = hashRun(hash, entities.ints, entities.base(slot), entities.kindOf(slot).width);
    const kind = entities.kindOf(slot);
    if (kind === shot || kind === missile) hash = mix(hash, atUint8(world.shotLags, slot));
    if (kind === missile) hash = mix(hash, atUint16(world.lockLives, slot));
    if (kind === shot) hash = mix(hash, atUint8(world.shotDamages, slot));
    if (kind === shard) hash = mix(hash, atUint8(world.shardWorths, slot));
  }
  for (const pilot of world.roster) hash = hashPilot(hash, pilot);
  return hash;
}

function hashPilot(start: number, pilot: Pilot): number {
  let hash = mix(mix(mix(mix(start, pilot.id), pilot.team), pilot.slot), pilot.diedTick);
  hash = mix(hash, (pilot.hasActed ? 1 : 0) + (pilot.wantsLife ? 2 : 0) + (pilot.isCalled ? 4 : 0));
  hash = mix(mix(hash, pilot.lastThrust), pilot.lastFire);
  hash = mix(mix(hash, pilot.lastSay), pilot.saidTick);
  hash = mix(mix(mix(hash, pilot.attackerId), pilot.attackedTick), pilot.attackedLag);
  hash = mix(hash, pilot.attackedWeapon);
  hash = mix(mix(hash, pilot.lastX), pilot.lastY);
  hash = mix(mix(mix(hash, pilot.attackerHits), pilot.bornTick), pilot.flownTicks);
  hash = mix(mix(mix(hash, pilot.kills), pilot.bestStreak), pilot.gathered);
  hash = mix(mix(hash, pilot.keptUpgrades), pilot.announcedTier);
  return hashRun(hash, pilot.own.ints, pilot.own.base, cockpit.width);
}

function hashRun(start: number, ints: Int32Array, base: number, width: number): number {
  let hash = start;
  for (let i = 0; i < width; i += 1) hash = mix(hash, at(ints, base + i));
  return hash;
}

function createPilot(world: StarfrayWorld, id: number): Pilot {
  return {
    id,
    team: 0,
    ship: ship.view(world.entities.ints, 0),
    own: cockpit.view(),
    slot: NO_SLOT,
    isEnrolled: false,
    hasFired: false,
    lag: 0,
    diedTick: 0,
    hasActed: false,
    wantsLife: false,
    isCalled: false,
    lastThrust: 0,
    lastFire: 0,
    lastSay: 0,
    saidTick: -PHRASE_INTERVAL_TICKS,
    attackerId: 0,
    attackedTick: 0,
    attackedLag: 0,
    attackerHits: 0,
    bornTick: 0,
    kills: 0,
    flownTicks: 0,
    gathered: 0,
    bestStreak: 0,
    keptUpgrades: 0,
    announcedTier: 0,
    attackedWeapon: 0,
    released: 0,
    lastX: world.arena.side >> 1,
    lastY: world.arena.side >> 1,
    pushX: 0,
    pushY: 0,
    pushVx: 0,
    pushVy: 0,
  };
}

/** Starts a run from nothing: no level, no upgrades, no kills. The bounty is not of the run. */
export function beginRun(pilot: Pilot): void {
  const { own } = pilot;
  own.level = 0;
  own.progress = 0;
  own.offer1 = 0;
  own.offer2 = 0;
  own.offer3 = 0;
  pilot.kills = 0;
  pilot.flownTicks = 0;
  pilot.gathered = 0;
  pilot.keptUpgrades = 0;
}

function forgetVisit(pilot: Pilot): void {
  pilot.own.bounty = 0;
  pilot.bestStreak = 0;
}

function resetPilot(pilot: Pilot, world: StarfrayWorld): void {
  pilot.own.score = 0;
  pilot.team = 0;
  pilot.slot = NO_SLOT;
  pilot.diedTick = 0;
  pilot.hasActed = false;
  pilot.wantsLife = false;
  pilot.isCalled = false;
  pilot.lastThrust = 0;
  pilot.lastFire = 0;
  pilot.lastSay = 0;
  pilot.saidTick = -PHRASE_INTERVAL_TICKS;
  pilot.attackerId = 0;
  pilot.attackedTick = 0;
  pilot.attackedLag = 0;
  pilot.attackerHits = 0;
  pilot.own.chose = 0;
  pilot.attackedWeapon = 0;
  pilot.released = 0;
  pilot.lastX = world.arena.side >> 1;
  pilot.lastY = world.arena.side >> 1;
}
