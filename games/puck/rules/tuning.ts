// Every number of the rules, in ticks and position units. docs/puck.md says what they mean; `fingerprint` hashes them.

import type { MatchRules } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';

export const TICKS_PER_SECOND = 60;
export const TICKS_PER_FRAME = 2;

const seconds = (amount: number): number => Math.round(amount * TICKS_PER_SECOND);

export const MAX_PLAYERS = 8;
export const TEAMS = 2;
export const MATCH: MatchRules = {
  teams: TEAMS,
  warmUpTicks: seconds(10),
  playTicks: seconds(180),
  overtimeTicks: seconds(120),
  resultTicks: seconds(8),
};
/** From a goal to the kick-off that follows. */
export const GOAL_PAUSE_TICKS = seconds(2);

// The rink lies in the middle of the square world; the small one is for two against two at most.
export const SIDE = px(2048);
export const SMALL_RINK_PLAYERS = 4;
export const SMALL_LENGTH_PX = 1200;
export const SMALL_WIDTH_PX = 640;
export const LARGE_LENGTH_PX = 1500;
export const LARGE_WIDTH_PX = 800;
/** Half of the opening of a goal, from post to post, and how deep it is. */
export const GOAL_HALF = px(130);
export const GOAL_DEPTH = px(64);
export const POST_RADIUS = px(10);

// Discs. Top speed is thrust times 2^DRAG_SHIFT: 5.5 and 8 px a tick, 330 and 480 px a second.
export const DISC_RADIUS = px(26);
export const DISC_DRAG_SHIFT = 4;
export const THRUST_PER_TICK = 88;
export const BOOST_PER_TICK = 128;
export const DISC_MAX_SPEED = px(12);

// The puck weighs half as much as a disc.
export const PUCK_RADIUS = px(18);
export const PUCK_DRAG_SHIFT = 7;
export const PUCK_MAX_SPEED = px(16);

/** A kick strikes the puck within this distance of the disc's edge, once, for so long after the press. */
export const KICK_REACH = px(12);
export const KICK_TICKS = 9;
export const KICK_COOLDOWN_TICKS = 24;
export const KICK_SPEED = px(8);

export const ENERGY_FULL = 600;
export const ENERGY_REGAIN = 3;
export const BOOST_DRAIN = 8;
/** A boost that ran dry starts again with this much. */
export const BOOST_RESTART_ENERGY = 120;

export const MAX_GOALS = 0xffff;
