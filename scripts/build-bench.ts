// Bundles `bench scale` into dist/bench. With dist/package beside it, it runs on any machine that has Node: nothing is installed there.

import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
/** Compiled accelerators that msgpackr tries to load. */
const NATIVE = ['msgpackr-extract'];
/** CommonJS among the packages asks for Node's modules by `require`, which a module does not have. */
const REQUIRE = [
  "import { createRequire as createBenchRequire } from 'node:module';",
  'const require = createBenchRequire(import.meta.url);',
].join('\n');

await build({
  entryPoints: { bench: join(ROOT, 'bench/scale-cli.ts'), 'scale-load': join(ROOT, 'bench/scale-load.ts') },
  absWorkingDir: ROOT,
  outdir: join(ROOT, 'dist/bench'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  external: NATIVE,
  banner: { js: REQUIRE },
  logLevel: 'warning',
});
console.error('Bench built: node dist/bench/bench.js scale, with dist/package beside it.');
