#!/usr/bin/env node
// The `bots` command by itself; `starfray bots` is the same.

import { runBots } from './commands/index.ts';

await runBots(process.argv.slice(2), 'bots');
