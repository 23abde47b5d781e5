// Starfray's bots: the SDK's front door for this game, the brains, and the bots that keep a server's arenas lively.

export {
  BRAINS,
  type BrainName,
  createBrain,
  createHunter,
  createWanderer,
  type HunterOptions,
  type WandererOptions,
} from './brains/index.ts';
export { type CreateBotOptions, createBot } from './create-bot.ts';
export { createFillBot, type FillBotOptions } from './fill-bot.ts';
export { starfrayBots } from './starfray-bots.ts';
export type { BotView, KnownPlayer, Think } from './view.ts';
