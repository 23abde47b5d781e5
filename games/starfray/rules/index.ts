// Layer 2: Starfray itself, as its edges see it. Room and netcode know it only as a `Game`.

export {
  type Arena,
  type ArenaOptions,
  arenaOptions,
  chooseArena,
  createArena,
  isClearOfRocks,
  rockAt,
} from './arena.ts';
export { beam, blast, crate, mine, missile, pulse } from './arsenal/entities.ts';
export type { CrateRow, MineRow, MissileRow } from './arsenal/rows.ts';
export {
  LOCK_ANGLE,
  LOCK_RANGE,
  MINE_BLAST,
  MINE_TRIGGER,
  MISSILE_LIFE_TICKS,
  MISSILE_SPEED,
  RAIL_STEPS,
  REPULSOR_RADIUS,
} from './arsenal/tuning.ts';
export { MAX_WEAPON, WEAPON } from './arsenal/weapon.ts';
export { choicesLeft, offerAt } from './choices.ts';
export { type InputRow, predictOwn } from './controls.ts';
export {
  bump,
  cockpit,
  died,
  explosion,
  flag,
  flagNews,
  hit,
  kill,
  pickup,
  placed,
  ring,
  said,
  shard,
  ship,
  shot,
  wanted,
} from './entities.ts';
export { starfray, TEAM_LIST } from './game.ts';
export { input, THRUST_DIRECTIONS } from './input.ts';
export { levelNeed } from './levels.ts';
export { type StormRow, storm } from './map/storm-entity.ts';
export { STORM_RADIUS } from './map/tuning.ts';
export { basePlace } from './modes/bases.ts';
export { FLAG, FRAY, factsOf, LAST_LIGHT, MODE_FACTS, type ModeFacts } from './modes/facts.ts';
export { isFoe } from './modes/mode.ts';
export { isOutside, ringRadius, secondsToClosing } from './modes/ring.ts';
export { alongX, alongY, thrustTowards } from './movement.ts';
export {
  CAUSES,
  type CockpitRow,
  FLAG_STATES,
  type FlagRow,
  type RingRow,
  type ShardRow,
  type ShipRow,
  type ShotRow,
} from './rows.ts';
export {
  BOOST_RESTART_ENERGY,
  ENERGY_FULL,
  HULL_FULL,
  MAX_SHARD_VALUE,
  MAX_SPEED,
  MAX_UPGRADES,
  MUZZLE_DISTANCE,
  PHRASES,
  RESPAWN_TICKS,
  SHARD_RADIUS,
  SHARD_REACH,
  SHIELD_TICKS,
  SHIP_RADIUS,
  SHOT_COOLDOWN_TICKS,
  SHOT_DAMAGE,
  SHOT_ENERGY,
  SHOT_LIFE_TICKS,
  SHOT_RADIUS,
  SHOT_SPEED,
  TICKS_PER_FRAME,
  TICKS_PER_SECOND,
  VIEW_AREA,
  VIEW_MARGIN,
} from './tuning.ts';
export {
  energyFull,
  hasUpgrade,
  hullFull,
  shotEnergy,
  UPGRADES,
  type Upgrade,
  upgradeCount,
} from './upgrades.ts';
export { hashWorld, NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from './world.ts';
