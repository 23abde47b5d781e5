// Every number of the rules, in ticks and position units. Pixels and seconds are converted here, once.
// docs/rules.md tells them to people; `fingerprint` hashes them, so that two builds with different numbers never meet.

import { px } from '@starfray/shared/core';

export const TICKS_PER_SECOND = 60;
export const TICKS_PER_FRAME = 2;

/** Seconds to whole ticks. */
const seconds = (amount: number): number => Math.round(amount * TICKS_PER_SECOND);

// The view: the same area for everybody, and a margin of what a ship at full boost flies in 400 ms, one with the best engine in 365 ms.
export const VIEW_AREA = px(1600) * px(900);
export const VIEW_MARGIN = px(192);

// The arena. 325 px of side for each root of a player keeps about 20 ships in view of a full room.
/** As many as there are player ids. */
export const MAX_PLAYERS = 4095;
export const MIN_SIDE = px(2048);
/** For MAX_PLAYERS. */
export const MAX_SIDE = px(20_800);
export const SIDE_PER_ROOT_PLAYER_PX = 325;
export const SIDE_STEP_PX = 64;
/** One rock for so many square pixels: four or five in a view. */
export const ROCK_AREA_PX = 320_000;
export const MIN_ROCK_RADIUS = px(36);
export const MAX_ROCK_RADIUS = px(150);
/** Free space between two rocks, and between a rock and the edge: room for a ship to pass at speed. */
export const ROCK_GAP = px(120);

// Ships. Top speed is thrust times 2^DRAG_SHIFT: 5 and 8 px a tick, 300 and 480 px a second.
export const SHIP_RADIUS = px(16);
export const DRAG_SHIFT = 5;
export const THRUST_PER_TICK = 40;
export const BOOST_PER_TICK = 64;
/** No velocity component is ever above this: what pushes and bounces add to a boost is cut here. */
export const MAX_SPEED = px(10);
/** A bounce keeps 1/2^SHIFT of the speed towards the edge, and 1/2 of that towards a rock or a ship. */
export const EDGE_BOUNCE_SHIFT = 1;
/** Speed towards a rock that does no harm, and how much beyond it costs a point of hull. */
export const ROCK_SAFE_SPEED = px(1.5);
export const ROCK_SPEED_PER_HULL = px(0.5);
/** Ships that meet faster than this make a bump that others see. */
export const CONTACT_BUMP_SPEED = px(2);

// Hull and shield.
export const HULL_FULL = 100;
export const REPAIR_WAIT_TICKS = seconds(5);
/** A ship under repair gains a point of hull at every tick that this divides. */
export const REPAIR_INTERVAL_TICKS = 15;
export const SHIELD_TICKS = seconds(2);

// Energy, for boost and blaster alike.
export const ENERGY_FULL = 1000;
export const ENERGY_REGAIN = 3;
export const BOOST_DRAIN = 7;
/** A boost that is out of energy may start again with this much. */
export const BOOST_RESTART_ENERGY = 150;

// The blaster.
export const SHOT_COOLDOWN_TICKS = 12;
/** A ship that appears cannot fire for this long, so that the press that asked for it does not end its shield. */
export const SPAWN_COOLDOWN_TICKS = 30;
export const SHOT_ENERGY = 60;
export const SHOT_SPEED = px(14);
/** Shots are born, and move, in whole multiples of this: 1/8 px. */
export const SHOT_GRAIN = px(1) / 8;
export const SHOT_LIFE_TICKS = seconds(1);
export const SHOT_RADIUS = px(3);
export const SHOT_DAMAGE = 13;
/** A shot meets ships where its shooter saw them, at most so long ago. */
export const MAX_REWIND_TICKS = seconds(0.3);
/** Where a shot begins, from the middle of its ship. */
export const MUZZLE_DISTANCE = px(20);

// Shards.
/** One shard for so many square pixels: about six in a view. */
export const SHARD_AREA_PX = 240_000;
export const SHARD_RADIUS = px(8);
export const SHARD_REACH = px(48);
export const SHARD_REFILL_TICKS = 4;
export const SHARD_HULL = 5;
export const SHARD_ENERGY = 80;
export const MAX_SHARD_VALUE = 100;
/** A shard that grew is worth 1 to this; the higher values only towards the centre. */
export const MAX_GROWN_VALUE = 5;
/** Wrecks shed shards up to this multiple of what the arena grows. */
export const SHARD_CROWD_RATIO = 3;
export const WRECK_VALUE = 6;
export const MIN_WRECK_SHARDS = 3;
export const MAX_WRECK_SHARDS = 8;
export const MIN_WRECK_SPEED = px(0.75);
export const MAX_WRECK_SPEED = px(3);

// Lives.
export const RESPAWN_TICKS = seconds(2);
/** Long enough to read what the run came to, and to share it. */
export const RESPAWN_UNASKED_TICKS = seconds(15);
/** A pilot who hit a ship this recently is credited with its end, whatever ended it. */
export const CREDIT_TICKS = seconds(5);
export const SPAWN_TRIES = 24;
export const SPAWN_CLEARANCE = px(64);
export const MIN_SPAWN_ENEMY = px(500);
export const MAX_SPAWN_ENEMY = px(1400);

// Modes.
export const TEAMS = 2;
/** Where bases are, from the edge; rocks keep away from them, and a carrier is at home within this. */
export const BASE_INSET = px(320);
export const BASE_CLEARANCE = px(260);
export const BASE_REACH = px(90);
export const MIN_BASE_SPAWN = px(120);
export const MAX_BASE_SPAWN = px(320);
export const FLAG_PLAYERS = 24;
export const FLAG_REACH = px(40);
/** A flag that lies somewhere goes home by itself after this. */
export const FLAG_RETURN_TICKS = seconds(20);
/** How often the map learns where a carried flag is. */
export const FLAG_INTERVAL_TICKS = 12;
export const CAPTURES_TO_WIN = 3;
export const CAPTURE_POINTS = 100;
export const RETURN_POINTS = 15;
/** For ending a carrier, beside what any ship pays. */
export const CARRIER_POINTS = 15;
/** Long enough for a carrier to get away from those whom its team has ended. */
export const FLAG_RESPAWN_TICKS = seconds(6);
export const FLAG_WARM_UP_TICKS = seconds(10);
export const FLAG_PLAY_TICKS = seconds(300);
export const FLAG_OVERTIME_TICKS = seconds(120);
export const LAST_PLAYERS = 32;
/** A round needs so many pilots. */
export const LAST_PILOTS = 2;
export const LAST_WARM_UP_TICKS = seconds(15);
export const LAST_PLAY_TICKS = seconds(200);
export const LAST_WIN_POINTS = 100;
/** What an out pilot reads in place of a time. */
export const LAST_WAIT_TICKS = 3600;
export const RESULT_TICKS = seconds(10);
/** A ship outside the ring is harmed so often. */
export const RING_HARM_TICKS = 20;
/** The director stays with a ship for so long, and after its end where that was. */
export const WATCH_CUT_TICKS = seconds(5);
export const WATCH_LINGER_TICKS = seconds(2);
/** Entities of a mode beside the ships: its match, flags, a ring. */
export const MODE_ENTITIES = 8;

// Score.
export const MAX_SCORE = 0x7fffffff;
export const KILL_POINTS = 25;
export const LEADER_POINTS = 25;
/** A death costs one part in so many of the score. */
export const DEATH_SHARE = 4;
/** How often spectators may be shown another ship. */
export const WATCH_INTERVAL_TICKS = seconds(1);

// Levels. What a level needs grows from one to the next; see levels.ts.
export const MAX_LEVEL = 50;
/** Level 1 needs so much of shards, each further one so much more. */
export const FIRST_LEVEL_NEED = 6;
export const LEVEL_NEED_STEP = 4;
/** More than the highest level needs. */
export const MAX_PROGRESS = 1000;
/** The progress in a wreck: one part in so many of what its pilot had gathered, and a bit for any ship that had lived for a while. */
export const WRECK_PROGRESS_SHARE = 2;
export const WRECK_PROGRESS = 6;
/** A life shorter than this is worth nothing to levels and bounties. */
export const MIN_WORTHY_TICKS = seconds(10);

// Upgrades: what each gives and what it costs. The ship without any is above.
export const MAX_UPGRADES = 5;
export const OFFERS = 3;
export const PLATING_HULL = 40;
export const PLATING_THRUST = -3;
export const PLATING_BOOST = -5;
export const ENGINE_THRUST = 6;
export const ENGINE_BOOST = 6;
export const ENGINE_DRAIN = 2;
export const BLASTER_DAMAGE = 3;
export const BLASTER_ENERGY = 20;
export const RAPID_COOLDOWN = -3;
export const RAPID_DAMAGE = -1;
export const CELLS_REGAIN = 1;
export const CELLS_HULL = -8;
export const DEFLECTOR_ARMOUR = 3;
export const DEFLECTOR_COOLDOWN = 1;
export const MAGNET_REACH = px(52);
export const MAGNET_SHARD_HULL = 3;
export const MAGNET_ENERGY = 10;
export const REPAIR_WAIT_CUT = seconds(2.5);
export const REPAIR_INTERVAL = 7;
export const REPAIR_ENERGY = -300;
/** The fullest hull that any choice of upgrades gives, and the furthest that a shard is drawn from. */
export const MAX_HULL = HULL_FULL + PLATING_HULL;
export const MAX_SHARD_REACH = SHARD_REACH + MAGNET_REACH;

// Bounty, in points.
export const MAX_BOUNTY = 9999;
export const LEVEL_BOUNTY = 10;
export const KILL_BOUNTY = 10;
/** A kill raises the bounty further by so much for each level of the victim. */
export const VICTIM_LEVEL_BOUNTY = 5;
/** A death takes one part in so many of the bounty, and pays it to the killer. */
export const BOUNTY_SHARE = 2;
/** From these on a ship is of tier 1, 2 and 3. */
export const TIER_1_BOUNTY = 60;
export const TIER_2_BOUNTY = 120;
export const TIER_3_BOUNTY = 240;
/** The most wanted ships that everybody sees on the map, and how often. */
export const MAX_WANTED = 3;
export const WANTED_INTERVAL_TICKS = seconds(2);

/** What pilots can say, and how often. */
export const PHRASES = 8;
export const PHRASE_INTERVAL_TICKS = seconds(1.5);

/** Places in the entity table for each player: a ship, the shots that can be in flight at once, and some for what crates bring. */
export const ENTITIES_PER_PLAYER = 3 + Math.ceil(SHOT_LIFE_TICKS / (SHOT_COOLDOWN_TICKS + RAPID_COOLDOWN));
export const MAX_ENTITIES = 0x7fff;
