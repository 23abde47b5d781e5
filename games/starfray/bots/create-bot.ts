// The SDK's front door: a bot of Starfray on the platform's own WebSocket and timer, in one call.

import { checkControls, type RunBotOptions, type RunningBot, runBot } from '@starfray/bots';
import { type Arena, input, type StarfrayWorld, starfray } from '../rules/index.ts';
import { StarfrayMind } from './mind.ts';
import type { Think } from './view.ts';

export interface CreateBotOptions extends Omit<RunBotOptions<StarfrayWorld, Arena>, 'game' | 'mind'> {
  /** Decides on the controls, up to 60 times a second. */
  readonly think: Think;
}

/**
 * Joins, flies, and comes back by itself when the connection is lost. An error that `think` throws ends the bot, which says goodbye first.
 * @throws TypeError when the address cannot be read.
 */
export function createBot({ think, seed = 1, ...options }: CreateBotOptions): RunningBot {
  const mind = new StarfrayMind((view, controls) => think(view, checkControls(input, controls)), seed);
  return runBot({ game: starfray, mind, seed, ...options });
}
