// `pnpm test`: provides what the tests need, builds the client, and runs the tests. Arguments go to vitest: files, -t, --watch.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from './build.ts';
import { provide } from './provide.ts';

const ROOT = join(import.meta.dirname, '..');
/** What .ci/run counts. */
const REPORT = 'test-results/vitest.json';

const args = process.argv.slice(2);
const filters = args.filter((arg) => !arg.startsWith('-'));
// Unit tests, beside their sources, need nothing from the system.
const isUnitOnly = filters.length > 0 && filters.every((filter) => filter.startsWith('packages'));

if (!isUnitOnly && !provide()) process.exit(2);
await buildClient();
mkdirSync(join(ROOT, 'test-results'), { recursive: true });
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
// Tests start hundreds of processes from source: each would strip and compile the same files again, which is most of what it costs.
const env = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compiled'), ...process.env };
const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env,
});
process.exitCode = status ?? 1;
