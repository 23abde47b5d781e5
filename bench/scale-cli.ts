// `bench scale` by itself, for machines on which nothing is installed: `node dist/bench/bench.js scale`. `pnpm build-bench` makes it.

import { join } from 'node:path';
import { Command } from 'commander';
import { addScale } from './scale-command.ts';

const program = new Command('bench').description('The largest room that a machine holds.');
addScale(program, join(import.meta.dirname, '../package'));
await program.parseAsync();
