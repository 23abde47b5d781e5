// What two builds must share to predict alike, as one number: the rules' numbers, and a scripted match of some seconds.

import { type Command, EventQueue, InputTable, inputView } from '@starfray/shared/contract';
import { HASH_START, mix, mixText } from '@starfray/shared/core';
import { eventKinds, input } from './entities.ts';
import { chooseRink, createRink } from './rink.ts';
import { step } from './step.ts';
import * as tuning from './tuning.ts';
import { createWorld, hashWorld } from './world.ts';

const SCRIPT_TICKS = 900;
const SCRIPT_PLAYERS = 6;

/** Costs some milliseconds: a caller that asks often keeps the answer. */
export function fingerprint(): number {
  let hash = HASH_START;
  // Sorted by hand, because a bundler may list a module's names in an order of its own.
  for (const [name, value] of Object.entries(tuning).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash = mixText(mixText(hash, name), JSON.stringify(value));
  }
  return mix(hash, playScript());
}

// A crowd that thrusts, boosts and kicks by simple arithmetic, through the warm-up and into play.
function playScript(): number {
  const world = createWorld(createRink(chooseRink(SCRIPT_PLAYERS)), 1);
  const inputs = new InputTable(input);
  const controls = inputView(input, inputs);
  const events = new EventQueue(eventKinds, 64);
  for (let tick = 1; tick <= SCRIPT_TICKS; tick += 1) {
    for (let id = 1; id <= SCRIPT_PLAYERS; id += 1) {
      controls.base = inputs.base(id);
      controls.thrust = ((tick >> 4) * id + id) % 9;
      controls.boost = ((tick >> 6) + id) % 3 === 0 ? 1 : 0;
      controls.kick = (tick + id) % 40 === 0 ? 1 : 0;
    }
    step(world, tick === 1 ? JOINS : [], inputs, events);
    events.clear();
  }
  return hashWorld(world);
}

const JOINS: readonly Command[] = Array.from({ length: SCRIPT_PLAYERS }, (_, i) => ({
  kind: 'join',
  playerId: i + 1,
  score: 0,
}));
