// What Starfray's picture, HUD and sounds read of the netcode, and which entity is which.

import type { ClientView as AnyClientView } from '@starfray/client/view';
import { type Arena, crate, mine, missile, shard, ship, shot, starfray, storm } from '../../rules/index.ts';

export type ClientView = AnyClientView<Arena>;

/** Values of `DrawnEntity.kind`. */
export const SHIP_KIND = starfray.entities.indexOf(ship);
export const SHOT_KIND = starfray.entities.indexOf(shot);
export const SHARD_KIND = starfray.entities.indexOf(shard);
export const CRATE_KIND = starfray.entities.indexOf(crate);
export const MISSILE_KIND = starfray.entities.indexOf(missile);
export const STORM_KIND = starfray.entities.indexOf(storm);
export const MINE_KIND = starfray.entities.indexOf(mine);
