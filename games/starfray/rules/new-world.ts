// How a world begins.

import type { Arena } from './arena.ts';
import { growAllCrates } from './arsenal/crates.ts';
import { modeOf } from './modes/mode-of.ts';
import { growAllShards } from './pickups.ts';
import { createEmptyWorld, type StarfrayWorld } from './world.ts';

/** A world grown full of shards and crates, with nobody in it. `seed` is secret: it tells what comes where. */
export function createWorld(arena: Arena, seed: number): StarfrayWorld {
  const world = createEmptyWorld(arena, seed);
  modeOf(world).begin(world);
  growAllShards(world);
  growAllCrates(world);
  return world;
}
