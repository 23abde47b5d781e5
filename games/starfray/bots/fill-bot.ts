// Starfray's bots inside the server, with a brain and the name of a star.

import { createFillBot as createGameFillBot, type FillBot } from '@starfray/bots';
import { createRandom } from '@starfray/shared/core';
import type { Link } from '@starfray/shared/protocol';
import { starfray } from '../rules/index.ts';
import { type BrainName, createFillBrain, strengthOf } from './brains/index.ts';
import { callSign } from './call-signs.ts';
import { StarfrayMind } from './mind.ts';
import { starfrayBots } from './starfray-bots.ts';

export interface FillBotOptions {
  /** Takes the room's end of the link and a name: the same door as everybody's. */
  readonly join: (link: Link, name: string) => void;
  /** Milliseconds, monotonic: the room's clock. */
  readonly now: () => number;
  /** Which bot of the room it is, from 1. */
  readonly number: number;
  readonly seed: number;
  /** Default: of the strength that its number has. */
  readonly brain?: BrainName;
}

/** Lets a bot join. It stays until it is stopped or sent away, and does not come back by itself. */
export function createFillBot({ join, now, number, seed, brain }: FillBotOptions): FillBot {
  const own = seed + number;
  const mind =
    brain === undefined
      ? new StarfrayMind(createFillBrain(strengthOf(number), createRandom(own)), own)
      : starfrayBots.createMind(brain, own);
  return createGameFillBot({ game: starfray, mind, seed: own, name: callSign(number), join, now });
}
