// How an actor flies: mostly after shards and at other ships, so that there are points to win and to lose; at times at random.

import { angleOf, atUint16, type RandomState, randomBelow } from '@starfray/shared/core';
import { MAX_SLOTS } from '@starfray/shared/protocol';
import { type Arena, input, type StarfrayWorld, shard, starfray, thrustTowards } from '@starfray/starfray/rules';
import type { Actor } from '@starfray/testing/simulator';

type Pilot = Actor<StarfrayWorld, Arena>;

/** A new decision about so often, in steps. */
const DECIDES = 12;
const AT_RANDOM_PERCENT = 20;

/** Sets the controls for one step of virtual time. */
export function fly({ client, input: row }: Pilot, random: RandomState): void {
  if (randomBelow(random, DECIDES) !== 0) return;
  const controls = input.view(row.ints, row.base);
  controls.boost = randomBelow(random, 2);
  controls.fire = randomBelow(random, 2);
  const goal = randomBelow(random, 100) < AT_RANDOM_PERCENT ? undefined : nearestShard(client);
  if (goal === undefined) {
    controls.thrust = randomBelow(random, 9);
    controls.aim = randomBelow(random, 1024);
    return;
  }
  controls.thrust = thrustTowards(goal[0], goal[1]);
  controls.aim = angleOf(goal[1], goal[0]);
}

// The way there from one's own ship.
function nearestShard({ held }: Pilot['client']): readonly [number, number] | undefined {
  if (held === undefined || held.tick === 0 || held.focus < 0) return undefined;
  const [ownX, ownY] = placeOf(held, held.focus);
  let nearest: readonly [number, number] | undefined;
  let best = Number.POSITIVE_INFINITY;
  for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
    if (atUint16(held.ids, slot) === 0 || held.kindOf(slot).name !== shard.name) continue;
    const [x, y] = placeOf(held, slot);
    const squared = (x - ownX) ** 2 + (y - ownY) ** 2;
    if (squared >= best) continue;
    best = squared;
    nearest = [x - ownX, y - ownY];
  }
  return nearest;
}

function placeOf(held: NonNullable<Pilot['client']['held']>, slot: number): readonly [number, number] {
  const kind = starfray.entities[held.kinds[slot] ?? 0];
  const base = held.base(slot);
  return [held.ints[base + (kind?.xColumn ?? 0)] ?? 0, held.ints[base + (kind?.yColumn ?? 0)] ?? 0];
}
