// The bots' command, for whoever has a command line.

export { runBots } from './bots.ts';
