// The numbers of the shard storm, in ticks and position units. `fingerprint` hashes them.

import { px } from '@starfray/shared/core';
import { TICKS_PER_SECOND } from '../tuning.ts';

const seconds = (amount: number): number => Math.round(amount * TICKS_PER_SECOND);

/** Storms gather once in so long, for the first time after so long. */
export const STORM_INTERVAL_TICKS = seconds(90);
export const FIRST_STORM_TICK = seconds(30);
/** A storm stands still for so long, which announces it, and then moves for so long. */
export const STORM_WAIT_TICKS = seconds(10);
export const STORM_LIFE_TICKS = seconds(40);
export const STORM_RADIUS = px(240);
/** Half of its way, at the most. */
export const STORM_REACH = px(1800);
export const MAX_STORM_SPEED = px(2);
/** One storm more for each so many square pixels. */
export const STORM_AREA_PX = 40_000_000;
export const STORM_SHARD_TICKS = 20;
export const MIN_STORM_VALUE = 2;
export const MAX_STORM_VALUE = 6;
/** Storms grow shards up to this multiple of what the arena grows: wrecks still shed theirs. */
export const STORM_CROWD_RATIO = 2;
