// The bots' command, for programs with a command line.

export { runBots } from './bots.ts';
