#!/usr/bin/env node
// The `starfray` command with the games that it serves, the first by default. Each is loaded when it is served: a health check runs every
// few seconds.

import { runCli } from '@starfray/server/cli';

await runCli({
  games: [
    { name: 'starfray', load: async () => (await import('@starfray/starfray/server')).starfrayServer },
    { name: 'puck', load: async () => (await import('@starfray/puck/server')).puckServer },
  ],
  frontEnd: new URL('./front-end.ts', import.meta.url),
  runBots: async (flags, name) => {
    // Most processes serve: they need not load this.
    const { runBots } = await import('@starfray/bots/commands');
    const { starfrayBots } = await import('@starfray/starfray/bots');
    await runBots(starfrayBots, flags, name);
  },
});
