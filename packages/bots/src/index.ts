// Bots for Starfray: the SDK, the brains, and the bots that keep a server's arenas lively.

export { Bot, type BotOptions, botVersion } from './bot.ts';
export {
  BRAINS,
  type BrainName,
  createBrain,
  createHunter,
  createWanderer,
  type HunterOptions,
  type WandererOptions,
} from './brains/index.ts';
export { type CreateBotOptions, createBot, type RunningBot } from './create-bot.ts';
export { createFillBot, type FillBotOptions, type RunningFillBot } from './fill-bot.ts';
export { runSwarm, type SwarmNow, type SwarmOptions, type SwarmReport } from './swarm.ts';
export type { BotView, KnownPlayer, Think } from './view.ts';
