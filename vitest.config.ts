import { configDefaults, defineConfig } from 'vitest/config';

/** They judge pictures by the clock, and so have the machine to themselves, after all others. */
const ALONE = ['test/e2e/smooth.test.ts'];

export default defineConfig({
  test: {
    // A shared machine may take four times as long from one minute to the next.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Browser and socket tests share two cores with the servers they start.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ALONE],
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, sequence: { groupOrder: 1 } } },
    ],
  },
});
