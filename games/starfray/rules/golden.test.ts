import { type Command, EventQueue, InputTable } from '@starfray/shared/contract';
import { HASH_START, hashHex, mix } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { type Arena, arenaOptions, chooseArena, createArena } from './arena.ts';
import { starfray } from './game.ts';
import { input } from './input.ts';

// Changes with every change of the rules, and then in a commit of its own that says so.
const FINGERPRINT = 'f38545fd';

function hashOf(...lists: readonly ArrayLike<number>[]): number {
  return lists.reduce((hash, list) => Array.from(list).reduce((sum, value) => mix(sum, value), hash), HASH_START);
}

function mapHash({ rockX, rockY, rockRadius, cellStarts, cellRocks, shardMost, entityMost }: Arena): number {
  return hashOf(rockX, rockY, rockRadius, cellStarts, cellRocks, [shardMost, entityMost]);
}

/** What clients get of a room of so many players, its rocks, and its world after a second in which forty join and shoot. */
function roomHash(capacity: number): string {
  const options = chooseArena(capacity, 7);
  const values = options.ints.slice(options.base, options.base + arenaOptions.width);
  const arena = createArena(options);
  const world = starfray.createWorld(arena, 11);
  const inputs = new InputTable(input);
  const controls = input.view(inputs.ints);
  const events = new EventQueue(starfray.events, 256);
  for (let tick = 1; tick <= 60; tick += 1) {
    const joins: Command[] = tick <= 40 ? [{ kind: 'join', playerId: tick, score: 0 }] : [];
    controls.base = inputs.base(tick);
    Object.assign(controls, { thrust: tick % 9, aim: tick * 19, fire: 1 });
    starfray.step(world, joins, inputs, events);
    events.clear();
  }
  return hashHex(hashOf(values, [mapHash(arena), starfray.hash(world)]));
}

describe('golden', () => {
  it('[R1] the rules, the tables and a scripted fight of 300 ticks give the recorded hash', () => {
    expect(hashHex(starfray.fingerprint())).toBe(FINGERPRINT);
  });

  // Recorded when no room was for more than 2,541.
  it.each([
    [1, '3be3939a'],
    [12, '9806a946'],
    [100, 'fea29fe3'],
    [500, 'f10b2c69'],
    [2000, '0cf58c04'],
    [2541, '0ec5bf6a'],
  ])('[R28] a room for %i is the same as before larger ones came', (capacity, hash) => {
    expect(roomHash(capacity)).toBe(hash);
  });
});
