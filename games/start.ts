#!/usr/bin/env node
// The package's command: the `starfray` command, from code that an earlier start has compiled where there is any.

import module from 'node:module';
import { fileURLToPath } from 'node:url';

const compiled = new URL('./compiled', import.meta.url);
// Beside the code that it is made of, and as well protected as that. Where this user may not write there is none, and a Node too old for
// it gets its own message from the command.
module.enableCompileCache?.(fileURLToPath(compiled));
// By this the package's scripts have Node's modules. A Node without it is too old, too: the command says so.
if (process.getBuiltinModule === undefined) {
  Object.assign(process, { getBuiltinModule: module.createRequire(compiled) });
}
await import('./cli.ts');
