// Bots of any game: one on a socket, one inside the server, and swarms of them.

export { Bot, type BotGame, type BotOptions, type Mind } from './bot.ts';
export { checkControls } from './checked-controls.ts';
export { createFillBot, type FillBot, type FillBotOptions } from './fill-bot.ts';
export { type RunBotOptions, type RunningBot, runBot } from './run-bot.ts';
export { runSwarm, type SwarmNow, type SwarmOptions, type SwarmReport } from './swarm.ts';
