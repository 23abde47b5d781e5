// What two builds must share to predict alike, as one number: every number of the rules, every table, and the outcome of
// a scripted fight.

import { type Command, EventQueue, InputTable, inputView, type RowKind } from '@starfray/shared/contract';
import { HASH_START, mix, mixText } from '@starfray/shared/core';
import { arenaOptions, chooseArena, createArena } from './arena.ts';
import * as arsenal from './arsenal/tuning.ts';
import { cockpit, entityKinds, eventKinds } from './entities.ts';
import { input, THRUST_DIRECTIONS } from './input.ts';
import * as storms from './map/tuning.ts';
import { ringRadius } from './modes/ring.ts';
import { createWorld } from './new-world.ts';
import { step } from './step.ts';
import * as tuning from './tuning.ts';
import { MIN_SIDE, TICKS_PER_SECOND } from './tuning.ts';
import { hashWorld } from './world.ts';

const SCRIPT_TICKS = 300;
const SCRIPT_PLAYERS = 16;
/** All but the first leave, some of them under fire. */
const LEAVE_TICK = 298;

/** Costs some milliseconds: a caller that asks often keeps the answer. */
export function fingerprint(): number {
  let hash = HASH_START;
  // Sorted by hand, because a bundler may list a module's names in an order of its own.
  for (const [name, value] of Object.entries({ ...tuning, ...arsenal, ...storms }).sort(([a], [b]) => (a < b ? -1 : 1)))
    hash = mix(mixText(hash, name), value);
  for (const kind of [arenaOptions, input, cockpit, ...entityKinds, ...eventKinds]) hash = hashTable(hash, kind);
  for (let second = 0; second < 180; second += 1) hash = mix(hash, ringRadius(MIN_SIDE, second * TICKS_PER_SECOND));
  return mix(hash, playScript());
}

function hashTable(start: number, kind: RowKind): number {
  let hash = mixText(start, kind.name);
  for (const [i, field] of kind.columns.entries()) {
    hash = mixText(mix(mix(hash, field.least), field.most), kind.columnNames[i] ?? '');
  }
  return hash;
}

// A crowd whose members turn, thrust, boost and fire by simple arithmetic, and leave in the end.
function playScript(): number {
  const world = createWorld(createArena(chooseArena(SCRIPT_PLAYERS, 7)), 11);
  const inputs = new InputTable(input);
  const controls = inputView(input, inputs);
  const events = new EventQueue(eventKinds, 256);
  const joins: Command[] = [];
  for (let playerId = 1; playerId <= SCRIPT_PLAYERS; playerId += 1) joins.push({ kind: 'join', playerId, score: 0 });
  for (let tick = 1; tick <= SCRIPT_TICKS; tick += 1) {
    for (let playerId = 1; playerId <= SCRIPT_PLAYERS; playerId += 1) {
      controls.base = inputs.base(playerId);
      controls.thrust = ((tick >> 5) + playerId) % (THRUST_DIRECTIONS + 1);
      controls.aim = (tick * playerId * 3) % 1024;
      controls.boost = ((tick >> 6) + playerId) % 3 === 0 ? 1 : 0;
      controls.fire = (tick >> 4) % 2;
      controls.special = ((tick >> 3) + playerId) % 2;
      inputs.lags[playerId] = (tick + playerId * 9) % 145;
    }
    const leaves: Command[] =
      tick === LEAVE_TICK
        ? joins.slice(1).map(({ playerId }) => ({ kind: 'leave', playerId, isDismissed: false }))
        : [];
    step(world, tick === 1 ? joins : leaves, inputs, events);
    events.clear();
  }
  return hashWorld(world);
}
