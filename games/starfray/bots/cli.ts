#!/usr/bin/env node
// The `bots` command by itself; `starfray bots` is the same.

import { runBots } from '@starfray/bots/commands';
import { starfrayBots } from './starfray-bots.ts';

await runBots(starfrayBots, process.argv.slice(2), 'bots');
