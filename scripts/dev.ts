// `pnpm dev`: builds the client whenever its sources change, restarts the server whenever its do. The page notices a new
// build by itself and reloads. Arguments go to `starfray serve`.

import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from './build.ts';

const ROOT = join(import.meta.dirname, '..');
const WATCHED = [
  'packages/client/src',
  'packages/shared/src',
  'games/starfray/client',
  'games/starfray/rules',
  'games/puck',
];
/** An editor writes a file in several steps: they are one change. */
const SETTLE_MS = 80;

let isBuilding = false;
let isStale = false;

await build();
const server = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', 'games/cli.ts', 'serve', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit' },
);
server.on('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));

let settling: NodeJS.Timeout | undefined;
for (const folder of WATCHED) {
  watch(join(ROOT, folder), { recursive: true }, () => {
    clearTimeout(settling);
    settling = setTimeout(() => void build(), SETTLE_MS);
  });
}

// One build at a time; a change during one makes another follow.
async function build(): Promise<void> {
  isStale = true;
  if (isBuilding) return;
  isBuilding = true;
  while (isStale) {
    isStale = false;
    await buildOnce();
  }
  isBuilding = false;
}

async function buildOnce(): Promise<void> {
  const startMs = performance.now();
  try {
    const { isFresh } = await buildClient({ isDevelopment: true });
    if (isFresh) console.error(`Client built in ${Math.round(performance.now() - startMs)} ms.`);
  } catch (error) {
    // esbuild has printed what is wrong; the last good build stays.
    console.error(`The client does not build: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}
