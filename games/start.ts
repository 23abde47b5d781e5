#!/usr/bin/env node
// The package's command: the `starfray` command, from code that an earlier start has compiled where there is any.

import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Beside the code that it is made of, and as well protected as that. Where this user may not write there is none, and a Node too old for
// it gets its own message from the command.
module.enableCompileCache?.(fileURLToPath(new URL('./compiled', import.meta.url)));
await import('./cli.ts');
