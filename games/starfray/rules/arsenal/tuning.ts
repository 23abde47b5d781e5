// The numbers of crates and of the four weapons from them, in ticks and position units. `fingerprint` hashes them.

import { px } from '@starfray/shared/core';
import { TICKS_PER_SECOND } from '../tuning.ts';

const seconds = (amount: number): number => Math.round(amount * TICKS_PER_SECOND);

// Crates.
/** One pad, on which crates grow, for so many square pixels: about two in a view. */
export const PAD_AREA_PX = 700_000;
export const PAD_GAP = px(320);
export const PAD_CLEARANCE = px(48);
export const CRATE_REACH = px(44);
/** A crate grows on one free pad, or on more in a large arena, at every tick that this divides. */
export const CRATE_REFILL_TICKS = seconds(0.5);
/** A crate that a wreck dropped is gone after this. */
export const DROP_LIFE_TICKS = seconds(20);

/** Ticks between two uses of a weapon from a crate. */
export const SPECIAL_COOLDOWN_TICKS = seconds(0.7);
export const MISSILE_CHARGES = 2;
export const MINE_CHARGES = 3;
export const RAIL_CHARGES = 3;
export const REPULSOR_CHARGES = 3;
export const MAX_CHARGES = 3;

// Missiles: faster than a ship that thrusts, slower than one that boosts. They turn within 176 px.
export const MISSILE_SPEED = px(6.5);
export const MISSILE_TURN = 6;
/** A missile decides on its turn once in so many ticks, and keeps it meanwhile: between decisions it is predictable. */
export const MISSILE_STEER_TICKS = 6;
/** A missile that is off its target by no more than this flies straight. */
export const MISSILE_SLACK = 5;
export const MISSILE_LIFE_TICKS = seconds(4);
export const MISSILE_RADIUS = px(7);
export const MISSILE_DAMAGE = 40;
/** What lies within this range and this half angle of the aim can be locked on. */
export const LOCK_RANGE = px(750);
export const LOCK_ANGLE = 96;
/** A locked target further than this to the side has been missed. */
export const LOCK_LOSS_ANGLE = 300;

// Mines.
export const MINE_ARM_TICKS = seconds(1);
export const MINE_LIFE_TICKS = seconds(25);
export const MINE_RADIUS = px(10);
/** A mine goes off when a foe's middle is this near, and hurts every foe within the blast. */
export const MINE_TRIGGER = px(64);
export const MINE_BLAST = px(110);
export const MINE_DAMAGE = 45;
/** Where a mine is laid: behind the ship. */
export const MINE_DISTANCE = px(26);

// The rail: as a shot that flies all of its way at once.
/** Its way, in steps of a shot's tick of 14 px: 896 px. */
export const RAIL_STEPS = 64;
export const RAIL_DAMAGE = 39;

// The repulsor.
export const REPULSOR_RADIUS = px(230);
/** Speed that a ship beside the repulsor is given; less with distance, none at the radius. */
export const REPULSOR_SPEED = px(9);
