// What Starfray's picture, HUD and sounds read of the netcode, and which entity is which.

import type { ClientView as AnyClientView } from '@starfray/client/view';
import { type Arena, shard, ship, shot, starfray } from '../../rules/index.ts';

export type ClientView = AnyClientView<Arena>;

/** Values of `DrawnEntity.kind`. */
export const SHIP_KIND = starfray.entities.indexOf(ship);
export const SHOT_KIND = starfray.entities.indexOf(shot);
export const SHARD_KIND = starfray.entities.indexOf(shard);
