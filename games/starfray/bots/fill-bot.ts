// Starfray's bots inside the server, with a brain and the name of a star.

import { createFillBot as createGameFillBot, type FillBot } from '@starfray/bots';
import type { Link } from '@starfray/shared/protocol';
import { starfray } from '../rules/index.ts';
import type { BrainName } from './brains/index.ts';
import { callSign } from './call-signs.ts';
import { starfrayBots } from './starfray-bots.ts';

export interface FillBotOptions {
  /** Takes the room's end of the link and a name: the same door as everybody's. */
  readonly join: (link: Link, name: string) => void;
  /** Milliseconds, monotonic: the room's clock. */
  readonly now: () => number;
  /** Which bot of the room it is, from 1. */
  readonly number: number;
  readonly seed: number;
  readonly brain?: BrainName;
}

/** Lets a bot join. It stays until it is stopped or sent away, and does not come back by itself. */
export function createFillBot({ join, now, number, seed, brain = 'mixed' }: FillBotOptions): FillBot {
  const mind = starfrayBots.createMind(brain, seed + number);
  return createGameFillBot({ game: starfray, mind, seed: seed + number, name: callSign(number), join, now });
}
