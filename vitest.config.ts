import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

/** Plain functions and classes: no file changes what another one sees. */
const UNITS = ['packages/*/src/**/*.test.ts', 'games/**/*.test.ts', 'scripts/*.test.ts'];
/** They compute for minutes of virtual time. */
const VIRTUAL_TIME = [
  'simulator/simulator',
  'simulator/any-game',
  'simulator/puck',
  'system/lag-compensation',
  'system/feel',
  'system/fill-bots',
  'system/load',
  'system/puck',
  'system/puck-bots',
  'system/replication',
  'system/resume',
  'system/sessions',
  'system/smooth',
  'system/threads',
].map((name) => `test/${name}.test.ts`);
/** Their processes are of the command as the package has it. */
const WITH_COMMAND = { globalSetup: 'test/support/command-setup.ts' } as const;
/** As `pnpm start` does, from source: Vite's wrapping of every import makes what computes half as fast. */
const BY_NODE_ALONE = { viteModuleRunner: false } as const;

/** A share of all kinds, whose rooms have their clients at two front ends of other threads: in virtual time, and in threads. */
const ON_TWO_THREADS = [
  'system/flow',
  'system/healing',
  'system/match',
  'system/presses',
  'system/puck-bots',
  'system/resume',
  'system/sessions',
  'system/standstill',
  'hostile/malformed',
  'edges/admission',
  'edges/bans',
  'edges/refusals',
  'edges/two-games',
  'e2e/puck',
  'e2e/reload',
].map((name) => `test/${name}.test.ts`);

export default defineConfig({
  test: {
    // Only what hangs is a fault: a machine shared with much other work may take ten times as long.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    // Browser and socket tests share two cores with the servers they start, and wait more than they compute.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Servers as processes start no threads by themselves, however many cores there are: dozens of servers run at once. Tests of threads say so.
    env: { STARFRAY_THREADS: '0' },
    projects: [
      {
        extends: true,
        // A process for each of them would cost more than all that they test.
        test: { name: 'units', include: UNITS, isolate: false, experimental: BY_NODE_ALONE },
      },
      {
        extends: true,
        test: { name: 'virtual time', include: VIRTUAL_TIME, experimental: BY_NODE_ALONE },
      },
      {
        extends: true,
        test: {
          name: 'together',
          ...WITH_COMMAND,
          include: ['test/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...VIRTUAL_TIME],
        },
      },
      {
        extends: true,
        test: {
          name: 'two threads',
          ...WITH_COMMAND,
          include: ON_TWO_THREADS,
          env: { STARFRAY_THREADS: '2', STEPPER_THREADS: '2' },
          experimental: BY_NODE_ALONE,
        },
      },
    ],
  },
});
