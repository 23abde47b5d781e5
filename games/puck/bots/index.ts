// The bots of puck, as a server sees them.

export { createPuckBot } from './fill-bot.ts';
