// Starfray as bots play it: what the command, swarms and fleets need.

import type { BotGame } from '@starfray/bots';
import { createRandom } from '@starfray/shared/core';
import { type Arena, type StarfrayWorld, starfray } from '../rules/index.ts';
import { BRAINS, createBrain } from './brains/index.ts';
import { callSign } from './call-signs.ts';
import { StarfrayMind } from './mind.ts';

export const starfrayBots: BotGame<StarfrayWorld, Arena> = {
  game: starfray,
  brains: BRAINS,
  createMind: (name, seed) => {
    const brain = BRAINS.find((known) => known === name);
    if (brain === undefined) throw new RangeError(`${name} is no brain: give one of ${BRAINS.join(', ')}`);
    return new StarfrayMind(createBrain(brain, createRandom(seed)), seed);
  },
  nameOf: callSign,
};
