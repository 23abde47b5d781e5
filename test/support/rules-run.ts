// The rules alone, driven by a seed for as long as a short fight: what any engine must come to, bit for bit. It runs in Node and, bundled,
// in browsers; so it imports nothing of either.

import { type Command, EventQueue, InputTable, inputView } from '@starfray/shared/contract';
import { createRandom, hashHex, type RandomState, randomBelow } from '@starfray/shared/core';
import { chooseArena, createArena, hashWorld, input, starfray, THRUST_DIRECTIONS } from '@starfray/starfray/rules';

const PLAYERS = 16;
const MAX_LAG = 145;
const MAX_EVENTS = 256;

/** The hash of the world after every hundredth of `ticks` ticks. */
export function runRules(seed: number, ticks: number): string[] {
  const world = starfray.createWorld(createArena(chooseArena(PLAYERS, seed)), seed);
  const random = createRandom(seed);
  const inputs = new InputTable(input);
  const controls = inputView(input, inputs);
  const events = new EventQueue(starfray.events, MAX_EVENTS);
  const isIn: boolean[] = [];
  const hashes: string[] = [];
  for (let tick = 1; tick <= ticks; tick += 1) {
    const commands = comings(random, isIn);
    for (let playerId = 1; playerId <= PLAYERS; playerId += 1) {
      if (randomBelow(random, 12) !== 0) continue;
      controls.base = inputs.base(playerId);
      controls.thrust = randomBelow(random, THRUST_DIRECTIONS + 1);
      controls.aim = randomBelow(random, 1024);
      controls.boost = randomBelow(random, 2);
      controls.fire = randomBelow(random, 2);
      inputs.lags[playerId] = randomBelow(random, MAX_LAG);
    }
    starfray.step(world, commands, inputs, events);
    events.clear();
    if (tick % 100 === 0) hashes.push(hashHex(hashWorld(world)));
  }
  return hashes;
}

// Players come and go; most stay for some seconds.
function comings(random: RandomState, isIn: boolean[]): Command[] {
  const commands: Command[] = [];
  for (let playerId = 1; playerId <= PLAYERS; playerId += 1) {
    const wasIn = isIn[playerId] === true;
    if (wasIn && randomBelow(random, 900) !== 0) continue;
    const score = randomBelow(random, 500);
    commands.push(wasIn ? { kind: 'leave', playerId, isDismissed: false } : { kind: 'join', playerId, score });
    isIn[playerId] = !wasIn;
  }
  return commands;
}
